"""The text of a generated module: what a rule file says is in it as literals only, and it is always the same."""

import ast
import dataclasses
import keyword
import os
import subprocess
import sys
import traceback
from datetime import date
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import TIMES
from generated import examples
from qmasdsl.codegen.literals import literal
from qmasdsl.codegen.names import LANGUAGE_VERSION
from qmasdsl.codegen.python import generate
from qmasdsl.ir import nodes as ir
from qmasdsl.pipeline import check_path
from qmasdsl.proving.budget import Budget
from qmasdsl.source import SourceFile, Span
from unit import mini
from unit.generated_modules import interpreted, load, module_of, rule_functions, words_of_interpreter, words_of_module
from unit.made_rulesets import made_ruleset

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for folder in ("rulesets", "tests/generated") for path in (ROOT / folder).rglob("*.qmas*"))
ENGINEER: dict[str, Any] = mini.engineer(lodged=date(2019, 3, 1))
HOSTILE = (
    "'", '"', "\\", '"""', "'''", "\n", "\r\n", "\t", "\0", "\x1b", "\x85", "\u2028", "\u202e", "\ud800", "\udfff",
    "}{", "{fact}", "%s", "${x}", "</script>", "*/", "--", "#", "# qmas:1", "\\N{DASH}", "\\u0041", "None", "True",
    "__import__('os')", '");raise SystemExit#', "f'{1}'", "年齡", "豈", "🙂", "e\u0301", "x" * 300, "",
)  # fmt: skip
ALLOWED_CALLS = {"len", "max", "min", "sum", "round", "type", "_completed", "_later", "_checked", "Result", "give"}
ALLOWED_NODES = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.If,
    ast.IfExp, ast.Try, ast.ExceptHandler, ast.Break, ast.Pass, ast.Expr, ast.BoolOp, ast.BinOp, ast.UnaryOp,
    ast.Compare, ast.Call, ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Set,
    ast.Dict, ast.NamedExpr, ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip


def renamed(node: Any, name: Any) -> Any:
    """An IR tree with `name` done to every word in it, whatever field holds it; dots still part names."""
    if isinstance(node, Enum | Span):
        return node
    if isinstance(node, str):
        return ".".join(name(part) for part in node.split("."))
    if isinstance(node, tuple):
        return tuple(renamed(item, name) for item in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = {field.name: getattr(node, field.name) for field in dataclasses.fields(node)}
        return dataclasses.replace(node, **{one: renamed(value, name) for one, value in fields.items()})
    return node


def renamed_data(given: Any, name: Any) -> Any:
    if isinstance(given, str):
        return name(given)
    if isinstance(given, dict):
        return {name(key): renamed_data(value, name) for key, value in given.items()}
    return [renamed_data(item, name) for item in given] if isinstance(given, list) else given


# ---- sinks ----------------------------------------------------------------------------------------


@examples(200)
@given(st.text(st.characters()))
@example("".join(HOSTILE))
def test_a_literal_reads_back_as_what_was_printed(text: str) -> None:
    printed = literal(text)
    assert ast.literal_eval(printed) == text
    assert "\n" not in printed
    printed.encode("utf-8")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_of_a_rule_file_becomes_code(hostile: str) -> None:
    def name(word: str) -> str:
        return word and f"{word}{hostile}".replace(".", "")

    ruleset = renamed(mini.RULESET, name)
    applicant = ENGINEER | {"graduate_work": 72}
    given = renamed_data(applicant, name)
    text = generate(ruleset)
    module = load(text)
    assert module.score(given).as_json() == interpreted(ruleset, given)
    assert module.totals(given) == module_of(mini.RULESET).totals(applicant)
    header = (module.SCHEME, module.TITLE, module.SOURCE_HASH)
    assert header == (ruleset.name, ruleset.title, ruleset.source_hash)
    # Also where everything is wrong, and so every label and domain is said.
    wrong = dict.fromkeys(given, object()) | {hostile: 1}
    assert words_of_module(module, wrong) == words_of_interpreter(ruleset, wrong)
    text.encode("utf-8")


@pytest.mark.parametrize("seed", range(12))
def test_the_rules_are_made_of_few_kinds_of_code_and_call_few_functions(seed: int) -> None:
    ruleset = made_ruleset(seed)
    tree = ast.parse(rule_functions(generate(ruleset)))
    made = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert {"totals", "breakdown", "score", "_awards"} <= {function.name for function in made}
    for function in made:
        function.returns = None
        for argument in function.args.args:
            argument.annotation = None
        for node in ast.walk(function):
            if isinstance(node, ast.AnnAssign):
                node.annotation = ast.Constant(0)
        for node in ast.walk(function):
            assert isinstance(node, ALLOWED_NODES), ast.dump(node)
            if isinstance(node, ast.Call):
                assert not node.keywords
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called in ALLOWED_CALLS | {"toordinal"}, ast.dump(node)
            if isinstance(node, ast.Name):
                own = node.id[1:].isdigit() or node.id.startswith(("_c", "_R"))
                others = {"facts", "fine", "values", "given", "give", "bool", "int", "float", "dict", "list", "set"}
                others |= {"frozenset", "date", "datetime", "Exception", "_EPOCH", "_MICROSECOND"}
                assert own or node.id in others | ALLOWED_CALLS, node.id


@pytest.mark.parametrize("seed", range(6))
def test_what_is_not_made_from_rules_is_the_same_in_every_module(seed: int) -> None:
    def classes(text: str) -> str:
        return text[text.index("class Version:") : text.index("_PLAIN = ")]

    assert classes(generate(made_ruleset(seed))) == classes(generate(mini.RULESET))


def test_facts_may_have_the_names_of_keywords() -> None:
    words = [*keyword.kwlist, *keyword.softkwlist, "__import__", "__debug__", "self", "facts", "score", "Result"]
    facts = tuple(mini.fact(word, mini.YesNo()) for word in words)
    rules = tuple(mini.rule(mini.yes(word), at, word) for at, word in enumerate(words, 1))
    factor = mini.factor("class.None", ir.Choose(ir.Policy.ALL, rules))
    ruleset = ir.Ruleset("import", "def", facts=facts, tests=(ir.Test("class", ir.PassMark(1), (factor,)),))
    given = {word: len(word) % 2 == 0 for word in words}
    assert load(generate(ruleset)).score(given).as_json() == interpreted(ruleset, given)


# ---- limits of CPython ------------------------------------------------------------------------------


def one_factor(*rules: ir.Rule, policy: ir.Policy = ir.Policy.FIRST, facts: tuple[ir.Fact, ...]) -> ir.Ruleset:
    factor = mini.factor("t.f", ir.Choose(policy, rules, mini.otherwise()))
    return ir.Ruleset("long", "Long", facts=facts, tests=(ir.Test("t", ir.PassMark(1), (factor,)),))


def deepest(text: str) -> int:
    """How many blocks stand within each other at most, and no row of `elif` that is too long."""
    longest = row = 0
    for line in text.split("\n"):
        row = row + 1 if line.lstrip().startswith("elif ") else 0 if line.lstrip().startswith("if ") else row
        longest = max(longest, row)
    assert longest <= 200
    statements = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith(("and ", ")"))]
    return max(len(line) - len(line.lstrip()) for line in statements) // 4


@pytest.mark.parametrize("seed", range(int(40 * TIMES)))
def test_blocks_are_never_deep(seed: int) -> None:
    assert deepest(rule_functions(generate(made_ruleset(seed)))) <= 16


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "-".join(path.relative_to(ROOT).parts[1:]))
def test_nor_are_they_in_the_files_we_ship(path: Path) -> None:
    ruleset = check_path(path, Budget(proofs=False)).ruleset
    assert ruleset is not None
    assert deepest(rule_functions(generate(ruleset))) <= 16


def test_nor_where_many_tests_exclude_each_other() -> None:
    names = [f"t{n}" for n in range(16)]
    elected = mini.fact("elected", mini.Choice(tuple(mini.Value(name) for name in names)))
    facts = (elected, *(mini.fact(f"x{n}", mini.YesNo()) for n in range(16)))
    tests = tuple(
        ir.Test(name, ir.PassMark(1), (mini.factor(f"{name}.f", mini.rule(mini.yes(f"x{n}"), n)),), gate=gate)
        for n, (name, gate) in enumerate((name, mini.among("elected", at)) for at, name in enumerate(names))
    )
    ruleset = ir.Ruleset("deep", "Deep", facts=facts, tests=tests)
    text = generate(ruleset)
    assert deepest(rule_functions(text)) <= 16
    module = load(text)
    for n in (0, 1, 15):
        given = {"elected": names[n]} | {f"x{at}": True for at in range(16)}
        assert module.score(given).as_json() == interpreted(ruleset, given)


def test_how_deep_blocks_are_is_seen() -> None:
    lines = ("def f():", "    if a:", "        if b:", "            return 1", "        elif c:", "            pass")
    assert deepest("\n".join(lines)) == 3


def test_a_thousand_bands_are_found_by_halving() -> None:
    age = mini.fact("x", mini.Numeric(mini.Form.WHOLE, 0, 2000))
    ruleset = one_factor(*(mini.rule(mini.between("x", n, n), n % 50, f"{n}") for n in range(1000)), facts=(age,))
    module = load(generate(ruleset))
    assert [module.totals({"x": n})[1] for n in (0, 49, 50, 999, 1000)] == [0, 49, 0, 49, 0]
    totals = rule_functions(generate(ruleset)).partition("def breakdown")[0]
    assert deepest(totals) <= 16


def test_a_thousand_unlike_rules_are_no_long_chain() -> None:
    facts = tuple(mini.fact(f"x{n}", mini.YesNo()) for n in range(1000))
    ruleset = one_factor(*(mini.rule(mini.yes(f"x{n}"), n % 50, f"{n}") for n in range(1000)), facts=facts)
    text = generate(ruleset)
    assert deepest(rule_functions(text)) <= 16
    module = load(text)
    for true in (99, 100):
        given = {f"x{n}": n == true or n > 990 for n in range(1000)}
        assert module.score(given).as_json() == interpreted(ruleset, given)


def test_thousands_of_factors_are_added_up() -> None:
    factors = tuple(mini.factor(f"t.f{n}", mini.rule(mini.yes("x"), 1), cap=1) for n in range(3000))
    ruleset = ir.Ruleset(
        "many", "", facts=(mini.fact("x", mini.YesNo()),), tests=(ir.Test("t", ir.PassMark(1), factors),)
    )
    assert load(generate(ruleset)).totals({"x": True}) == (True, 3000)


def test_a_long_row_of_defines_is_no_deep_expression() -> None:
    defines = [ir.Define("d0", mini.YesNo(), mini.yes("x"))]
    for n in range(1, 2000):
        defines.append(ir.Define(f"d{n}", mini.YesNo(), ir.Not(ir.DefineHolds(f"d{n - 1}"))))
    facts = (mini.fact("x", mini.YesNo()),)
    required = (ir.Requirement("q", ir.DefineHolds("d1999"), "d1999"),)
    ruleset = ir.Ruleset("deep", "", facts=facts, defines=tuple(defines), requirements=required)
    module = load(generate(ruleset))
    assert [module.totals({"x": x})[0] for x in (True, False)] == [False, True]


# ---- always the same, everywhere --------------------------------------------------------------------


def test_a_module_says_what_it_was_made_from() -> None:
    module = module_of(mini.RULESET)
    header = (module.SCHEME, module.SOURCE_HASH, module.LANGUAGE_VERSION)
    assert header == ("hk.qmas", "0" * 64, LANGUAGE_VERSION)
    assert module.TESTS == ("general", "achievement")
    assert module.FACTORS["general"] == ("age", "qualifications", "work", "talent", "language", "family")


def test_where_a_rule_file_is_kept_is_no_part_of_the_module() -> None:
    kept = [
        dataclasses.replace(mini.RULESET, source_name=f"{folder}rules.qmas") for folder in ("", "/home/me/", "..\\")
    ]
    assert len({generate(ruleset) for ruleset in kept}) == 1


@pytest.mark.parametrize(("seed", "locale", "zone"), [("0", "C", "UTC"), ("1", "C.UTF-8", "Asia/Hong_Kong")])
def test_the_text_is_the_same_wherever_it_is_made(seed: str, locale: str, zone: str, tmp_path: Path) -> None:
    path = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    script = (
        f"import sys; sys.path[:0] = {path!r}; from unit import mini; from unit.made_rulesets import made_ruleset;"
        "from qmasdsl.codegen.python import generate;"
        "sys.stdout.buffer.write((generate(mini.RULESET) + generate(made_ruleset(3))).encode())"
    )
    setting = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=setting, cwd=tmp_path)
    assert made.stdout.decode() == generate(mini.RULESET) + generate(made_ruleset(3))


@pytest.mark.parametrize("flags", [["-I", "-S", "-O"], ["-I", "-S", "-OO"], ["-W", "error"]])
def test_a_module_needs_nothing_but_python(flags: list[str], tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(generate(mini.RULESET), "utf-8")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import rules, datetime; given = {ENGINEER!r};"
        "print(rules.score(given).tests['general'].total, rules.totals({**given, 'graduate_work': 72})[1],"
        "'qmasdsl' in sys.modules)"
    )
    run = subprocess.run([sys.executable, *flags, "-c", script], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("105 105 False\n", "")


def test_importing_a_module_imports_nothing_that_takes_time(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(generate(mini.RULESET), "utf-8")
    script = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); before = set(sys.modules); import rules;"
        "print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "rules" in loaded
    assert not loaded & {"dataclasses", "re", "json", "decimal", "typing", "enum", "collections", "difflib", "qmasdsl"}


def test_a_module_passes_mypy_strict(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    paths = []
    for name, ruleset in [("mini", mini.RULESET), *((f"made{n}", made_ruleset(n)) for n in range(4))]:
        paths.append(tmp_path / f"rules_{name}.py")
        paths[-1].write_text(generate(ruleset), "utf-8")
    said, _, code = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", *map(str, paths)])
    assert code == 0, said


# ---- the way back to the rule file ------------------------------------------------------------------


def spanned() -> ir.Ruleset:
    """Two rules, on lines 3 and 4 of one file; the fact is on line 2 of another."""
    rules = SourceFile("rules.qmas", "scheme x\n\nage at least 18 => +1\nage at least 40 => +2\n")
    facts = SourceFile("facts.qmas", "facts\n  age : whole number\n")
    one, two = (
        dataclasses.replace(
            mini.rule(mini.compare("age", ">=", least), points, str(least)), span=Span(rules, at, at + 3)
        )
        for least, points, at in ((18, 1, 10), (40, 2, 32))
    )
    age = dataclasses.replace(mini.fact("age", mini.YEARS), span=Span(facts, 8, 11))
    factor = mini.factor("t.f", ir.Choose(ir.Policy.ALL, (one, two)))
    return ir.Ruleset(
        "x", "X", facts=(age,), tests=(ir.Test("t", ir.PassMark(1), (factor,)),), source_name="rules.qmas"
    )


def test_a_line_knows_the_rule_line_it_came_from() -> None:
    text = generate(spanned())
    module = load(text)
    lines = text.split("\n")
    assert module.FILES == ("rules.qmas", "facts.qmas")
    assert {file for file, _ in module.LINES.values()} == {0, 1}
    for line, (file, place) in module.LINES.items():
        assert lines[line - 1].endswith(f"# qmas:{place}" if not file else f"# qmas[{file}]:{place}")
    assert sum("# qmas" in line for line in lines[30:]) == len(module.LINES)
    assert [award.line for award in module.score({"age": 50}).tests["t"].awards] == [3, 4]


def test_a_traceback_shows_the_rule_line(tmp_path: Path) -> None:
    path = tmp_path / "rules.py"
    path.write_text(generate(spanned()), "utf-8")
    namespace: dict[str, Any] = {"__name__": "rules"}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), namespace)
    with pytest.raises(TypeError) as caught:
        namespace["totals"]({"age": None})
    shown = "".join(traceback.format_exception(caught.value))
    assert "# qmas:3" in shown or "# qmas:4" in shown


def test_no_line_of_rules_stands_twice_in_the_table() -> None:
    module = module_of(mini.RULESET)
    assert all(before < after for before, after in pairwise(module.LINES))
