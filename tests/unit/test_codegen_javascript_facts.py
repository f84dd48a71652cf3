"""What a generated JavaScript module reads of each value, exactly, and what it refuses."""

import json
from datetime import date, timedelta
from math import inf, nextafter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engines.javascript import Failure
from qmasdsl.codegen.javascript import generate
from qmasdsl.columns.lower import TooLarge
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import closest
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.periods import completed, later
from qmasdsl.ir.types import Date, Form, Moment, Numeric
from qmasdsl.ir.words import day_words, moment_words
from unit import mini
from unit.javascript_modules import Given, interpreted, opened, together

pytestmark = pytest.mark.engine("node")
ENGINEER = mini.engineer()


def asks(*facts: ir.Fact, number: ir.Number | None = None, version_by: str | None = None) -> Ruleset:
    """Rules that read these facts; what they total is `number`."""
    rule = mini.rule(ir.Truth(True), ir.Constant(0) if number is None else number, "all")
    test = ir.Test("t", ir.NoPassMark(), (mini.factor("t.f", rule),))
    return ir.Ruleset("asks", "Asks", facts=facts, tests=(test,), version_by=version_by)


def same_words(ruleset: Ruleset, asked: list[Given], folder: Path) -> list[Any]:
    with opened(generate(ruleset)[0], folder, name="score") as program:
        told = program.ask(asked)
    for given_facts, one in zip(asked, told, strict=True):
        assert one == interpreted(ruleset, given_facts), given_facts
    return told


def test_a_number_is_read_exactly(tmp_path: Path) -> None:
    """On every kind of step, between two, at and beyond both ends, and as near to a step as a number can be."""
    random = Random(3)
    types = [Numeric(Form.NUMBER, -90, 90, 5, 1), Numeric(Form.MONEY, 0, 10**15 - 1, 1, 6)]
    types += [Numeric(Form.WHOLE, -7, 50, 3), Numeric(Form.MONEY, 5, 50_000, 500), Numeric(Form.MONTHS, 6, 60, 6)]
    types += [Numeric(Form.NUMBER, -(10**9), 10**9, 1, places) for places in range(6)]
    facts = tuple(mini.fact(f"x{at}", type) for at, type in enumerate(types))
    ruleset = asks(*facts, number=ir.Linear(tuple((1, ir.FactValue(fact.name)) for fact in facts)))
    asked: list[Given] = []
    for at in range(800):
        person: Given = {}
        odd = random.randrange(len(types)) if at % 2 else -1
        for number, (fact, type) in enumerate(zip(facts, types, strict=True)):
            most = (type.greatest - type.least) // type.step
            steps = random.choice((0, 1, most, random.randrange(most + 1), random.randrange(most + 1)))
            if number == odd and at % 4 == 1:
                steps = random.choice((-1, most + 1))
            between = random.choice((1, -1)) if number == odd and at % 8 == 3 else 0
            value = (type.least + steps * type.step + between) / 10**type.places
            if number == odd and at % 8 == 7:
                value = nextafter(value, random.choice((-inf, inf)))
            person[fact.name] = int(value) if value % 1 == 0 else value
        asked.append(person)
    told = same_words(ruleset, asked, tmp_path)
    assert all(not isinstance(one, Failure) for one in told[::2])
    assert sum(isinstance(one, Failure) for one in told[1::2]) > 300


def test_a_zero_has_no_sign(tmp_path: Path) -> None:
    """What is read of -0 is 0, and so is everything that comes of it: the engine would not let a -0 pass."""
    facts = (mini.fact("x", Numeric(Form.WHOLE, -9, 9)), mini.fact("y", Numeric(Form.NUMBER, -90, 90, 5, 1)))
    x, y = ir.FactValue("x"), ir.FactValue("y")
    numbers: list[ir.Number] = [x, y, ir.Linear(((-1, x),)), ir.Linear(((-3, x), (-2, y))), ir.Least((x, y))]
    numbers += [ir.Each(-5, 1, x, None), ir.Each(5, 2, y, 0), ir.Linear(((1, x), (-1, y)))]
    with opened(together([generate(asks(*facts, number=number))[0] for number in numbers]), tmp_path) as program:
        told = [program.ask([(at, {"x": -0.0, "y": -0.0}), (at, {"x": 0, "y": 0})]) for at in range(len(numbers))]
    for signed, plain in told:
        assert signed == plain
        assert signed["tests"]["t"]["total"] == 0


def test_days_and_moments_are_read_as_written(tmp_path: Path) -> None:
    ruleset = asks(mini.fact("day", Date(1, 3_652_059)), mini.fact("moment", Moment(-(10**15), 5 * 10**15)))
    years = ("0000", "0001", "1900", "2000", "2023", "2024", "2100", "9999")
    days = [f"{year}-{month:02}-{day:02}" for year in years for month in range(14) for day in range(33)]
    days += ["2024-2-29", "24-02-29", " 2024-02-29", "2024-02-29 ", "2024/02/29", "２024-02-29", "2024-02-2９"]
    days += ["2024-02-2", "2024-02_29", "2024_02-29", "-024-02-29", "+024-02-29", "2024-02-2 ", "2024-02-2."]
    days += ["02024-2-29", "2024-02-2⁹", "2024-02-²9"]
    asked: list[Given] = [{"day": day, "moment": "1970-01-01T00:00Z"} for day in days]
    hours = ("00:00", "23:59", "24:00", "23:60", "12:30:59", "12:30:60", "12:30:00.1", "1:30", "12:30:00.1234567")
    offsets = ("Z", "z", "", "+08:00", "-08:00", "+23:59", "+24:00", "+23:60", "+05:99", "-00:00", "+8:00", "+0800")
    for hour in hours:
        for offset in offsets:
            for day in ("1969-12-31", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31"):
                asked.append({"day": "2024-02-29", "moment": f"{day}T{hour}{offset}"})
    told = same_words(ruleset, asked, tmp_path)
    assert 1_000 < sum(isinstance(one, Failure) for one in told) < len(asked) - 1_000


def test_every_day_of_two_centuries_is_read_and_said(tmp_path: Path) -> None:
    """The whole calendar of any rule file, there and back; and the first and last moments of days far away."""
    more = (
        "export function read([words, moments]) {"
        " return words.map((day) => [_dayOf(day), _daySaid(_dayOf(day))])"
        ".concat(moments.map((moment) => [moment, _momentSaid(moment)])); }"
    )
    first, last = date(1899, 12, 31).toordinal(), date(2101, 1, 2).toordinal()
    words = [day_words(day) for day in range(first, last)]
    beside = (-1, 0, 1, 10**6, 6 * 10**7)
    moments = [day * 86_400_000_000 + more for day in range(-25_000, 50_000, 997) for more in beside]
    with opened(generate(mini.RULESET)[0] + more, tmp_path, name="read") as program:
        told = program.ask([[words, moments]])[0]
    assert told[: len(words)] == [[day, words[at]] for at, day in enumerate(range(first, last))]
    assert told[len(words) :] == [[moment, moment_words(moment)] for moment in moments]


def test_years_and_months_are_counted_over_every_leap_day(tmp_path: Path) -> None:
    """Both in the rules and where the day is given instead of the years."""
    day = Date(date(1895, 1, 1).toordinal(), date(2105, 12, 31).toordinal())
    age = mini.fact("age", Numeric(Form.WHOLE, 0, 250, since="born"))
    facts = (mini.fact("born", day), mini.fact("lodged", day), age)
    counted = [ir.Completed(months, ir.FactValue("born"), ir.FactValue("lodged")) for months in (1, 12)]
    adult = ir.Later(ir.FactValue("born"), 18 * 12, 0)
    number = ir.Linear(((1, counted[0]), (10_000, counted[1]), (10**7, ir.FactValue("age")), (10**9, adult)))
    ruleset = asks(*facts, number=number, version_by="lodged")
    more = (
        "export function all(days) { return days.flatMap((born) => days.filter((day) => day >= born)"
        ".map((lodged) => score({ born, lodged }).tests.t.total)); }"
    )
    years = (1896, 1899, 1900, 1903, 1904, 1999, 2000, 2001, 2003, 2004, 2096, 2100, 2104)
    starts = [date(year, 2, 27) for year in years]
    days = [start + timedelta(more) for start in starts for more in (0, 1, 2, 3)]
    days += [date(2000, month, 1) + timedelta(less) for month in range(1, 13) for less in (-1, 0)]
    days.sort()
    with opened(generate(ruleset)[0] + more, tmp_path, name="all") as program:
        told = program.ask([[one.isoformat() for one in days]])[0]
    expected = []
    for born in (one.toordinal() for one in days):
        for lodged in (one.toordinal() for one in days):
            if lodged >= born:
                months, age_then = completed(1, born, lodged), completed(12, born, lodged)
                expected.append(months + 10_000 * age_then + 10**7 * age_then + 10**9 * later(born, 18 * 12))
    assert told == expected
    assert len(told) > 2_000


# What only JavaScript can hold: each piece of program gives facts that are to fit, or not.
FITTING = {
    "a -0": "{ ...engineer, age: 30, masters_degrees: -0 }",
    "no prototype": "Object.assign(Object.create(null), engineer)",
    "a class": "Object.assign(new (class Applicant {})(), engineer)",
    "frozen": "Object.freeze({ ...engineer, children: Object.freeze([]), ielts: Object.freeze(engineer.ielts) })",
    "getters": "({ ...engineer, get age() { return 34; } })",
    "undefined for what is not there": "{ ...engineer, partner_has_degree: undefined, born: undefined }",
    "a name that is a symbol": "{ ...engineer, [Symbol('age')]: 3 }",
    "a whole name": "{ ...engineer, ielts: { reading: 8 }, 'ielts.writing': 7 }",
}
NO_AGE = "`age` (Age on the day of lodging) is missing"
UNFIT = {
    "NaN": ("{ ...engineer, age: NaN }", "`NaN` was given"),
    "an infinity": ("{ ...engineer, age: -Infinity }", "`-Infinity` was given"),
    "an infinity from JSON": ("{ ...engineer, salary: JSON.parse('1e400') }", "`Infinity` was given"),
    "NaN for a number with decimals": ("{ ...engineer, ielts: { reading: NaN, writing: 7 } }", "`NaN` was given"),
    "infinite decimals": ("{ ...engineer, ielts: { reading: Infinity, writing: 7 } }", "`Infinity` was given"),
    "a long number": ("{ ...engineer, age: 1e300 }", "a number of more than 40 digits is outside"),
    "one of 41 digits": ("{ ...engineer, age: 1e40 }", "a number of more than 40 digits is outside"),
    "a number as text": ("{ ...engineer, age: '34' }", '`"34"` was given'),
    "a truth for a number": ("{ ...engineer, age: true }", "`true` was given"),
    "a number for a truth": ("{ ...engineer, partner: 1 }", "`1` was given"),
    "a bigint": ("{ ...engineer, age: 34n }", "a JavaScript `bigint` was given"),
    "a bigint for decimals": ("{ ...engineer, ielts: { reading: 8n, writing: 7 } }", "a JavaScript `bigint` was given"),
    "a symbol for decimals": ("{ ...engineer, ielts: { reading: Symbol(), writing: 7 } }", "`symbol` was given"),
    "a Number object": ("{ ...engineer, age: new Number(34) }", "a JavaScript `Number` was given"),
    "a String object": ("{ ...engineer, education: new String('master') }", "a JavaScript `String` was given"),
    "a symbol": ("{ ...engineer, education: Symbol('master') }", "a JavaScript `symbol` was given"),
    "a function": ("{ ...engineer, education: () => 'master' }", "a JavaScript `function` was given"),
    "what becomes text": ("{ ...engineer, education: { toString: () => 'master' } }", "a group of 1 was given"),
    "an array that becomes text": ("{ ...engineer, education: ['master'] }", "a list of 1 was given"),
    "a Date": ("{ ...engineer, lodged: new Date(0) }", "a JavaScript `Date` was given"),
    "a Map for a group": ("{ ...engineer, ielts: new Map([['reading', 8]]) }", "a JavaScript `Map` was given"),
    "a list for a group": ("{ ...engineer, ielts: [8, 7] }", "a list of 2 was given"),
    "a Set for a list": ("{ ...engineer, languages: new Set(['french']) }", "a JavaScript `Set` was given"),
    "text for a list": ("{ ...engineer, languages: 'french' }", '`"french"` was given'),
    "an array with holes": ("{ ...engineer, languages: new Array(1_000_000_000) }", "a list of 1000000000 was given"),
    "a hole among names": ("{ ...engineer, languages: ['french', , 'german'] }", "a list of 3 was given"),
    "a hole among children": ("{ ...engineer, children: [,] }", "`children.1` is a group with its fields; nothing was"),
    "what is like an array": ("{ ...engineer, children: { length: 0 } }", "a group of 1 was given"),
    "too many children": ("{ ...engineer, children: new Array(1_000_000_000) }", "a list of 1000000000 was given"),
    "a field too many": ("{ ...engineer, children: [{ child_age: 3, child_married: false, x: 1 }] }", "`children.1.x`"),
    "a field inherited": (
        "{ ...engineer, children: [Object.assign(Object.create({ child_age: 3 }), { child_married: false })] }",
        "`children.1.child_age` (Age) is missing",
    ),
    "a fact inherited": ("Object.assign(Object.create({ age: 34 }), without('age'))", NO_AGE),
    "a member inherited": ("{ ...engineer, ielts: Object.create({ reading: 8, writing: 7 }) }", "`ielts.reading` is"),
    "a prototype's getter": ("Object.assign(new (class { get age() { return 34; } })(), without('age'))", NO_AGE),
    "a member too many": ("{ ...engineer, ielts: { reading: 8, writing: 7, x: 1 } }", "`ielts.x` is not a fact"),
    "a property __proto__": ("JSON.parse('{\"__proto__\": {\"age\": 34}}')", "`__proto__` is not a fact of these"),
    "what is hidden": ("Object.defineProperty({ ...engineer }, 'hidden', { value: 1 })", "`hidden` is not a fact"),
    "missing, as null": ("{ ...engineer, age: null }", NO_AGE),
}  # fmt: skip
# What every object inherits while these are read; with a name too many, so that there are as many as there should be.
INHERITED = (
    ("{ partner: false }", "{ ...without('partner'), x: 1 }", "`partner` (An accompanying married spouse) is missing"),
    ("{ age: 34 }", "{ ...without('age'), x: 1 }", NO_AGE),
    (
        "{ child_married: false }",
        "{ ...engineer, children: [{ child_age: 3, x: 1 }] }",
        "`children.1.child_married` is missing",
    ),
    ("{ writing: 7 }", "{ ...engineer, ielts: { reading: 8, x: 1 } }", "`ielts.writing` is missing"),
    ("{ ielts: engineer.ielts }", "{ ...without('ielts'), x: 1 }", "`ielts.reading` is missing"),
    ("{ children: [] }", "{ ...without('children'), x: 1 }", "`children` (Accompanying children) is missing"),
    ("{ partner_has_degree: true }", "{ ...engineer, partner: true, x: 1 }", "`partner_has_degree` is missing"),
)
NO_FACTS = ("null", "undefined", "3", "'x'", "[]", "[engineer]", "new Map()", "() => 1", "Symbol('x')", "new Date(0)")


def test_what_only_javascript_can_hold_fits_or_is_refused(tmp_path: Path) -> None:
    fitting = ", ".join(f"() => score({program})" for program in FITTING.values())
    unfit = ", ".join(f"() => score({program})" for program, _ in UNFIT.values())
    inherited = ", ".join(f"() => inheriting({more}, {program})" for more, program, _ in INHERITED)
    no_facts = ", ".join(f"() => score({program})" for program in NO_FACTS)
    more = f"""
const engineer = {json.dumps(ENGINEER)};
const without = (name) => {{ const {{ [name]: left_out, ...rest }} = engineer; return rest; }};
function inheriting(more, facts) {{
  Object.assign(Object.prototype, more);
  try {{ return score(facts); }} finally {{ for (const name of Object.keys(more)) delete Object.prototype[name]; }}
}}
export const tried = (n) => [{fitting}, {unfit}, {inherited}, {no_facts}][n]();
"""
    with opened(generate(mini.RULESET)[0] + more, tmp_path, name="tried") as asked:
        told = iter(asked.ask(range(len(FITTING) + len(UNFIT) + len(INHERITED) + len(NO_FACTS))))
    for name in FITTING:
        expected = {**ENGINEER, "age": 30, "masters_degrees": 0} if name == "a -0" else ENGINEER
        assert next(told) == interpreted(mini.RULESET, expected), name
    for program, words in (*UNFIT.values(), *((program, words) for _, program, words in INHERITED)):
        one = next(told)
        assert isinstance(one, Failure), program
        assert one.name == "FactsDoNotFit", (program, one)
        assert words in one.message, (program, one.message)
    for program in NO_FACTS:
        one = next(told)
        assert isinstance(one, Failure), program
        assert one.name == "TypeError", (program, one)
        assert one.message.startswith("facts are given as an object with their names, not as "), (program, one)
    assert list(told) == []


def test_the_word_that_was_meant_is_the_same(tmp_path: Path) -> None:
    random = Random(7)

    def word(letters: str, length: int = 9) -> str:
        return "".join(random.choice(letters) for _ in range(random.randrange(length)))

    asked: list[tuple[str, list[str]]] = []
    for letters in ("ab", "abc_d", "aA -_ｂ２ßÉ年"):
        for _ in range(500):
            given = word(letters)
            at = random.randrange(len(given) + 1)
            alike = [given[:at] + word("ab_2éss年", 3) + given[at + random.randrange(2) :] for _ in range(3)]
            asked.append((given, [*alike, *(word("ab_2éss年") for _ in range(3))]))
    asked += [("x" * 128, ["x" * 127]), ("x" * 129, ["x" * 128]), ("🙂" * 128, ["🙂" * 127]), ("🙂" * 129, ["🙂"])]
    asked += [("abcz", ["abcx", "abcy"]), ("abcz", ["abcy", "abcx"]), ("", [""]), ("ABC", ["abc", "Abc"])]
    more = "export const near = ([word, known]) => _closest(word, known);"
    with opened(generate(mini.RULESET)[0] + more, tmp_path, name="near") as program:
        told = program.ask(asked)
    assert told == [closest(word, known) for word, known in asked]
    assert 500 < sum(map(bool, told)) < 1_300


def test_every_problem_can_be_told_apart(tmp_path: Path) -> None:
    more = """
export function problems(facts) {
  try { score(facts); } catch (error) {
    if (!(error instanceof FactsDoNotFit && error instanceof Error)) throw error;
    return error.problems.map((one) => [one instanceof Problem, one.fact, one.label, one.domain, one.given, one.near]);
  }
}
"""
    with opened(generate(mini.RULESET)[0] + more, tmp_path, name="problems") as program:
        told = program.ask([mini.engineer(age=None, education="Masters", agee=3)])[0]
    years, levels = "a whole number from 0 to 120, years since born", "a level: none, bachelor, master, doctorate"
    assert told == [
        [True, "education", "Highest academic qualification", levels, '`"Masters"`', "master"],
        [True, "agee", "", "", "", "age"],
        [True, "age", "Age on the day of lodging", years, "", ""],
    ]


# ---- exact -----------------------------------------------------------------------------------------


def test_rules_whose_numbers_could_grow_too_large_are_refused() -> None:
    """Also where it is only a sum on the way that does."""
    wide = mini.fact("x", Numeric(Form.WHOLE, 0, 2**52))
    large, small = ir.Linear(((2, ir.FactValue("x")),)), ir.Constant(3)
    assert generate(asks(wide, number=large))
    x = ir.FactValue("x")
    for number in (ir.Linear(((2, x),), 1), ir.Linear(((3, x), (-3, x))), ir.Linear(((1, x), (1, x), (-1, x)))):
        with pytest.raises(TooLarge):
            generate(asks(wide, number=ir.Least((number, small))))
    with pytest.raises(TooLarge, match="decimal"):
        generate(asks(mini.fact("decimal", Numeric(Form.NUMBER, 0, 10**15 + 1, 1, 3))))


def test_a_quotient_is_rounded_down_wherever_it_lies(tmp_path: Path) -> None:
    """Right beside every multiple, up to the largest number there is."""
    random = Random(11)
    asked = []
    for _ in range(20_000):
        by = random.choice((1, 2, 3, 7, 12, 146_097, random.randrange(1, 2**26), random.randrange(1, 2**40)))
        times = random.randrange(2**53 // by)
        asked += [[of, by] for of in (times * by - 1, times * by, times * by + 1) if 0 <= of <= 2**53]
    text = "export const quotients = (pairs) => pairs.map(([of, by]) => Math.floor(of / by));\n"
    with opened(text, tmp_path, name="quotients") as program:
        assert program.ask([asked])[0] == [of // by for of, by in asked]
