"""Facts that do not fit: every one is named, with what it may be, and nothing is ever scored in its place.

Each value is tried on the interpreter and on the compiled module, in the styles it can come in. What a single
value of each type may be is asked in tests/unit/test_facts_values.py.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bad_input.spoilt import qmas, ruleset
from qmasdsl.cli.main import run
from qmasdsl.codegen.python import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import FactsDoNotFit, Style, read_facts
from qmasdsl.ir.nodes import Ruleset
from unit.generated_modules import load

RULES = """\
scheme demo "Demonstration"
  version by lodged

facts
  lodged    : date
  age       : whole number from 0 to 201, years since born "Age"
  number    : number from 0 to 9 by 0.5
  work      : months from 0 to 60 years
  salary    : money HKD a year, from 0 to 1_000_000
  education : level none < bachelor < master
  job       : one of 醫師, teacher, nurse
  languages : some of french, german
  partner   : yes/no
  spouse_works : yes/no only when partner

require adult : age at least 18
test t
  pass mark 1
  factor f
    all that apply
      number at least 1 and work at least 1 month and salary at least 1 => +1
      education at least bachelor and job is teacher                    => +1
      languages includes french and partner and spouse_works            => +1
"""
GOOD = {
    "lodged": date(2024, 1, 1), "age": 30, "number": Decimal("4.5"), "work": 12, "salary": 100, "education": "master",
    "job": "teacher", "languages": {"french"}, "partner": True, "spouse_works": True,
}  # fmt: skip


@cache
def rules() -> Ruleset:
    return ruleset(RULES)


@cache
def module() -> Any:
    return load(generate(rules()))


def wrong(given: dict[str, Any]) -> list[str]:
    """The sentences about `given`, the same from the interpreter and the compiled module."""
    with pytest.raises(FactsDoNotFit) as interpreted:
        read_facts(rules(), given, Style.PYTHON)
    with pytest.raises(module().FactsDoNotFit) as compiled:
        module().score(given)
    said = [problem.words() for problem in interpreted.value.problems]
    assert [problem.words() for problem in compiled.value.problems] == said
    return said


def test_the_good_applicant_is_scored_by_both() -> None:
    total = score(rules(), read_facts(rules(), GOOD, Style.PYTHON)).tests["t"].total
    assert module().score(GOOD).tests["t"].total == total


ODD = {
    "true": True,
    "text": "18",
    "18.0": 18.0,
    "18.5": 18.5,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "1e400": Decimal("1e400"),
    "10 to the 5000": 10**5000,
    "minus 10 to the 5000": -(10**5000),
    "decimal nan": Decimal("nan"),
    "decimal snan": Decimal("snan"),
    "a complex number": 18j,
    "bytes": b"18",
    "a list": [18],
    "a mapping": {"age": 18},
    "something": object(),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("fact", ["age", "work", "salary", "number", "education", "lodged", "languages", "partner"])
def test_a_value_of_another_kind_is_refused_by_its_fact_and_never_scored(odd: str, fact: str) -> None:
    fits = {("number", "text"): False, ("partner", "true"): True, ("work", "text"): False}
    if fits.get((fact, odd)) or (fact == "number" and odd in ("18.0", "18.5")):
        return
    (said, *others) = wrong(GOOD | {fact: ODD[odd]})
    assert not others
    assert said.startswith(f"`{fact}`")
    assert len(said) < 300


def test_everything_wrong_is_said_in_one_go_in_the_order_of_the_facts() -> None:
    said = wrong(GOOD | {"age": True, "number": 9.75, "job": "Teacher", "agee": 1, "partner": 1})
    assert [one.split("`")[1] for one in said] == ["age", "number", "job", "partner", "agee"]


@pytest.mark.parametrize("fact", [fact for fact in GOOD if fact != "spouse_works"])
@pytest.mark.parametrize("missing", ["null", "absent"])
def test_a_fact_that_is_missing_is_named_and_never_zero(
    fact: str, missing: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts: dict[str, Any] = {
        name: str(value) if isinstance(value, date | Decimal) else sorted(value) if isinstance(value, set) else value
        for name, value in GOOD.items()
    } | {"number": 4.5}
    facts[fact] = None
    if missing == "absent":
        del facts[fact]
    if fact == "partner":
        del facts["spouse_works"]
    (tmp_path / "rules.qmas").write_text(RULES, encoding="utf-8")
    (tmp_path / "facts.json").write_text(json.dumps(facts))
    assert run(["score", str(tmp_path / "rules.qmas"), "--complete", "--facts", str(tmp_path / "facts.json")]) == 2
    said = capsys.readouterr()
    assert f"`{fact}`" in said.err
    assert said.out == ""
    with pytest.raises(module().FactsDoNotFit, match=f"`{fact}`.* is missing"):
        module().score(
            {name: value for name, value in GOOD.items() if name != fact} | ({fact: None} if missing == "null" else {})
        )


NEAR = {
    "Teacher": "teacher",
    "TEACHER": "teacher",
    "teacher ": "teacher",
    " teacher": "teacher",
    "teachers": "teacher",
    "\uff54\uff45\uff41\uff43\uff48\uff45\uff52": "",
    "teach\u0435r": "teacher",
    "teacher\u200b": "teacher",
}


@pytest.mark.parametrize("given", NEAR)
def test_a_code_is_compared_letter_by_letter_and_the_nearest_is_offered(given: str) -> None:
    (said,) = wrong(GOOD | {"job": given})
    assert "none of them" in said
    assert NEAR[given] in said.partition("did you mean")[2]
    assert "\u200b" not in said


def test_text_composed_in_another_way_is_another_text() -> None:
    # U+F900 becomes U+8C48 under NFC: names of people and places must not be folded without a word.
    source = 'scheme d "D"\nfacts\n  p : one of 豈, x\nrequire r : p is 豈\n'
    folded = ruleset(source)
    with pytest.raises(FactsDoNotFit):
        read_facts(folded, {"p": "\uf900"}, Style.PYTHON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"age": 18, "age": 19}', "`age` is given twice"),
        ('{"languages": ["french", "french"]}', "twice"),
        ('{"agee": 18}', "not a fact"),
        ("[" * 100_000, "nested deeper than 32"),
        ('{"age": ' + "9" * 100_000 + "}", "`age`"),
        ('{"age": 1e999999}', "`age`"),
        ('{"age": NaN}', "not a number"),
        ('{"age": "18"}', "`age`"),
        ('{"age": 18.0}', "`age`"),
        ('{"born": "0001-01-01", "lodged": "2024-01-01"}', "`born`"),
        ('{"born": "9999-12-31", "lodged": "2024-01-01"}', "`born`"),
        ('{"born": "90-01-01"}', "`born`"),
        ('{"born": "28/02/1990"}', "`born`"),
        ('{"born": "民國79年2月28日"}', "`born`"),
        ('{"born": "1990-02-30"}', "`born`"),
        ('{"born": "2030-01-01", "lodged": "2024-01-01"}', "`born`"),
        ('{"born": "1990-01-01", "age": 34, "lodged": "2024-01-01"}', "age"),
        ("", "not JSON"),
        ("nothing", "not JSON"),
        ("null", "braces"),
        ('{"partner": false, "spouse_works": true}', "`spouse_works`"),
    ],
    ids=lambda text: text[:40],
)
def test_a_facts_file_that_does_not_fit_ends_with_2_and_one_reason(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rules.qmas").write_text(RULES, encoding="utf-8")
    (tmp_path / "facts.json").write_text(text, encoding="utf-8")
    assert run(["score", str(tmp_path / "rules.qmas"), "--complete", "--facts", str(tmp_path / "facts.json")]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "mistake in qmas itself" not in said.err
    assert said.out == ""
    assert len(said.err) < 2_000


@pytest.mark.parametrize("data", [b"\xff\xfe{\x00}\x00", b"\xa7\xda", b"\x00" * 100])
def test_facts_that_are_no_text_are_refused(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rules.qmas").write_text(RULES, encoding="utf-8")
    for suffix in ("json", "toml", "csv"):
        (tmp_path / f"facts.{suffix}").write_bytes(data)
        assert run(["score", str(tmp_path / "rules.qmas"), "--facts", str(tmp_path / f"facts.{suffix}")]) == 2
        assert "mistake in qmas itself" not in capsys.readouterr().err


def slow_years(born: date, day: date) -> int:
    """Birthdays passed, one by one; who was born on 29 February has theirs on 1 March in a common year."""
    years = 0
    while True:
        try:
            birthday = born.replace(year=born.year + years + 1)
        except ValueError:
            birthday = date(born.year + years + 1, 3, 1)
        if birthday > day:
            return years
        years += 1


def age_given(born: date, day: date) -> int:
    facts = read_facts(rules(), {"born": born, "lodged": day}, Style.PYTHON)
    assert isinstance(facts["age"], int)
    return facts["age"]


def test_who_was_born_on_29_february_has_a_birthday_on_1_march() -> None:
    for year in range(1904, 2021, 4):
        born = date(year, 2, 29)
        for after in range(1, 100):
            if year + after > 2100:
                break
            for day in (date(year + after, 2, 28), date(year + after, 3, 1)):
                assert age_given(born, day) == slow_years(born, day)


def test_every_birthday_of_some_years_is_counted_as_by_hand() -> None:
    days = [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2100, 12, 31),
    ]
    for year in (1900, 1904, 1999, 2000, 2004):
        for offset in range(366):
            born = date(year, 1, 1) + timedelta(days=offset)
            for day in days:
                assert age_given(born, day) == slow_years(born, day)


def test_the_compiled_module_counts_birthdays_the_same() -> None:
    rest = {name: value for name, value in GOOD.items() if name not in ("age", "lodged")}
    for born in (date(2004, 2, 28), date(2004, 2, 29), date(2004, 3, 1), date(2006, 2, 28), date(2006, 3, 1)):
        for day in (date(2022, 2, 28), date(2022, 3, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)):
            given = rest | {"born": born, "lodged": day}
            assert module().score(given).eligible == (slow_years(born, day) >= 18)


def test_today_is_nobodys_fact(tmp_path: Path) -> None:
    (tmp_path / "rules.qmas").write_text(RULES, encoding="utf-8")
    told = {
        qmas(tmp_path, "score", "rules.qmas", "born=2008-02-29", "lodged=2026-02-28", TZ=zone).stderr
        for zone in ("UTC", "Asia/Hong_Kong", "America/Los_Angeles")
    }
    assert len(told) == 1
