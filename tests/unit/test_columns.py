"""What is true of every sheet. That it says what the interpreter says is shown in tests/agreement."""

from dataclasses import replace
from random import Random

import pytest

from qmasdsl.columns import nodes as c
from qmasdsl.columns.classes import classes
from qmasdsl.columns.evaluate import evaluate
from qmasdsl.columns.known import settled
from qmasdsl.columns.lower import TooLarge, sheet_of
from qmasdsl.columns.making import WIDE
from qmasdsl.columns.rows import row_of
from qmasdsl.columns.walk import inside, nodes, read, roots, steps
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_text
from unit.everybody import SHIPPED, people, shipped
from unit.made_rulesets import made_ruleset

RULESETS = [*map(made_ruleset, range(20)), *map(shipped, SHIPPED[:6])]


def text(rules: str) -> Ruleset:
    ruleset = check_text(f'scheme demo.rules "Rules"\n{rules}', "rules.qmas").ruleset
    assert ruleset is not None, check_text(f'scheme demo.rules "Rules"\n{rules}', "rules.qmas").errors
    return ruleset


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda one: one.name)
def test_columns_read_only_those_before_them(ruleset: Ruleset) -> None:
    sheet = sheet_of(ruleset, awards=True)
    known: set[str] = set()
    for work in sheet.works:
        assert known.issuperset(read(work.value))
        known.add(work.name)
    assert known.issuperset(read(*roots(sheet)))
    assert [work for step in steps(sheet) for work in step] == sorted(sheet.works, key=_step_of(sheet))


def _step_of(sheet: c.Sheet) -> object:
    level = {work.name: at for at, step in enumerate(steps(sheet)) for work in step}
    return lambda work: level[work.name]


@pytest.mark.parametrize("ruleset", RULESETS, ids=lambda one: one.name)
def test_no_expression_is_wide_or_named_by_a_user(ruleset: Ruleset) -> None:
    sheet = sheet_of(ruleset, awards=True)
    assert all(work.name == f"w{int(work.name[1:])}" for work in sheet.works)
    for node in nodes(*(work.value for work in sheet.works), *roots(sheet)):
        branches = len(node.branches) if isinstance(node, c.Choice) else len(inside(node))
        assert branches <= WIDE


def test_a_thousand_rules_are_no_deeper_than_ten() -> None:
    rules = "\n".join(f"      score is {at} => +{at % 7}" for at in range(1000))
    sheet = sheet_of(
        text(f"""facts
  score : whole number from 0 to 1000
test t "T"
  pass mark 1
  factor f "F"
    first that applies
{rules}
      otherwise => +3
""")
    )
    assert max(map(_depth, (work.value for work in sheet.works))) <= 10
    for score in (0, 1, 6, 47, 48, 49, 999, 1000):
        _, found = evaluate(sheet, {"score": score})
        assert found["t.total"] == (score % 7 if score < 1000 else 3)


def _depth(node: c.Whole | c.Truth) -> int:
    return 1 + max(map(_depth, inside(node)), default=0)


def test_results_have_names_of_their_own() -> None:
    """A requirement may be called what a fact is called, but two columns may not."""
    sheet = sheet_of(
        text("""facts
  adult : yes/no
require adult : adult
test t "T"
  pass mark 1
  factor adult "A" : adult => +1
outcome eligible_person when t.passes
""")
    )
    names = [one.name for one in sheet.results]
    assert "result.adult" in names
    assert "t.adult" in names
    assert len({*names, *(column.name for column in sheet.columns)}) == len(names) + len(sheet.columns)


def test_what_no_engine_holds_is_refused() -> None:
    """The checker lets no such rule through; a rule set may come from elsewhere."""
    rules = text("""facts
  a : whole number from 0 to 1000
test t "T"
  pass mark 1
  factor f "F"
    +1 for each 1 of a
""")
    (test,) = rules.tests
    (factor,) = test.factors
    (rule,) = factor.parts
    large = replace(rule, value=ir.Linear(((2**50, ir.FactValue("a")),)))  # type: ignore[call-arg]  # a rule, no group
    changed = replace(rules, tests=(replace(test, factors=(replace(factor, parts=(large,)),)),))
    with pytest.raises(TooLarge, match=r"t\.f can grow to"):
        sheet_of(changed)


def test_years_may_be_counted_from_the_day() -> None:
    rules = text("""  version by lodged
facts
  lodged : date
  age    : whole number from 18 to 120, years since born
test t "T"
  pass mark 1
  factor f "F" : age at least 40 => +1
""")
    sheet = sheet_of(rules, counted={"age"})
    assert [column.name for column in sheet.columns] == ["lodged", "born"]
    day = 737_000
    assert evaluate(sheet, {"lodged": day, "born": day - 40 * 366})[1]["t.f"] == 1
    assert evaluate(sheet, {"lodged": day, "born": day - 39 * 365})[1]["t.f"] == 0
    for born, fault in ((day + 1, "after"), (day - 10 * 365, "from 18 to 120")):
        broken, _ = evaluate(sheet, {"lodged": day, "born": born})
        assert any(fault in check.words for check in broken)


@pytest.mark.parametrize("ruleset", RULESETS[:8], ids=lambda one: one.name)
def test_what_is_known_of_whole_columns_changes_no_result(ruleset: Ruleset) -> None:
    """Of the people of one table, whatever can be said of its columns."""
    sheet = sheet_of(ruleset)
    rows = [row_of(ruleset, person) for person in people(ruleset, 12, 3)]
    columns = [column.name for column in sheet.columns]
    full = {name for name in columns if all(name in row for row in rows)}
    empty = {name for name in columns if not any(name in row for row in rows)}
    plainer = settled(sheet, full=full, empty=empty, plain=columns)
    assert len(plainer.works) <= len(sheet.works)
    for row in rows:
        broken, found = evaluate(sheet, dict(row))
        assert (broken, found) == ([], evaluate(plainer, dict(row))[1])
        assert evaluate(plainer, dict(row))[0] == []


@pytest.mark.parametrize("ruleset", RULESETS[:8], ids=lambda one: one.name)
def test_values_of_one_class_are_the_same_to_a_sheet(ruleset: Ruleset) -> None:
    sheet = sheet_of(ruleset, awards=True)
    random = Random(5)
    alike = {name: found for name, found in classes(sheet).items() if any(len(one) > 1 for one in found)}
    for person in people(ruleset, 6, 9):
        row = row_of(ruleset, person)
        for name, found in alike.items():
            if name in row:
                other = random.choice(next(one for one in found if row[name] in one))
                assert evaluate(sheet, {**row, name: other}) == evaluate(sheet, dict(row))
