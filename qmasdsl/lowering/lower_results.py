"""What speaks of results, as the IR has it: the selection, claims and cases."""

from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Date, Form, Moment, Numeric, Type
from qmasdsl.lowering.context import Types
from qmasdsl.lowering.terms import Amount, Dated, Held, Picked, Term
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text
from qmasdsl.syntax.printer_declarations import trend_text


def selection(written: n.Selection, types: Types) -> ir.Selection:
    outcome: str | None = None
    rank_by: ir.Number | None = None
    highest_first, places, period, each_draw = True, None, "", False
    reserves: tuple[ir.Reserve, ...] = ()
    ties: tuple[str, ...] | None = None
    for item in written.items:
        match item:
            case n.Quota():
                places, period = item.places, item.period
                reserves = tuple(ir.Reserve(number, types.condition(when)) for number, when in item.reserves)
            case n.NoQuota():
                pass
            case n.EachDraw():
                each_draw = True
            case n.Rank():
                outcome, rank_by, highest_first = item.outcome.text, types.number(item.by), item.highest_first
            case n.Ties(earlier):
                ties = tuple(name.text for name in earlier) or None
            case _:
                assert_never(item)
    return ir.Selection(
        outcome, rank_by, highest_first, places, period, each_draw, reserves, ties, span=written.span
    )


def claims(module: n.Module, types: Types) -> tuple[ir.Claim, ...]:
    return tuple(_claim(item, types) for item in module.items if isinstance(item, n.ProveHolds | n.ProveTrend))


def _claim(claim: n.ProveHolds | n.ProveTrend, types: Types) -> ir.Claim:
    match claim:
        case n.ProveHolds(stated):
            text = expr_text(stated)
            bounds = _range(stated, types)
            if bounds is not None:
                subject, least, greatest = bounds
                return ir.RangeClaim(subject, least, greatest, text, span=claim.span)
            return ir.HoldsClaim(types.condition(claim), text, span=claim.span)
        case n.ProveTrend():
            condition = None if claim.condition is None else types.condition(claim.condition)
            return ir.TrendClaim(
                types.number(claim.subject),
                claim.falls,
                _rising(claim.rising, types),
                _rising(claim.together, types),
                condition,
                trend_text(claim).removeprefix("prove that "),
                span=claim.span,
            )
    assert_never(claim)


def _range(stated: n.Expr, types: Types) -> tuple[ir.Number, int, int] | None:
    """A claim that a number lies between two constants, both included."""
    if not isinstance(stated, n.Between) or stated.under:
        return None
    found = types.meanings.get((id(stated), ""))
    match found:
        case ir.And((ir.Compare(left, _, ir.Constant(least)), ir.Compare(_, _, ir.Constant(greatest)))):
            return left, least, greatest
        case _:
            return None


def _rising(paths: tuple[n.Path, ...], types: Types) -> tuple[str, ...]:
    """The facts named; every member where a fact `of each` kind is named bare."""
    found: list[str] = []
    for path in paths:
        if path.text in types.facts:
            found.append(path.text)
        else:
            found += [f"{path.text}.{member}" for member in types.families[path.text][1]]
    return tuple(found)


def cases(module: n.Module, types: Types) -> tuple[ir.Case, ...]:
    return tuple(
        ir.Case(
            item.label.text,
            types.cases[id(item)],
            any(isinstance(given, n.EverythingElse) for given in item.givens),
            tuple(_expectation(expected, types) for expected in item.expects),
            span=item.span,
        )
        for item in module.items
        if isinstance(item, n.Case)
    )


def _expectation(expected: n.Expect, types: Types) -> ir.ExpectHolds | ir.ExpectNumber:
    found, path, value = types.term(expected), expected.path.text, expected.value
    if isinstance(found, Held):
        holds = isinstance(value, n.Truth) and value.value
        return ir.ExpectHolds(found.code, holds, path if holds else f"not {path}", span=expected.span)
    assert isinstance(found, Amount | Dated | Picked)
    least, greatest = types.expected[id(expected)]
    if isinstance(value, tuple):
        text = f"{path} from {expr_text(value[0])} to {expr_text(value[1])}"
    else:
        text = f"{path} {expr_text(value)}"
    return ir.ExpectNumber(found.code, least, greatest, text, _type(found), span=expected.span)


def _type(found: Term) -> Type | None:
    """How the result is printed; None for points."""
    match found:
        case Amount(home=home) if home is not None:
            return home.type
        case Amount(unit=unit, places=places) if unit:
            form = Form.MONTHS if unit == "months" else Form.WHOLE
            return Numeric(form, found.least, found.greatest, 1, places, unit)
        case Picked(choice=choice):
            return choice
        case Dated(least=least, greatest=greatest, moment=moment):
            return Moment(least, greatest) if moment else Date(least, greatest)
        case _:
            return None
