"""However deep or large a file is: one message, soon, and no stack that runs out."""

import subprocess
import sys
from pathlib import Path

import pytest

from bad_input.spoilt import HEAD, errors, ruleset
from qmasdsl.cascades import the_first
from qmasdsl.cli.main import run
from qmasdsl.codegen.python import generate
from qmasdsl.diagnostics import concise, github, json, sarif, text
from qmasdsl.diagnostics.model import Problem, Severity
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, read_facts
from qmasdsl.ir.json import load_json
from qmasdsl.lowering.problems_names import NeverRead
from qmasdsl.pipeline import check_text
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.lexer import MAX_INDENT, MAX_LINE
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module
from qmasdsl.syntax.problems import ControlCharacter
from qmasdsl.syntax.reading import MAX_BYTES
from qmasdsl.syntax.words import MAX_BRACKETS, MAX_NAME
from unit.generated_modules import load

OPENING = {
    "brackets": ("(", ")"),
    "not with brackets": ("not (", ")"),
    "not": ("not ", ""),
    "every": ("every ", ""),
    "any": ("any ", ""),
    "minus": ("- ", ""),
    "braces": ("{", "}"),
    "lists": ("lowest of (", ")"),
    "square brackets": ("[", "]"),
    "defines": ("all of (", ")"),
}


def everything_written(source: str) -> None:
    """The text goes through every writer there is, with the stack that Python gives everybody."""
    checked = check_text(source, "deep.qmas")
    format_module(checked.module)
    found = checked.diagnostics
    assert len(found) <= 201
    json.render(found)
    sarif.render(found, {}, "0")
    for each in found:
        assert all(form.render(each) for form in (text, concise, github))
    repr(checked.diagnostics[:3])
    hash(checked.module.items)


@pytest.mark.parametrize("sign", OPENING)
@pytest.mark.parametrize("count", [33, 1_000, 100_000])
def test_nothing_nests_so_deep_that_a_stack_runs_out(sign: str, count: int) -> None:
    opened, closed = OPENING[sign]
    on_one_line = HEAD + f"require x : {opened * count}a{closed * count}\nrequire y : b\n"
    over_many = HEAD + "require x : a\n" + f"    and {opened * 100}\n" * (count // 100) + "require y : b\n"
    for source in (on_one_line, over_many):
        everything_written(source)
    wrong = errors(on_one_line)
    # What stands deeper than it should is one mistake, on its own line.
    assert {line for _, line in wrong} == {7}
    assert len(wrong) == 1


def test_as_deep_as_allowed_is_read_scored_and_compiled() -> None:
    deep = "(" * (MAX_BRACKETS - 2) + "a" + ")" * (MAX_BRACKETS - 2)
    nested = "a"
    for at in range(MAX_BRACKETS - 1):
        nested = f"not ({nested} {('and', 'or')[at % 2]} b)"
    source = (
        HEAD
        + f"test t\n  pass mark 1\n  factor f : {deep} => +1\n  factor g : {nested} => +2\n"
        + "  factor h : age at least 3 => +1\n"
    )
    assert not [code for code, _ in errors(source) if code == "QM008"]
    rules = ruleset(source)
    for a in (False, True):
        for b in (False, True):
            given = {"age": 1, "a": a, "b": b}
            total = score(rules, read_facts(rules, given, Style.PYTHON)).tests["t"].total
            assert load(generate(rules)).score(given).tests["t"].total == total


def test_one_bracket_more_is_one_error() -> None:
    assert errors(HEAD + f"require x : {'(' * 33}a{')' * 33}\n") == [("QM008", 7)]
    assert errors(HEAD + f"require x : {'(' * 32}a{')' * 32}\n") == []


def test_indentation_is_as_deep_as_allowed_and_then_one_error() -> None:
    def stairs(depth: int) -> str:
        return "".join("  " * level + "facts\n" for level in range(depth))

    assert "QM008" not in [code for code, _ in errors(stairs(MAX_INDENT))]
    assert [line for code, line in errors(stairs(MAX_INDENT + 500)) if code == "QM008"] == [MAX_INDENT + 2]


def test_every_in_front_of_every_is_told_once() -> None:
    assert [code for code, _ in errors(HEAD + f"require x : {'every ' * 600}age at least 3\n")] == ["QM124"]


def test_a_long_line_is_an_error_and_what_it_declares_is_not_missed() -> None:
    at_most = "define c as a" + " or b" * ((MAX_LINE - 13) // 5)
    assert len(at_most) <= MAX_LINE
    assert errors(HEAD + at_most + "\nrequire r : c\n") == []
    assert errors(HEAD + at_most + " or b" * 2 + "\nrequire r : c\n") == [("QM006", 7)]
    assert errors(HEAD + "# " + "x" * MAX_LINE + "\nrequire r : a\n") == [("QM006", 7)]
    assert errors(HEAD + "x" * 1_000_000 + "\nrequire r : a\n") == [("QM006", 7)]


def test_a_large_file_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "large.qmas"
    text = HEAD + "require r : a\n"
    path.write_text(text + "#\n" * ((MAX_BYTES - len(text)) // 2))
    assert run(["check", str(path)]) == 0
    path.write_text(text + "#\n" * MAX_BYTES)
    assert run(["check", str(path)]) == 1
    assert "larger than 1,048,576 bytes" in capsys.readouterr().out


def test_a_list_holds_ten_thousand_entries_and_no_more() -> None:
    def listing(count: int) -> str:
        return (
            'scheme demo "D"\nfacts\n  p : one of l, or other\nlist l\n'
            + "".join(f"  e{number}\n" for number in range(count))
            + "require x : p in l\n"
        )

    assert errors(listing(10_000)) == []
    assert errors(listing(10_001)) == [("QM018", 10_005)]


def test_the_values_of_a_fact_are_ten_thousand_and_no_more() -> None:
    def values(count: int) -> str:
        names = ",\n    ".join(f"e{number}" for number in range(count))
        return f'scheme demo "D"\nfacts\n  p : one of {names}\nrequire x : p is e1\n'

    assert errors(values(10_000)) == []
    assert errors(values(10_001)) == [("QM018", 10_003)]


def test_a_scheme_holds_ten_thousand_rules_and_no_more() -> None:
    def rules(count: int) -> str:
        lines = "".join(f"      age is {number % 121} => +1\n" for number in range(count))
        return HEAD + f"test t\n  pass mark 1\n  factor f\n    all that apply\n{lines}"

    assert errors(rules(10_001)) == [("QM335", 10_011)]


def test_a_name_has_128_letters_and_no_more() -> None:
    for length, wrong in ((MAX_NAME, []), (MAX_NAME + 1, [("QM011", 7), ("QM011", 8)])):
        name = "n" * length
        assert errors(HEAD + f"define {name} as a\nrequire r : {name}\n") == wrong


def test_a_total_that_does_not_fit_32_bits_is_an_error() -> None:
    rules = "".join(f"  factor f{number} : a => +999999999\n" for number in range(3))
    assert "QM320" in [code for code, _ in errors(HEAD + "test t\n  pass mark 1\n" + rules)]


def test_a_comparison_that_does_not_fit_53_bits_is_an_error() -> None:
    facts = 'scheme demo "D"\nfacts\n  s : number from 0 to 999999999 by 0.000001\n'
    assert "QM320" in [code for code, _ in errors(facts + "require x : s * 999999999 at least 1\n")]


@pytest.mark.parametrize(
    "line", ["require x : zork{}\n", "  pass mark 1.5\n", "require x{} : a and b or a\n", "? ?\n", '"\n', "\x01\n"]
)
def test_of_many_findings_the_first_are_shown_and_how_many_more_there_are(line: str) -> None:
    lines = [line.replace("{}", str(number)) for number in range(2_000)]
    checked = check_text(HEAD + "test t\n" + "".join(lines), "many.qmas")
    found = checked.diagnostics
    assert 2 <= len(found) <= 201
    assert "QM020" in [one.code for one in found]
    assert checked.errors


def test_errors_are_kept_before_warnings() -> None:
    place = Span(SourceFile("many.qmas", "x"), 0, 1)
    many: list[Problem] = [NeverRead(place, f"never_read_{number}") for number in range(1_000)]
    told = the_first([*many, ControlCharacter(place, "x")])
    assert [one.code for one in told if one.severity is Severity.ERROR] == ["QM003"]
    assert told[-1].describe().headline == "200 findings are shown, errors first; there are 801 more"


def test_a_fact_is_not_called_unread_while_a_mistake_may_be_why() -> None:
    checked = check_text(HEAD.rstrip() + "\n  never_read : yes/no\n\nrequire x : zork\n", "one.qmas")
    assert [one.code for one in checked.diagnostics] == ["QM201"]


def test_twelve_thousand_conditions_are_one_flat_row() -> None:
    source = HEAD + "require x : a\n" + "    and b and age at least 3\n" * 4_000
    everything_written(source + "\x01")
    module, problems = parse(SourceFile("a.qmas", source))
    assert not problems
    assert parse(SourceFile("a.qmas", format_module(module)))[0] == module


def test_a_deep_stack_is_not_needed_for_json_either() -> None:
    for deep in ("[" * 100_000, '{"a":' * 100_000, '{"a": ' + "[" * 33 + "]" * 33 + "}"):
        with pytest.raises(ValueError, match="nested deeper than 32"):
            load_json(deep)
    with pytest.raises(ValueError, match="not JSON"):
        load_json('{"a": "' + '\\"' * 1_000_000)


def test_facts_nested_deep_in_python_are_refused() -> None:
    rules = ruleset(HEAD + "require x : age at least 18 and (a or b)\n")
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    for given in ({"age": deep}, {"a": deep, "age": {"x": deep}}):
        with pytest.raises(FactsDoNotFit):
            read_facts(rules, given, Style.PYTHON)
        module = load(generate(rules))
        with pytest.raises(module.FactsDoNotFit):
            module.score(given)


def test_a_list_of_100_000_items_is_read_as_a_set_or_refused_in_one_sentence() -> None:
    source = 'scheme demo "D"\nfacts\n  l : some of fr, de\nrequire x : l includes fr\n'
    rules = ruleset(source)
    module = load(generate(rules))
    for given in (["fr"] * 100_000, [f"x{number}" for number in range(100_000)], list(range(100_000))):
        for style in (Style.PYTHON, Style.DATA):
            with pytest.raises(FactsDoNotFit) as caught:
                read_facts(rules, {"l": given}, style)
            assert len(str(caught.value)) < 500
        with pytest.raises(module.FactsDoNotFit) as told:
            module.score({"l": given})
        assert len(str(told.value)) < 500


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in /proc")
def test_the_largest_files_stay_in_bounds_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "wide.qmas"
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "from qmasdsl.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    for line in ('"a"|' * 1_000 + "\n", "? " * 2_000 + "\n", "\x01\n"):
        path.write_text(HEAD + line * ((MAX_BYTES - 200) // len(line)))
        done = subprocess.run(
            [sys.executable, "-c", limited, "check", str(path), "--format", "concise"],
            capture_output=True, text=True, timeout=120, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 1, done.stderr[-500:]
        assert done.stderr == ""
