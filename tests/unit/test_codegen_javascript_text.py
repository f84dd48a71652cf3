"""The text of a generated JavaScript module: a rule file's words are literals in it, and it is always the same."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.embedded import available as embedded_available
from engines.javascript import as_script
from generated import examples
from qmasdsl.codegen.javascript import generate, types_beside
from qmasdsl.codegen.javascript.literals import literal, remark
from qmasdsl.codegen.names import LANGUAGE_VERSION
from qmasdsl.ir import nodes as ir
from unit import mini
from unit.javascript_modules import interpreted, opened, together
from unit.made_rulesets import made_ruleset
from unit.test_codegen_text import HOSTILE as ELSEWHERE
from unit.test_codegen_text import renamed, renamed_data

ENGINEER = mini.engineer(graduate_work=72)
HOSTILE = (*ELSEWHERE, "`", "${1}", "`${alert(1)}`", "<!--", "-->", "<script>", "]]>", "/*", "//", "\u2029", "\ufeff")
WORDS = (
    "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do", "else",
    "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in",
    "instanceof", "interface", "let", "new", "null", "package", "private", "protected", "public", "return", "static",
    "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield",
    "arguments", "async", "NaN", "Infinity", "score", "facts", "c", "c0", "w1", "a1", "t1", "n", "Math", "Object",
    "Map", "_RULES", "_FACTS", "__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty",
    "length", "name", "toJSON", "then", "__defineGetter__", "get", "set", "0", "1e3", "-1",
)  # fmt: skip
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|[A-Za-z_$][\w$]*|[0-9]+|\s+|[-+*/%!<>=&|?:.,;(){}\[\]]+|(?P<else>.)')
OURS = re.compile(r"[acgnrtw][0-9]*|k|i|_(RULES|AMONG|VALUES|PLACES|part|awards)[0-9]*")
KNOWN = {
    "function", "const", "let", "if", "for", "return", "null", "undefined", "true", "false", "typeof", "new", "Array",
    "Map", "Set", "Object", "Math", "floor", "min", "max", "isArray", "hasOwn", "getOwnPropertyNames", "length",
    "slice", "fill", "has", "facts", "_BLANK", "_FACTS", "_GROUPS", "_TRUE_ALWAYS", "_WORKS", "_VERSION_BY", "_ROW",
    "_isPlain", "_PLAIN", "in", "_readWhole", "_readNumber", "_readMonths", "_readDay", "_readMoment", "_readName",
    "_readSeveral", "_places", "_quick", "_scored", "_give", "FORMAT", "SCHEME", "IN_FORCE", "SOURCE_HASH", "format",
    "scheme", "version", "hash", "from", "eligible", "requirements", "tests", "applies", "total", "passes",
    "pass_mark", "sections", "factors", "awards", "outcomes", "depends_on", "name", "label", "domain", "type", "kind",
    "at", "exists", "when", "since", "least", "greatest", "step", "scale", "decimals", "limit", "width", "fields",
    "values", "places", "text", "read", "broken",
}  # fmt: skip
BOTH = [pytest.param(name, marks=pytest.mark.engine(name)) for name in ("node", "mini-racer")]
on_node = pytest.mark.engine("node")


def rules_of(text: str) -> str:
    """The part that is made from rules."""
    return text.partition("\n// ---- these rules ----\n")[2]


# ---- sinks ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def machine() -> Iterator[Any]:
    if reason := embedded_available():
        pytest.skip(reason)
    from py_mini_racer import MiniRacer

    with MiniRacer() as racer:
        yield racer


@pytest.mark.engine("mini-racer")
@examples(200)
@given(st.text(st.characters()))
@example("".join(HOSTILE))
def test_a_literal_reads_back_as_what_was_printed(machine: Any, text: str) -> None:
    printed = literal(text)
    # As JSON, so that half a pair comes through.
    told = json.loads(machine.eval(f"JSON.stringify({printed})"))
    # Two halves beside each other are a whole to JavaScript.
    assert told.encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
    assert not re.search("[\n\r\u2028\u2029<]", printed)
    printed.encode("utf-8")


@pytest.mark.engine("mini-racer")
@examples(100)
@given(st.text(st.characters()))
@example("".join(HOSTILE))
def test_a_remark_ends_where_its_comment_ends(machine: Any, text: str) -> None:
    assert machine.eval(f"/* {remark(text)} */ 1 // {remark(text)}\n+ 1") == 2
    assert "<" not in remark(text)


def hostile(more: str) -> Any:
    """What is done to every word of the rules."""
    return lambda word: word and f"{word}{more}".replace(".", "")


@cache
def spelled(more: str) -> tuple[ir.Ruleset, str, str]:
    """Rules with `more` in every word, and the two texts made from them."""
    ruleset = renamed(mini.RULESET, hostile(more))
    return ruleset, *generate(ruleset)


# Names go over as values: JSON.parse of V8 13.6 takes a name that ends in an escape for another that it has seen.
FROM_PAIRS = """
const made = (given) => given?.names === undefined ? given
  : Object.fromEntries(given.names.map((name, at) => [name, made(given.values[at])]));
export const paired = ([n, facts]) => modules[n].score(made(facts));
export const said = () => modules.map(({ SCHEME, TITLE, SOURCE_HASH }) => [SCHEME, TITLE, SOURCE_HASH]);
"""


def pairs(given: Any) -> Any:
    """Groups as lists of their names and of their values."""
    return {"names": list(given), "values": list(map(pairs, given.values()))} if isinstance(given, dict) else given


@on_node
def test_no_word_of_a_rule_file_becomes_code(tmp_path: Path) -> None:
    asked, texts, expected, headers = [], [], [], []
    for at, more in enumerate(HOSTILE):
        change = hostile(more)
        ruleset, text, types = spelled(more)
        facts = renamed_data(ENGINEER, change) | {change("lodged"): "2019-03-01"}
        # Also where everything is wrong, and so every label and domain is said.
        wrong = {name: {} for name in facts} | {more: 1}
        assert "<" not in re.sub(r" (<|<=) ", "", rules_of(text))
        assert not re.search("</|<!|<script", text, re.IGNORECASE)
        text.encode("utf-8")
        types.encode("utf-8")
        texts.append(text)
        headers.append([ruleset.name, ruleset.title, ruleset.source_hash])
        asked += [(at, pairs(facts)), (at, pairs(wrong))]
        expected += [interpreted(ruleset, facts), interpreted(ruleset, wrong)]
    whole = together(texts, FROM_PAIRS)
    with opened(whole, tmp_path, name="paired") as program:
        assert program.ask(asked) == expected
    with opened(whole, tmp_path, name="said") as program:
        assert program.ask([None])[0] == headers


def worded() -> ir.Ruleset:
    """Rules whose every name is a word that JavaScript knows."""
    facts = tuple(mini.fact(word, mini.YesNo()) for word in WORDS)
    tests = tuple(
        ir.Test(word, ir.PassMark(at), (mini.factor(f"{word}.{word}", mini.rule(mini.yes(word), at, word)),))
        for at, word in enumerate(WORDS)
    )
    required = tuple(ir.Requirement(word, mini.yes(word), word) for word in WORDS)
    outcomes = tuple(ir.Outcome(word, ir.Met(word), word) for word in WORDS)
    return ir.Ruleset("import", "var", facts=facts, tests=tests, requirements=required, outcomes=outcomes)


@pytest.mark.parametrize("engine", BOTH)
def test_every_word_that_javascript_knows_is_a_name_like_others(engine: str, tmp_path: Path) -> None:
    ruleset = worded()
    asked: list[dict[str, Any]] = [{word: len(word) % divisor == 0 for word in WORDS} for divisor in (1, 2, 3)]
    asked += [{word: value for word, value in asked[0].items() if word != "__proto__"}, {"prototyp": True}, {}]
    with opened(generate(ruleset)[0], tmp_path, engine, "score") as program:
        assert program.ask(asked) == [interpreted(ruleset, one) for one in asked]


@pytest.mark.parametrize("seed", range(12))
def test_the_rules_are_made_of_few_kinds_of_words(seed: int) -> None:
    text = rules_of(generate(made_ruleset(seed))[0])
    assert "function _scored(c) {" in text
    for token in TOKEN.finditer(text):
        assert token["else"] is None, text[token.start() - 40 : token.end() + 40]
        if re.match(r"[A-Za-z_$]", token[0]):
            assert token[0] in KNOWN or OURS.fullmatch(token[0]), text[token.start() - 40 : token.end() + 40]


def test_nothing_of_a_browser_or_of_node_is_used_and_no_text_is_run() -> None:
    text = generate(mini.RULESET)[0]
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/', "", text, flags=re.DOTALL)
    used = "eval|Function|import|require|process|globalThis|window|document|self|fetch|Date|Intl|console|async|Proxy"
    assert not re.findall(rf"\b(?:{used}|setTimeout|arguments)\b", bare)
    assert re.findall(r"^export .*?(\w+)(?= =|\(| \{| extends)", text, re.MULTILINE) == [
        "LANGUAGE_VERSION", "FORMAT", "SCHEME", "TITLE", "IN_FORCE", "SOURCE_HASH", "Problem", "FactsDoNotFit", "score",
    ]  # fmt: skip
    as_script(text)


# ---- limits of engines ------------------------------------------------------------------------------


def deepest(text: str) -> int:
    """How many brackets stand within each other at most, or choices within a statement."""
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*', "", text)
    assert max(statement.count("?") for statement in bare.split(";")) <= 16
    depth = most = 0
    for sign in re.findall(r"[(){}\[\]]", bare):
        depth += 1 if sign in "({[" else -1
        most = max(most, depth)
    assert depth == 0
    return most


@pytest.mark.parametrize("seed", range(12))
def test_expressions_are_never_deep(seed: int) -> None:
    assert deepest(rules_of(generate(made_ruleset(seed))[0]).partition("function _quick")[2]) <= 16


def nested(depth: int) -> ir.Condition:
    condition: ir.Condition = mini.yes("x0")
    for at in range(1, depth):
        condition = ir.Not(ir.And((condition, ir.Or((mini.yes(f"x{at % 40}"), mini.compare("y", ">=", at))))))
    return condition


@on_node
def test_what_is_nested_or_long_is_worked_out_flat(tmp_path: Path) -> None:
    """Conditions in conditions, bands in a long row, a chain of defines, and very many factors."""
    facts = [mini.fact(f"x{at}", mini.YesNo()) for at in range(40)]
    facts.append(mini.fact("y", mini.Numeric(mini.Form.WHOLE, 0, 2000)))
    defines = [ir.Define("d0", mini.YesNo(), nested(60))]
    for at in range(1, 1000):
        defines.append(ir.Define(f"d{at}", mini.YesNo(), ir.Not(ir.DefineHolds(f"d{at - 1}"))))
    bands = tuple(mini.rule(mini.between("y", at, at), at % 50, f"{at}") for at in range(500))
    factors = [mini.factor("t.bands", ir.Choose(ir.Policy.FIRST, bands, mini.otherwise()))]
    factors += [mini.factor(f"t.f{at}", mini.rule(mini.yes(f"x{at % 40}"), at % 7), cap=5) for at in range(1000)]
    required = (ir.Requirement("q", ir.DefineHolds("d999"), "d999"),)
    tests = (ir.Test("t", ir.PassMark(1), tuple(factors)),)
    ruleset = ir.Ruleset("long", "", facts=tuple(facts), defines=tuple(defines), requirements=required, tests=tests)
    text = generate(ruleset)[0]
    assert deepest(rules_of(text).partition("function _quick")[2]) <= 16
    asked = [{f"x{at}": at % 3 == part for at in range(40)} | {"y": part * 83} for part in range(7)]
    with opened(text, tmp_path, name="score") as program:
        assert program.ask(asked) == [interpreted(ruleset, one) for one in asked]


# ---- always the same, and whole ---------------------------------------------------------------------


def test_the_constants_are_those_of_the_python_module(tmp_path: Path) -> None:
    lines = dict(re.findall(r"^export const (\w+) = (.*);$", generate(mini.RULESET)[0], re.MULTILINE))
    assert {name: json.loads(value) for name, value in lines.items()} == {
        "LANGUAGE_VERSION": LANGUAGE_VERSION,
        "FORMAT": 1,
        "SCHEME": "hk.qmas",
        "TITLE": "Quality Migrant Admission Scheme",
        "IN_FORCE": "2018-08-28",
        "SOURCE_HASH": "0" * 64,
    }


@pytest.mark.parametrize(("seed", "locale", "zone"), [("0", "C", "UTC"), ("1", "C.UTF-8", "Asia/Hong_Kong")])
def test_the_text_is_the_same_wherever_it_is_made(seed: str, locale: str, zone: str, tmp_path: Path) -> None:
    path = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    script = (
        f"import sys; sys.path[:0] = {path!r}; from unit import mini; from unit.made_rulesets import made_ruleset;"
        "from qmasdsl.codegen.javascript import generate;"
        "sys.stdout.buffer.write(''.join((*generate(mini.RULESET), *generate(made_ruleset(3)))).encode())"
    )
    setting = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=setting, cwd=tmp_path)
    assert made.stdout.decode() == "".join((*generate(mini.RULESET), *generate(made_ruleset(3))))


@on_node
def test_what_every_module_carries_with_it_is_modules_that_fit_together(tmp_path: Path) -> None:
    """Each file names what it needs of the others, and all that it needs."""
    folder = files("qmasdsl.codegen.javascript").joinpath("runtime")
    parts = {part.name: part.read_text("utf-8") for part in folder.iterdir() if part.name.endswith(".mjs")}
    assert len(parts) == 5
    alone = "".join(f"(() => {{\n{as_script(without_imports(text))}\n}})();\n" for text in parts.values())
    with opened(alone + "export const fine = () => true;\n", tmp_path, name="fine") as program:
        assert program.ask([None]) == [True]
    for name, text in parts.items():
        own, pasted = text.split("\n// pasted from here\n")
        named = re.findall(r"^(?:import|const) [\[{](.*?)[\]}]", own, re.DOTALL | re.MULTILINE)
        known = set(re.findall(r"\w+", " ".join(named)))
        known |= set(re.findall(r"^(?:export )?(?:const|function|class) (\w+)", pasted, re.MULTILINE))
        bare = re.sub(r"//[^\n]*|/\*.*?\*/", "", pasted, flags=re.DOTALL)
        assert set(re.findall(r"\b_[A-Za-z]\w*", bare)) <= known, name


def without_imports(text: str) -> str:
    """A file of the runtime without what it imports."""
    return re.sub(r"^import [^;]*;$", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "types"),
    [("hk.mjs", "hk.d.mts"), ("a/hk.min.js", "a/hk.min.d.ts"), ("hk.cjs", None), ("-", None), (".mjs", None)],
)
def test_types_stand_where_typescript_looks_for_them(name: str, types: str | None) -> None:
    assert types_beside(name) == types


STRIPPING = """
import { stripTypeScriptTypes } from "node:module";
export const left = (text) => stripTypeScriptTypes(text).trim();
"""


@on_node
def test_the_types_are_types_and_nothing_else(tmp_path: Path) -> None:
    """node takes the types out of TypeScript: nothing is left but remarks, whatever the words are."""
    texts = [generate(ruleset)[1] for ruleset in (mini.RULESET, worded(), *map(made_ruleset, range(4)))]
    texts += [spelled(more)[2] for more in HOSTILE]
    with opened(STRIPPING, tmp_path, name="left") as program:
        told = program.ask(texts)
        broken = program.ask([generate(mini.RULESET)[1].replace("readonly", "}", 1)])
    for text in told:
        assert re.sub(r"//[^\n]*|/\*.*?\*/|\s+", "", text, flags=re.DOTALL) == ""
    assert not isinstance(broken[0], str)


def test_the_types_say_what_each_fact_may_be() -> None:
    types = generate(mini.RULESET)[1]
    for line in (
        '  readonly "education": "none" | "bachelor" | "master" | "doctorate";',
        '  readonly "languages": readonly ("french" | "german")[];',
        '  readonly "children": readonly { readonly "child_age": number; readonly "child_married": boolean; }[];',
        '  readonly "graduate_work": number | string;',
        '  /** yes or no; exists only when `partner`. */\n  readonly "partner_has_degree"?: boolean | null;',
        '  readonly "ielts": {\n    /** a number from 0 to 9 by 0.5. */\n    readonly "reading": number;',
        '  readonly "age"?: number | null;',
        '  readonly "born"?: string | null;',
        'export type Facts = TheseFacts & ({ readonly "age": number; readonly "born"?: null } | '
        '{ readonly "age"?: null; readonly "born": string });',
        "      readonly total: number | null;",
        '  readonly outcomes: { readonly "goes_to_selection": boolean; };',
        'export declare const IN_FORCE: "2018-08-28";',
    ):
        assert f"\n{line}\n" in types or f"\n{line}" in types, line
