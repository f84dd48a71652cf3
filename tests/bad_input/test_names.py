"""Names that deceive are refused; names that only a programmer would fear are names like any other."""

import json
import keyword
from pathlib import Path

import pytest

from bad_input.spoilt import HEAD, errors, found, ruleset
from qmasdsl.cli.main import run
from qmasdsl.codegen.python import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.syntax.words import RESERVED
from unit.generated_modules import load

LOOKALIKES = {
    "cyrillic": "p\u0430rtner",
    "greek": "d\u03bfctor",
    "all cyrillic": "\u0430\u0433\u0435",
    "mathematical bold": "\U0001d41e\U0001d42f\U0001d41a\U0001d425",
    "mathematical keyword": "\U0001d422\U0001d41f",
    "ligature": "\ufb01eld",
    "superscript": "x\u00b2",
    "roman numeral": "class_\u2167",
    "arabic digit": "level\u0663",
    "compatibility ideograph": "\uf900",
    "accent": "caf\u00e9",
    "hangul": "\ub098\uc774",
}


@pytest.mark.parametrize("name", LOOKALIKES.values(), ids=LOOKALIKES)
def test_a_name_that_looks_like_another_is_refused_at_its_place(name: str) -> None:
    assert errors(HEAD + f"define {name} as a\nrequire r : {name}\n") == [("QM011", 7), ("QM011", 8)]


def test_an_accent_of_its_own_is_a_sign_that_means_nothing() -> None:
    assert errors(HEAD + "define cafe\u0301 as a\n") == [("QM017", 7)]


def test_full_width_letters_are_read_as_plain_ones_and_told() -> None:
    assert found(HEAD + "require adult : \uff41\uff47\uff45 at least 18 and a and b\n") == [("QM001", 7)]


@pytest.mark.parametrize("name", ["年齡", "已婚_partner", "a2b", "學歷2", "\U00020bb7", "x" * 128])
def test_han_and_plain_letters_make_names(name: str) -> None:
    text = HEAD + f"define {name} as a or b\nrequire r : {name} and age at least 18\n"
    assert found(text) == []


@pytest.mark.parametrize(("one", "other"), [("學歷", "学历"), ("level1", "levell")])
def test_two_names_that_look_the_same_are_refused(one: str, other: str) -> None:
    text = HEAD + f"define {one} as a\ndefine {other} as b\nrequire r : {one} or {other}\nrequire s : age at least 18\n"
    assert [code for code, _ in errors(text)] == ["QM012"]


# Words that mean something to what the rules are compiled to, or carry them about.
JAVASCRIPT = [
    "arguments",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "constructor",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "hasOwnProperty",
    "if",
    "implements",
    "import",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "prototype",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "toString",
    "true",
    "try",
    "typeof",
    "undefined",
    "valueOf",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "__proto__",
    "__defineGetter__",
    "NaN",
    "Infinity",
]
SQL = [
    "add",
    "all",
    "alter",
    "analyze",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "commit",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "current_user",
    "database",
    "default",
    "delete",
    "desc",
    "describe",
    "distinct",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "explain",
    "false",
    "fetch",
    "filter",
    "for",
    "foreign",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "ignore",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "join",
    "key",
    "lateral",
    "left",
    "like",
    "limit",
    "natural",
    "null",
    "offset",
    "on",
    "order",
    "outer",
    "partition",
    "pivot",
    "primary",
    "qualify",
    "range",
    "references",
    "rename",
    "replace",
    "returning",
    "revoke",
    "right",
    "rollback",
    "row",
    "rows",
    "select",
    "set",
    "show",
    "some",
    "table",
    "then",
    "transaction",
    "true",
    "truncate",
    "union",
    "unique",
    "unnest",
    "update",
    "use",
    "user",
    "using",
    "values",
    "view",
    "where",
    "window",
    "with",
    "CURRENT_DATE",
    "ROWID",
    "rowid",
    "oid",
    "_rowid_",
    "SELECT",
]
PYTHON = [
    *keyword.kwlist,
    *keyword.softkwlist,
    *dir(object),
    "__import__",
    "__debug__",
    "self",
    "cls",
    "facts",
    "score",
    "Result",
]
WORDS = [word for word in dict.fromkeys([*PYTHON, *JAVASCRIPT, *SQL]) if word not in RESERVED and word != "_"]


def test_keywords_of_python_javascript_and_sql_are_names_of_facts_defines_factors_and_values() -> None:
    names = {word.casefold(): word for word in WORDS}  # `False` and `false` would be one for the eye of a person
    words = list(names.values())
    lines = ['scheme demo "Demonstration"', "facts", "  kind_of : one of " + ",\n      ".join(words)]
    lines += [f"  {word} : yes/no" for word in words]
    lines += ["test t", "  pass mark 1"]
    lines += [f"  factor {word} : {word} and kind_of is {word} => +1" for word in words]
    rules = ruleset("\n".join(lines))
    module = load(generate(rules))
    for number, word in enumerate(words):
        given = {"kind_of": word} | {other: at % 2 == number % 2 for at, other in enumerate(words)}
        result = as_json(score(rules, read_facts(rules, given, Style.PYTHON)))
        assert result["tests"]["t"]["total"] == 1
        assert [award["factor"] for award in result["tests"]["t"]["awards"]] == [f"t.{word}"]
        if number % 10 == 0:
            assert module.score(given).as_json() == result
        assert module.totals(given) == module.totals(dict(reversed(given.items())))


HOSTILE = [
    "'", "\\", "'''", "\\n", "\\x41", "*/", "--", "; DROP TABLE facts", "</script>", "${x}", "{0}", "{{", "%s", "#{x}",
    "<img onerror=x>", "&amp;", "\\N{BULLET}", "`", "$(id)", "=1+1", "@x", "\u5e74\u9f61",
    "\U0001f600", "\\u202e", "#", "|",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_in_labels_and_citations_come_out_as_they_went_in(
    hostile: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cite = hostile.replace("]", "")
    text = (
        f'scheme demo "T {hostile}"\nfacts\n  a : yes/no "A {hostile}"\n'
        f'test t "T2 {hostile}"\n  pass mark 1\n  factor f "F {hostile}" [F {cite}]\n'
        f'    all that apply\n      a => +1 "L {hostile}" [C {cite}]  # {hostile}\n'
    )
    rules = ruleset(text)
    told = as_json(score(rules, read_facts(rules, {"a": True}, Style.PYTHON)))
    (award,) = told["tests"]["t"]["awards"]
    assert (award["label"], award["cite"]) == (f"L {hostile}", f"C {cite}")
    assert load(generate(rules)).score({"a": True}).as_json() == told
    path = tmp_path / "hostile.qmas"
    path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(["score", str(path), "a=yes", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["tests"]["t"] == json.loads(json.dumps(told["tests"]["t"]))
    assert run(["fmt", str(path)]) == 0
    assert ruleset(path.read_text(encoding="utf-8")).tests == rules.tests or hostile in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("１８", "QM001"),
        ("٣", "QM017"),
        ("²", "QM011"),
        ("Ⅷ", "QM011"),
        ("1٣", "QM014"),
        ("1²", "QM014"),
        ("0x12", "QM014"),
        ("1e6", "QM014"),
        ("1e999999", "QM014"),
        ("007", "QM014"),
        ("1__0", "QM014"),
        ("8,5", "QM014"),
        ("1.", "QM101"),
        ("18years", "QM014"),
        ("+-5", "QM101"),
        ("9" * 4_000, "QM015"),
        ("0." + "1" * 4_000, "QM015"),
        ("1234567890", "QM015"),
        ("0.1234567", "QM015"),
        ("-" + "9" * 4_000, "QM015"),
    ],
    ids=lambda value: value[:12],
)
def test_only_plain_digits_and_few_of_them_make_a_number(written: str, code: str) -> None:
    codes = found(HEAD + f"require x : age at least {written} and (a or b)\n")
    assert (code, 7) in codes
    assert all(line == 7 for _, line in codes)


@pytest.mark.parametrize("written", ["18", "1_8", "-0", "0", "1,000", "1_000"])
def test_signs_between_digits_are_read(written: str) -> None:
    wrong = {code for code, _ in errors(HEAD + f"require x : age at least {written} and (a or b)\n")}
    assert wrong <= {"QM306"}  # a thousand is no age


def test_thirty_point_nothing_is_written_thirty() -> None:
    assert {code for code, _ in errors(HEAD + "test t\n  pass mark 1\n  factor f : a => +30.0\n")} == {"QM122"}


@pytest.mark.parametrize("where", ["age at least {}", "age from 0 to {}", "age * {} at least 1", "age is {} years"])
def test_a_number_of_any_length_takes_no_time_and_no_int(where: str) -> None:
    # Beyond 4,300 digits Python refuses to make an int; a line holds 4,096 letters, but sums can be longer.
    for count in (10, 1_000, 4_000):
        assert ("QM015", 7) in errors(HEAD + f"require x : {where.format('9' * count)}\n")
