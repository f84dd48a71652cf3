"""Faults, each planted in one place of what makes or reads a sheet; laying targets beside the interpreter must find it.

A fault is a name and what is put in the place of something. Those of the lowering spoil every target that is made
from a sheet, so the sheet itself is asked; the others are in the columns of Polars.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from qmasdsl.columns import choices, expressions, lower, making, periods
from qmasdsl.columns import nodes as c
from qmasdsl.columns.making import added, chosen, least
from qmasdsl.ir import nodes as ir
from qmasdsl.tables import decoding, encoding, scoring
from qmasdsl.tables import expressions as printed

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]
LOWERING: dict[str, Fault] = {}
POLARS: dict[str, Fault] = {}


def _in(faults: dict[str, Fault], name: str) -> Callable[[Fault], Fault]:
    def keep(fault: Fault) -> Fault:
        assert name not in faults
        faults[name] = fault
        return fault

    return keep


def _wrap(patch: Patch, owner: Any, name: str, around: Callable[..., Any]) -> None:
    """`around` gets what stood there and what it is called with."""
    original = getattr(owner, name)
    patch.setattr(owner, name, lambda *given, **more: around(original, *given, **more))


# ---- in the lowering ---------------------------------------------------------------------------------------


@_in(LOWERING, "one record too few is counted")
def _(patch: Patch) -> None:
    def around(was: Any, left: c.Whole, right: c.Whole | int) -> c.Truth:
        return was(left, right + 1 if isinstance(right, int) else right)

    _wrap(patch, expressions, "at_least", around)


@_in(LOWERING, "a month is whole a day early")
def _(patch: Patch) -> None:
    _wrap(
        patch, periods, "chosen",
        lambda was, branches, otherwise: was(
            [(replace(when, comparison=c.Comparison.AT_LEAST), value) for when, value in branches], otherwise
        ),
    )  # fmt: skip


@_in(LOWERING, "days are counted from the day before")
def _(patch: Patch) -> None:
    patch.setattr(periods, "_BEFORE", 304)


@_in(LOWERING, "a century is a leap year")
def _(patch: Patch) -> None:
    patch.setattr(periods, "_CENTURY", 36_525)


@_in(LOWERING, "29 February comes back on 28 February")
def _(patch: Patch) -> None:
    _wrap(patch, periods, "least", lambda was, items: was([items[0], added([(1, items[1])], -1)]))


@_in(LOWERING, "a negative number of steps takes points away")
def _(patch: Patch) -> None:
    def around(was: Any, self: Any, points: int, of: c.Whole, step: int, cap: int | None) -> c.Whole:
        size = added([(abs(points), self.calendar.quotient(of, step))])
        bounded = size if cap is None else least([size, c.Fixed(abs(cap))])
        return bounded if points >= 0 else added([(-1, bounded)])

    patch.setattr(expressions.Expressions, "_each", lambda *given: around(None, *given))


@_in(LOWERING, "the cap of `for each` is forgotten")
def _(patch: Patch) -> None:
    was = expressions.Expressions._each
    patch.setattr(
        expressions.Expressions, "_each", lambda self, points, of, step, cap: was(self, points, of, step, None)
    )


@_in(LOWERING, "the lowest of a group counts")
def _(patch: Patch) -> None:
    _wrap(patch, choices.Parts, "_highest", lambda was, self, items: least(one.counted for one in items))


@_in(LOWERING, "the last that applies counts")
def _(patch: Patch) -> None:
    _wrap(patch, choices.Parts, "_first", lambda was, self, items, otherwise: was(self, items[::-1], otherwise))


@_in(LOWERING, "`otherwise` is forgotten")
def _(patch: Patch) -> None:
    was = choices.Parts._part
    changed = lambda self, part: was(self, part if isinstance(part, ir.Rule) else replace(part, otherwise=None))  # noqa: E731
    patch.setattr(choices.Parts, "_part", changed)


@_in(LOWERING, "caps are forgotten")
def _(patch: Patch) -> None:
    _wrap(patch, lower._Lowering, "_capped", lambda was, self, before, limits: was(self, before, ()))


@_in(LOWERING, "of several caps the last counts")
def _(patch: Patch) -> None:
    _wrap(patch, lower._Lowering, "_capped", lambda was, self, before, limits: was(self, before, limits[::-1]))


@_in(LOWERING, "a cap is one point off")
def _(patch: Patch) -> None:
    def around(was: Any, self: Any, before: c.Whole, limits: tuple[ir.Limit, ...]) -> c.Whole:
        return was(self, before, tuple(replace(limit, points=limit.points + 1) for limit in limits))

    _wrap(patch, lower._Lowering, "_capped", around)


@_in(LOWERING, "`only when` of factors is forgotten")
def _(patch: Patch) -> None:
    patch.setattr(lower._Lowering, "_points", lambda self, path: self._before_gates(path))


@_in(LOWERING, "the highest section is a sum")
def _(patch: Patch) -> None:
    patch.setattr(lower, "greatest", lambda items: added((1, one) for one in items))


@_in(LOWERING, "the condition of a list's entry is forgotten")
def _(patch: Patch) -> None:
    def changed(self: Any, item: c.Whole, name: str, entries: Any) -> c.Truth:
        return making.among(item, [value for value, _ in entries])

    patch.setattr(expressions.Expressions, "_on_list", changed)


@_in(LOWERING, "a comparison with equality is one without")
def _(patch: Patch) -> None:
    was = c.Comparison
    other = {was.AT_LEAST: was.MORE, was.MORE: was.AT_LEAST}
    _wrap(patch, expressions, "compared", lambda made, left, how, right: made(left, other.get(how, how), right))


@_in(LOWERING, "`at least n of` asks for one more")
def _(patch: Patch) -> None:
    _wrap(patch, expressions, "as_whole", lambda was, truth: chosen([(truth, c.Fixed(2))], c.Fixed(0)))


@_in(LOWERING, "a missing fact is not missed")
def _(patch: Patch) -> None:
    _checks_without(patch, c.Fault.LACKS)


@_in(LOWERING, "a fact that cannot be there is let pass")
def _(patch: Patch) -> None:
    _checks_without(patch, c.Fault.SHUT)


@_in(LOWERING, "a value that does not fit is let pass")
def _(patch: Patch) -> None:
    _checks_without(patch, c.Fault.UNFIT)


@_in(LOWERING, "what is always true need not be")
def _(patch: Patch) -> None:
    _checks_without(patch, c.Fault.ALWAYS)


@_in(LOWERING, "a test that does not apply has 0 points")
def _(patch: Patch) -> None:
    def around(was: Any, *given: Any) -> tuple[c.Result, ...]:
        return tuple(replace(one, present=None) for one in was(*given))

    _wrap(patch, lower, "results_of", around)


@_in(LOWERING, "two rules of a group are awarded")
def _(patch: Patch) -> None:
    _wrap(patch, choices, "negated", lambda was, item: c.Sure(True))


@_in(LOWERING, "steps are rounded up")
def _(patch: Patch) -> None:
    def around(was: Any, self: Any, of: c.Whole, by: int) -> c.Whole:
        return was(self, added([(1, of)], by - 1), by)

    _wrap(patch, periods.Calendar, "quotient", around)


@_in(LOWERING, "one value of a set is forgotten")
def _(patch: Patch) -> None:
    _wrap(patch, expressions, "among", lambda was, item, values: was(item, list(values)[1:]))


@_in(LOWERING, "a record's field is read of the next record")
def _(patch: Patch) -> None:
    was = expressions.Expressions.number

    def changed(self: Any, node: Any, record: str = "") -> c.Whole:
        return was(self, node, record.replace(".1.", ".2.") if isinstance(node, ir.FieldValue) else record)

    patch.setattr(expressions.Expressions, "number", changed)


def _checks_without(patch: Patch, fault: c.Fault) -> None:
    def around(was: Any, *given: Any) -> tuple[c.Check, ...]:
        return tuple(check for check in was(*given) if check.fault is not fault)

    _wrap(patch, lower, "checks_of", around)


# ---- in the columns of Polars ------------------------------------------------------------------------------


@_in(POLARS, "every number is a byte")
def _(patch: Patch) -> None:
    patch.setattr(printed.Expressions, "_width", lambda self, nodes: pl.Int8)


@_in(POLARS, "the width of a sum is that of its result")
def _(patch: Patch) -> None:
    patch.setattr(
        printed.Expressions, "_width", lambda self, nodes: printed.width(*printed.extent(nodes[0], self._ranges))
    )


@_in(POLARS, "more than is at least")
def _(patch: Patch) -> None:
    was = printed._compared
    other = {c.Comparison.MORE: c.Comparison.AT_LEAST, c.Comparison.LESS: c.Comparison.AT_MOST}
    patch.setattr(printed, "_compared", lambda left, how, right: was(left, other.get(how, how), right))


@_in(POLARS, "stretches of values lose their last")
def _(patch: Patch) -> None:
    _wrap(patch, printed, "_runs", lambda was, values: [(low, max(low, high - 1)) for low, high in was(values)])


@_in(POLARS, "a day is the day before")
def _(patch: Patch) -> None:
    patch.setattr(decoding, "_EPOCH_DAY", 719_162)


@_in(POLARS, "two values of a choice are taken for one")
def _(patch: Patch) -> None:
    was = decoding._choice
    patch.setattr(
        decoding, "_choice", lambda names, given, held, classes: was([names[0], *names[:-1]], given, held, ())
    )


@_in(POLARS, "trailing blanks are nothing")
def _(patch: Patch) -> None:
    was = decoding._choice
    patch.setattr(
        decoding, "_choice",
        lambda names, given, held, classes: was(names, given.str.strip_chars(), held, classes),
    )  # fmt: skip


@_in(POLARS, "small and capital letters are alike")
def _(patch: Patch) -> None:
    was = decoding._choice

    def changed(names: list[str], given: pl.Expr, held: pl.DataType, classes: Any) -> Any:
        return was([one.lower() for one in names], given.str.to_lowercase(), held, classes)

    patch.setattr(decoding, "_choice", changed)


@_in(POLARS, "domains are not asked")
def _(patch: Patch) -> None:
    patch.setattr(encoding.Encoder, "_confined", lambda self, found: [])


@_in(POLARS, "what does not fit was not given")
def _(patch: Patch) -> None:
    patch.setattr(encoding.Encoder, "_given_apart", lambda self, frame, codes: {})


@_in(POLARS, "a column with gaps is full")
def _(patch: Patch) -> None:
    was = scoring.settled
    patch.setattr(
        scoring, "settled",
        lambda sheet, full, empty, plain: was(sheet, full={one.name for one in sheet.columns}, empty=(), plain=plain),
    )  # fmt: skip


@_in(POLARS, "rows read singly come last")
def _(patch: Patch) -> None:
    was = scoring.Scorer.read_singly

    def changed(self: Any, frame: pl.DataFrame, found: pl.DataFrame, bad: pl.Series) -> Any:
        scored = was(self, frame, found, bad)
        return replace(scored, results=pl.concat([scored.results.filter(~bad), scored.results.filter(bad)]))

    patch.setattr(scoring.Scorer, "read_singly", changed)
