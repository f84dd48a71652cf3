"""Every problem of names and types, each with a source that has it and, where it can be so small, nothing else."""

import pytest

from qmasdsl.diagnostics.text import render
from qmasdsl.lowering.check import check
from qmasdsl.lowering.names import resolve
from qmasdsl.lowering.problems import PROBLEMS
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse

HEAD = """scheme demo "Demonstration"
  version by lodged

kinds
  ability : set of reading, writing
  step    : level low < high

facts
  lodged     : date
  sent       : date and time
  age        : whole number from 0 to 120, years
  work       : months from 0 to 60 years
  score      : number from 0 to 9 by 0.5
  salary     : money HKD a year, from 0 to 1_000_000
  education  : level none < bachelor < master
  permit     : one of student, worker
  speaks     : some of french, german
  profession : one of talent, or other
  partner    : yes/no
  partner_age : whole number from 0 to 120, years only when partner
  ielts of each ability : number from 0 to 9 by 0.5
  children   : up to 5
    each with child_age : whole number from 0 to 60, years
    each with in_school : yes/no

list talent
  actuary
  fintech
    only when education at least bachelor

"""


def rule(condition: str) -> str:
    return f"{HEAD}test t\n  pass mark 1\n  factor f : {condition} => +1\n"


def factor(*lines: str) -> str:
    return f"{HEAD}test t\n  pass mark 1\n  factor f\n" + "".join(f"    {line}\n" for line in lines)


def case(*lines: str) -> str:
    return f'{rule("age at least 18")}case "one"\n' + "".join(f"  {line}\n" for line in lines)


def found(source: str) -> list[str]:
    """The codes of all errors, and of the warnings that are not about unused names."""
    module, misread = parse(SourceFile("demo.qmas", source))
    names, misnamed = resolve(module, {})
    _, mistyped = check(module, names)
    problems = [*misread, *misnamed, *mistyped]
    for problem in problems:
        assert render(problem.describe())  # every message can be drawn
    return [problem.code for problem in problems if problem.code not in ("QM210", "QM211")]


BAD: list[tuple[str, str]] = [
    ("QM012", HEAD.replace("  sent  ", "  lodged_at : date\n  Iodged_at : date\n  sent  ")),
    ("QM201", rule("agee at least 18")),
    ("QM201", rule("nothing_like_it")),
    ("QM201", rule("profession in talents")),
    ("QM201", rule("ielts of speaking at least 6")),
    ("QM201", f"{HEAD}test t\n  pass mark 1\n  use factors nothing\n"),
    ("QM201", case("given agee 34", "expect t.total 1")),
    ("QM201", case("given children", "  child_agee 5, in_school yes", "expect t.total 1")),
    ("QM202", rule("education is masters")),
    ("QM202", rule("permit in {student, visitor}")),
    ("QM202", rule("speaks includes latin")),
    ("QM202", case("given education masters", "expect t.total 1")),
    ("QM203", HEAD + "define age as partner\n"),
    ("QM203", rule("partner") + "  factor f : partner => +1\n"),
    ("QM203", rule("partner") + "test t\n  pass mark 1\n"),
    ("QM204", rule("applicant_age at least 18").replace("120, years\n  work", '120, years "Applicant age"\n  work')),
    ("QM205", rule("f at least 1")),
    ("QM205", rule("partner") + "outcome goes when t\n"),
    ("QM206", HEAD + "define a as b\ndefine b as a\n"),
    ("QM206", rule("t.f at least 1")),
    ("QM206", rule("partner") + "define x as u.total at least 1\ntest u\n  pass mark 1\n  factor g : x => +1\n"),
    ("QM206", HEAD.replace("only when partner", "only when age at least 18 and partner_age at least 18")),
    ("QM207", rule("partner") + "outcome goes when t.pases\n"),
    ("QM207", rule("partner") + "outcome goes when u.passes\n"),
    ("QM207", rule("ielts.speaking at least 6")),
    ("QM212", rule("partner").replace("child_age :", "partner :")),
    ("QM213", HEAD.replace('scheme demo "Demonstration"\n  version by lodged\n', "")),
    ("QM214", HEAD + "scheme other\n"),
    ("QM215", HEAD.replace("version by lodged", "version by age")),
    ("QM215", rule("(completed years from age to lodged) at least 18")),
    ("QM215", rule("partner") + "selection\n  ties earlier age first\n"),
    ("QM216", HEAD.replace("  version by lodged\n", "  version by lodged\n  version by lodged\n")),
    ("QM216", rule("partner") + "selection\n  no quota\nselection\n  no quota\n"),
    ("QM217", f"{HEAD}test t\n  pass mark 1\n  factor total : partner => +1\n"),
    ("QM217", HEAD + "outcome eligible when partner\n"),
    ("QM301", rule("age")),
    ("QM301", rule("partner and education")),
    ("QM301", rule("speaks")),
    ("QM302", rule("partner + 2 at least 3")),
    ("QM302", rule("2 * education at least 3")),
    ("QM302", rule("partner") + "selection\n  rank goes by partner, highest first\noutcome goes when t.passes\n"),
    ("QM303", rule("education at least 2")),
    ("QM303", rule("age at least 2018-01-01")),
    ("QM303", rule("lodged at least sent")),
    ("QM304", rule("work at least 5")),
    ("QM304", factor("+1 for each 6 of work")),
    ("QM304", factor("+1 for each of work")),
    ("QM305", rule("age at least 5 weeks")),
    ("QM305", rule("salary + age at least 5")),
    ("QM306", rule("age at least 121")),
    ("QM306", rule("score from 0 to 10")),
    ("QM306", rule("lodged at least 1850-01-01")),
    ("QM306", case("given age 121", "expect t.total 1")),
    ("QM307", rule("score at least 6.3")),
    ("QM307", rule("age at least 18.5")),
    ("QM308", rule("education at least grade").replace("  permit ", "  grade : step\n  permit ")),
    ("QM309", rule("permit at least student")),
    ("QM309", factor("table by permit", "            | points", "  student to worker | 5")),
    ("QM310", rule("partner_age at least 18")),
    ("QM310", rule("partner_age at least 18 and partner")),
    ("QM310", rule("partner or partner_age at least 18")),
    ("QM311", rule("score at least (age rounded down to 1)")),
    ("QM311", rule("lodged + age at most 2020-01-01")),
    ("QM312", factor("table by age", "    | points", "  5 | 9.5", "  otherwise 0")),
    ("QM312", factor("thresholds | age at least", "  +9.5 | 10", "  otherwise 0")),
    ("QM313", factor("for each step", "  partner => +1")),
    ("QM313", rule("ielts of ability at least 6")),
    ("QM313", rule("age of reading at least 6")),
    ("QM314", rule("child_age at least 5")),
    ("QM314", rule("(count of children where partner) at least 1")),
    ("QM315", rule("age from 39 to 18")),
    ("QM315", rule("education from master to bachelor")),
    ("QM316", f"{HEAD}test t\n  factor f : partner => +1\n"),
    ("QM316", f"{HEAD}test t\n  pass mark 1\n  no pass mark\n  factor f : partner => +1\n"),
    ("QM317", rule("partner") + "  section s\n    factor g : partner => +1\n"),
    ("QM318", f"{HEAD}test t\n  pass mark 1\n  section a within b\n    factor f : partner => +1\n"),
    ("QM318", f"{HEAD}test t\n  pass mark 1\n  section a within b\n    factor f : partner => +1\n"
     "  section b within a\n    factor g : partner => +1\n"),
    ("QM319", f"{HEAD}test t\n  pass mark 1\n  factor f out of 1 when partner, 2 when age at least 18\n"
     "    partner => +1\n"),
    ("QM319", f"{HEAD}test t\n  pass mark 1\n  factor f out of 1 when age under_18\n    partner => +1\n"
     .replace("age under_18", "age at most 17").replace("f out of 1", "f out of 2 when age at least 19, 1")),
    ("QM320", HEAD.replace("1_000_000", "999_999_999") + "define big as 999_999_999 * salary\n"
     "test t\n  pass mark 1\n  factor f : big at least 1 => +1\n"),
    ("QM320", factor("+999_999_999 for each of age")),
    ("QM321", HEAD + "prove that age never falls as permit rises\n"),
    ("QM321", HEAD + "prove that age never falls as speaks rises with work\n"),
    ("QM321", HEAD + "prove that age never falls as work rises with speaks\n"),
    ("QM321", HEAD + "define d as age + 1\nprove that age never falls as d rises\n"),
    ("QM322", case("given age yes", "expect t.total 1")),
    ("QM322", case("given age 3, education", "expect t.total 1")),
    ("QM322", case("given age 3, age 4", "expect t.total 1")),
    ("QM322", case("given ielts 4", "expect t.total 1")),
    ("QM322", case("given children", "  child_age 5", "expect t.total 1")),
    ("QM323", case("given partner no, partner_age 30", "expect t.total 1")),
    ("QM323", case("given partner_age 30", "  and everything else no, none or 0", "expect t.total 1")),
    ("QM324", case("given age 30", "expect age 30")),
    ("QM324", case("given age 30", "expect t.passes 30")),
    ("QM324", case("given age 30", "expect t.total")),
    ("QM325", rule("partner") + "selection\n  quota 100 per year, of which 200 when partner\n"),
    ("QM326", HEAD.replace("  version by lodged\n", "").replace("120, years\n  work", "120, years since born\n  work")),
    ("QM327", rule("profession is fintech")),
    ("QM327", rule("profession in {actuary, fintech}")),
    ("QM328", rule("permit in talent")),
    ("QM328", rule("age in talent")),
    ("QM329", rule("age includes french")),
    ("QM329", rule("every age at least 6")),
    ("QM329", rule("ielts at least 6")),
    ("QM329", rule("(count of age) at least 6")),
    ("QM330", HEAD + "define d as\n  first that applies\n    age at least 18 => 1\n"),
    ("QM331", factor("all that apply", "  partner => +1", "  otherwise => +0")),
    ("QM333", HEAD + "facts\n  x : number from 0 to 9\n"),
    ("QM333", HEAD + "facts\n  x : whole number from 0 to 9.5\n"),
    ("QM333", HEAD + "facts\n  x : number from 0 to 9 by 0.7\n"),
    ("QM334", HEAD + "facts\n  x : ability\n"),
    ("QM334", HEAD + "facts\n  x : talent\n"),
    ("QM336", HEAD + "define d as\n  first that applies\n    partner => silver\n    otherwise => gold\n"),
    ("QM337", HEAD + "define d as\n  first that applies\n    partner => 5\n    otherwise => yes\n"),
    ("QM338", factor("table by partner", "      | points", "  5 to 6 | 5", "  otherwise 0")),
]


@pytest.mark.parametrize(("code", "source"), BAD, ids=[f"{code}-{i}" for i, (code, _) in enumerate(BAD)])
def test_the_mistake_is_found_and_nothing_else(code: str, source: str) -> None:
    assert found(source) == [code]


def test_the_preamble_of_these_sources_is_sound() -> None:
    assert found(rule("partner")) == []


def test_every_problem_has_a_source() -> None:
    elsewhere = {"QM209", "QM210", "QM211", "QM335"}
    assert {code for code, _ in BAD} | elsewhere == {problem.code for problem in PROBLEMS}
