"""Do the points keep what `out of`, `capped at` and the pass mark say of them?"""

from collections.abc import Iterable, Iterator

from qmasdsl.analysis.ground import NOBODY, Ground
from qmasdsl.analysis.places import head_line
from qmasdsl.analysis.problems_bounds import CapIdle, PassMarkOutOfReach, PromiseBroken, PromiseNeverReached
from qmasdsl.analysis.reach import Conditions, Most, Reach
from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Undecided
from qmasdsl.ir.walk import rules
from qmasdsl.source import Span


@frozen
class _Limited:
    path: str
    what: str
    out_of: tuple[ir.Limit, ...]
    cap: tuple[ir.Limit, ...]
    span: Span


def bounds(reach: Reach, tests: Iterable[ir.Test]) -> Iterator[Problem]:
    """The promises that are broken or never reached, the caps that cut nothing, the marks out of reach."""
    for test in tests:
        for limited in _limited(test):
            yield from _caps(reach, limited)
            yield from _promises(reach, limited)
        for factor in test.factors:
            for part in factor.parts:
                yield from _each_caps(reach.ground, part)
        yield from _pass_mark(reach, test)


def _limited(test: ir.Test) -> Iterator[_Limited]:
    parts: tuple[ir.Factor | ir.Section, ...] = (*test.factors, *test.sections)
    for part in parts:
        if part.span is not None:
            yield _Limited(part.name, f"`{part.name.partition('.')[2]}`", part.out_of, part.cap, head_line(part.span))
    if test.span is not None:
        yield _Limited(f"{test.name}.total", f"`{test.name}`", test.out_of, test.cap, head_line(test.span))


def _columns(limits: tuple[ir.Limit, ...]) -> Iterator[tuple[ir.Limit, Conditions]]:
    """Each limit with the conditions under which it is the one that counts."""
    before: Conditions = ()
    for limit in limits:
        yield limit, before if limit.when is None else (*before, limit.when)
        before = before if limit.when is None else (*before, ir.Not(limit.when))


def _caps(reach: Reach, limited: _Limited) -> Iterator[Problem]:
    found = [(limit.points, reach.before_cap(limited.path, within)) for limit, within in _columns(limited.cap)]
    # One column that binds is reason enough to have the cap.
    if found and all(most is not None and most.points <= cap for cap, most in found):
        most = max(most.points for _, most in found if most is not None)
        yield CapIdle(span=limited.span, what=limited.what, cap=max(cap for cap, _ in found), reach=most)


def _promises(reach: Reach, limited: _Limited) -> Iterator[Problem]:
    columns = [(limit.points, reach.before_cap(limited.path, within)) for limit, within in _columns(limited.out_of)]
    found = [(promised, _capped(most, limited.cap)) for promised, most in columns]
    broken = [
        PromiseBroken(
            span=limited.span,
            what=limited.what,
            promised=promised,
            reach=most.points,
            example=_example(most),
        )
        for promised, most in found
        if most is not None and most.points > promised and most.who != NOBODY
    ]
    if broken:
        yield broken[0]
        return
    for promised, most in found:
        if most is not None and most.points < promised:
            yield PromiseNeverReached(span=limited.span, what=limited.what, promised=promised, reach=most.points)


def _capped(most: Most | None, cap: tuple[ir.Limit, ...]) -> Most | None:
    """`most` cut at a cap that always holds; a cap by column leaves it undecided unless it is not reached."""
    if most is None or not cap:
        return most
    if len(cap) == 1 and cap[0].when is None:
        return most if most.points <= cap[0].points else Most(cap[0].points, most.view, most.who)
    return most if all(most.points <= limit.points for limit in cap) else None


def _each_caps(ground: Ground, part: ir.Rule | ir.Choose) -> Iterator[Problem]:
    for rule in rules(part):
        match rule.value:
            case ir.Each(points, _, _, int(cap)) if points > 0 and rule.span is not None:
                found = ground.prover.extent(ir.Each(points, rule.value.step, rule.value.of), rule.guard)
                most = found.greatest if isinstance(found, Extent) else 0
                if not isinstance(found, Undecided) and most <= cap:
                    yield CapIdle(span=rule.span, what="this rule", cap=cap, reach=most)
            case _:
                pass


def _pass_mark(reach: Reach, test: ir.Test) -> Iterator[Problem]:
    if not isinstance(test.mark, ir.PassMark) or test.span is None:
        return
    most = _capped(reach.before_cap(f"{test.name}.total"), test.cap)
    if most is not None and most.points < test.mark.mark:
        yield PassMarkOutOfReach(span=head_line(test.span), test=test.name, mark=test.mark.mark, reach=most.points)


def _example(most: Most) -> str:
    return "" if most.view is None else most.view.applicant(most.who)
