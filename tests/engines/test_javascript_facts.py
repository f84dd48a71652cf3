"""What JavaScript does where languages differ, in node and in V8 embedded; answers come back as they were given."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from engines import embedded, node
from engines.javascript import Failure, Program, as_script

Run = Callable[[Path, str], AbstractContextManager[Program]]
ENGINES = [
    pytest.param(node.program, marks=pytest.mark.engine("node"), id="node"),
    pytest.param(embedded.program, marks=pytest.mark.engine("mini-racer"), id="mini-racer"),
]
FACTS = {
    "null >= 0": True,
    "undefined >= 0": False,
    "true >= 1": True,
    "'10' >= 9": True,
    "'10' >= '9'": False,
    "NaN >= 5 || NaN === NaN": False,
    "-7 / 2": -3.5,
    "Math.trunc(-7 / 2)": -3,
    "Math.floor(-7 / 2)": -4,
    "-7 % 3": -1,
    "2 ** 53 + 1 === 2 ** 53": True,
    "(2 ** 31) | 0": -(2**31),
    "Math.round(2.5)": 3,
    "Math.round(-2.5)": -2,
    "0.1 + 0.2 === 0.3": False,
    "'toString' in {}": True,
    "'toString' in Object.create(null)": False,
    "Object.hasOwn({}, 'toString')": False,
    "new Map([['toString', 1]]).get('constructor') ?? null": None,
    "[10, 9, 1].sort()": [1, 10, 9],
    "'👍'.length": 2,
    "[...'👍'].length": 1,
    "'é' === 'e\\u0301'": False,
    "'a' === 'a ' || 'a' === 'A'": False,
    "new Date('2008-02-29T00:00Z').getUTCDate()": 29,
    "new Date('2026-02-30T00:00Z').getUTCDate()": 2,
    "new Date(Date.UTC(2008 + 17, 1, 29)).toISOString().slice(0, 10)": "2025-03-01",
    "new Date(Date.UTC(1, 0, 1)).getUTCFullYear()": 1901,
    "Object.keys({b: 1, 2: 1, a: 1, 1: 1})": ["1", "2", "b", "a"],
    "Object.keys(JSON.parse('{\"__proto__\": 1}'))": ["__proto__"],
    "Array.isArray([1]) && [1] == 1": True,
}


def module(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules.mjs"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("run", ENGINES)
def test_the_language_does_what_it_was_seen_to_do(run: Run, tmp_path: Path) -> None:
    asked = ",\n".join(f"() => ({expression})" for expression in FACTS)
    path = module(tmp_path, f"const FACTS = [{asked}];\nexport function fact(n) {{ return FACTS[n](); }}\n")
    with run(path, "fact") as program:
        told = program.ask(range(len(FACTS)))
    assert dict(zip(FACTS, told, strict=True)) == FACTS


@pytest.mark.parametrize("run", ENGINES)
def test_answers_come_in_order_batch_after_batch(run: Run, tmp_path: Path) -> None:
    path = module(tmp_path, "let asked = 0;\nexport function echo(given) { asked += 1; return [asked, given]; }\n")
    texts = ["\u2028\n\r\u0085", "\ud800", 'q"\\`${1}', "</script>"]
    hostile: list[Any] = [*texts, {"__proto__": 1, "a": None}, 2**53 - 1, -7]
    with run(path, "echo") as program:
        assert program.ask(hostile) == [[n + 1, given] for n, given in enumerate(hostile)]
        assert program.ask([]) == []
        many = program.ask([{"n": n, "text": "x" * 50} for n in range(20_000)])
    assert [answer[1]["n"] for answer in many] == list(range(20_000))
    assert many[-1][0] == len(hostile) + 20_000


@pytest.mark.parametrize("run", ENGINES)
def test_what_json_would_change_is_a_failure_and_so_is_what_is_thrown(run: Run, tmp_path: Path) -> None:
    values = "NaN, [-0], undefined, {a: {b: undefined}}, 1 / 0, 10n, (() => {})"
    text = f"""
const VALUES = [{values}, 0];
export function value(n) {{
  if (n === "throw") throw new RangeError("no such applicant");
  return VALUES[n];
}}
"""
    with run(module(tmp_path, text), "value") as program:
        told = program.ask([*range(7), "throw", 7])
    assert [type(answer) for answer in told] == [Failure] * 8 + [int]
    assert told[0] == Failure("TypeError", 'NaN at ""')
    assert told[1] == Failure("TypeError", '-0 at "0"')
    assert told[3] == Failure("TypeError", 'undefined at "b"')
    assert told[7] == Failure("RangeError", "no such applicant")
    assert told[6] == Failure("TypeError", 'function at ""')
    assert told[8] == 0


@pytest.mark.engine("node")
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("return eval('1 + 1');", "EvalError"),
        ("return new Function('return 1')();", "EvalError"),
        ("return process.getBuiltinModule('fs').readFileSync('/etc/hostname', 'utf8');", "Error"),
        ("return process.getBuiltinModule('child_process').execSync('id').toString();", "Error"),
    ],
)
def test_node_gives_a_module_no_files_no_commands_and_no_eval(body: str, name: str, tmp_path: Path) -> None:
    with node.program(module(tmp_path, f"export function reach() {{ {body} }}"), "reach") as program:
        (told,) = program.ask([None])
    assert isinstance(told, Failure)
    assert told.name == name
    assert name == "EvalError" or "restricted" in told.message


@pytest.mark.engine("node")
@pytest.mark.parametrize(
    ("text", "said"), [("export const a = 1;", "exports no function score"), ("export function (", "SyntaxError")]
)
def test_node_says_why_a_module_cannot_be_asked(text: str, said: str, tmp_path: Path) -> None:
    with node.program(module(tmp_path, text), "score") as program, pytest.raises(RuntimeError, match=said):
        program.ask([1])


def test_a_module_is_made_a_script_or_refused() -> None:
    made = as_script('/** export it */\nexport const A = "import x";\nexport function f() {\n  return A;\n}\n')
    assert made == '/** export it */\nconst A = "import x";\nfunction f() {\n  return A;\n}\n'
    for text in ('import { a } from "b";', "export { a };", "export default 1;", 'export * from "b";'):
        with pytest.raises(ValueError, match="without modules"):
            as_script(f"const a = 1;\n{text}\n")
