"""A person written as a `case` block: the text reads back as that person, and is laid out as fmt would."""

from collections.abc import Mapping

from hypothesis import assume, given
from hypothesis import strategies as st

from generated import examples, rulesets
from qmasdsl.explain.caseblock import case_block
from qmasdsl.interpreter.resting import complete
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Moment
from qmasdsl.ir.walk import index
from qmasdsl.pipeline import check_text
from qmasdsl.syntax.printer import format_module
from qmasdsl.testing.population import Population
from qmasdsl.testing.strategies import persons
from unit.lowered import lowered, module_of

RULES = """scheme demo.points "Demo"

facts
  lodged : date
  age : whole number from 0 to 120, years
  work : months from 0 to 60 years
  salary : money HKD a year, from 0 to 100_000_000
  grade : number from -9 to 9 by 0.5
  level : level none < bachelor < master
  trade : one of actuary, pilot, or other
  tongues : some of french, german
  partner : yes/no
  partner_works : yes/no only when partner
  children : up to 4
    each with child_age : whole number from 0 to 60, years
    each with born : date

test general
  pass mark 10
  factor age : age at least 18 => +10
"""
RESTING: dict[str, ir.Encoded] = {
    "lodged": 737_119, "age": 0, "work": 0, "salary": 0, "grade": 0, "level": 0, "trade": 2, "tongues": frozenset(),
    "partner": False, "children": (),
}  # fmt: skip


def block(**person: ir.Encoded) -> str:
    return case_block(index(lowered(RULES)), "One", RESTING | person, ["general.total 10", "not eligible"])


def read_back(rules: str, text: str) -> Mapping[str, ir.Encoded]:
    ruleset = lowered(f"{rules}\n{text}\n")
    case = ruleset.cases[-1]
    return complete(ruleset, dict(case.given)) if case.everything_else else dict(case.given)


def test_only_what_does_not_rest_is_given() -> None:
    assert block(age=34, work=75, partner=True, partner_works=False) == (
        'case "One"\n'
        "  given lodged 2019-03-01, age 34, work 6 years 3 months, partner yes, everything else no, none or 0\n"
        "  expect general.total 10, not eligible"
    )


def test_every_kind_of_value_is_read_back() -> None:
    child = (("child_age", 5), ("born", 737_119))
    person: dict[str, ir.Encoded] = RESTING | {
        "age": 34, "salary": 1_250_000, "grade": -85, "level": 2, "trade": 0, "tongues": frozenset({0, 1}),
        "partner": True, "partner_works": True, "children": (child, child),
    }  # fmt: skip
    text = case_block(index(lowered(RULES)), "Several", person, ["general.total 10"])
    assert read_back(RULES, text) == person
    assert "salary 1_250_000, grade -8.5" in text
    assert "  given children\n    child_age 5, born 2019-03-01\n    child_age 5, born 2019-03-01\n" in text


def test_a_fact_that_is_not_known_is_not_left_to_rest() -> None:
    person = {name: value for name, value in RESTING.items() if name != "age"}
    text = case_block(index(lowered(RULES)), "No age", person, ["not eligible"])
    assert "everything else" not in text
    assert read_back(RULES, text) == person


def test_a_label_with_quotation_marks_stands_between_corners() -> None:
    text = case_block(index(lowered(RULES)), 'The "best"', RESTING, ["not eligible"])
    assert text.startswith("case 「The \"best\"」\n")
    assert read_back(RULES, text) == RESTING


def test_the_block_is_laid_out_as_fmt_lays_it_out() -> None:
    text = block(age=34, work=75, salary=1_250_000, grade=15, level=1, trade=1, tongues=frozenset({0}))
    assert text.count("\n") > 2
    assert format_module(module_of(f"{RULES}\n{text}\n")).endswith(f"\n\n{text}\n")


@examples(20)
@given(st.data())
def test_the_block_of_any_applicant_means_that_applicant(data: st.DataObject) -> None:
    rules = data.draw(rulesets())
    ruleset = check_text(rules, "drawn.qmas").ruleset
    assume(ruleset is not None)
    assert ruleset is not None
    person = data.draw(persons(Population(index(ruleset))))
    text = case_block(index(ruleset), "Drawn", person, ["eligible"])
    assert read_back(rules, text) == {name: to_the_second(ruleset, name, value) for name, value in person.items()}


def to_the_second(ruleset: ir.Ruleset, name: str, value: ir.Encoded) -> ir.Encoded:
    is_moment = isinstance(index(ruleset).facts[name].type, Moment)
    return value // 1_000_000 * 1_000_000 if is_moment and isinstance(value, int) else value
