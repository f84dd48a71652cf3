"""Conditions about facts: true of some people and false of others, whatever is true of the other facts."""

from datetime import date, datetime, timedelta

from generated.choices import Chooser
from generated.people import Quality
from generated.shapes import (
    NOWHERE,
    both,
    compare,
    day,
    either,
    instant,
    listed,
    name,
    negated,
    number,
    path,
)
from qmasdsl.syntax.nodes import (
    Between,
    Completed,
    Count,
    Expr,
    Extreme,
    Includes,
    InList,
    InSet,
    Joint,
    Listed,
    Operator,
    Percent,
    Quantified,
    Scaled,
    Sum,
)

NUMERIC = ("number", "months")


def condition(choose: Chooser, supply: list[Quality], most: int = 3) -> Expr:
    """A condition about facts of `supply`, which are taken from it; about at most `most` of them."""
    count = choose.number(1, min(most, len(supply)))
    if count >= 2 and choose.maybe(30):
        numbers = [quality for quality in supply if quality.sort == "number" and quality.places == 0]
        if len(numbers) >= 2:
            return _about_two(choose, numbers[0], numbers[1], supply)
    atoms = tuple(atom(choose, _take(choose, supply)) for _ in range(count))
    if count == 1:
        return atoms[0]
    joined = choose.number(0, 5)
    if joined == 0:
        return both(*atoms)
    if joined == 1:
        return either(*atoms)
    if joined == 2 and count == 3:
        return both(atoms[0], either(atoms[1], atoms[2]))
    if joined == 3 and count == 3:
        return either(both(*atoms[:2]), negated(atoms[2]))
    block = choose.maybe(40)
    if count == 3 and choose.maybe(40):
        return listed(Joint.AT_LEAST, atoms, 2, block)
    return listed(choose.one((Joint.ALL, Joint.ANY)), atoms, 0, block)


def inline(condition: Expr) -> Expr:
    """The same, to stand where a block may not."""
    if isinstance(condition, Listed):
        return listed(condition.joint, condition.items, condition.count)
    return condition


def atom(choose: Chooser, quality: Quality) -> Expr:
    """One comparison, or the like, about one fact."""
    match quality.sort:
        case "yes":
            return _yes_no(choose, quality)
        case "number" | "months":
            return _numeric(choose, quality)
        case "date":
            at = date.fromordinal(quality.low + choose.number(1, quality.steps - 1))
            return compare(path(quality.name), choose.one((Operator.AT_LEAST, Operator.LESS_THAN)), day(at))
        case "birth":
            age = Completed("years", path(quality.name), day(date(2020, 6, 30)), span=NOWHERE)
            return compare(age, Operator.AT_LEAST, number(choose.number(1, 80)))
        case "moment":
            at = datetime(2025, 3, 25, 10, 0) + timedelta(hours=choose.number(0, 99))
            return compare(path(quality.name), choose.one((Operator.LESS_THAN, Operator.AT_LEAST)), instant(at))
        case "level":
            return _level(choose, quality)
        case "choice":
            return _choice(choose, quality)
        case "listed":
            if choose.maybe(70):
                return InList(path(quality.name), name("talent_list"), span=NOWHERE)
            return compare(path(quality.name), Operator.IS, path("other"))
        case "several":
            return _several(choose, quality)
        case "ability":
            return _ability(choose, quality)
        case "records":
            return _records(choose, quality)
    raise AssertionError(quality.sort)


def _take(choose: Chooser, supply: list[Quality]) -> Quality:
    return supply.pop(choose.number(0, len(supply) - 1))


def _about_two(choose: Chooser, first: Quality, second: Quality, supply: list[Quality]) -> Expr:
    """A comparison of two numbers, or of their sum with a constant."""
    supply.remove(first)
    supply.remove(second)
    left, right = path(first.name), path(second.name)
    most = first.low + second.low + first.steps * first.step + second.steps * second.step
    middle = number((first.low + second.low + most) // 2)
    form = choose.number(0, 2)
    if form == 0 and first.unit == second.unit:
        return compare(Sum(((1, left), (1, right)), span=NOWHERE), Operator.AT_LEAST, middle)
    if form == 1:
        doubled = Scaled(number(2), left, span=NOWHERE)
        return compare(doubled, Operator.MORE_THAN, number(2 * first.low + first.steps * first.step))
    part = Percent(number(50), left, span=NOWHERE)
    return compare(part, Operator.AT_MOST, number(first.low + first.steps * first.step // 4 + 1))


def _yes_no(choose: Chooser, quality: Quality) -> Expr:
    fact: Expr = path(quality.name)
    if quality.gate:
        return both(path(quality.gate), fact if choose.maybe(60) else negated(fact))
    return negated(fact) if choose.maybe(25) else fact


def _numeric(choose: Chooser, quality: Quality) -> Expr:
    fact = path(quality.name)
    inner = choose.number(1, quality.steps - 2)
    bare = quality.sort == "number" and choose.maybe(50)
    if choose.maybe(25):
        more = choose.number(inner, quality.steps - 1)
        under = choose.maybe(30) and more > inner
        return Between(fact, quality.constant(inner, bare), quality.constant(more, bare), under, span=NOWHERE)
    operator = choose.one(
        (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN, Operator.IS, Operator.IS_NOT)
    )
    return compare(fact, operator, quality.constant(inner, bare))


def _level(choose: Chooser, quality: Quality) -> Expr:
    fact = path(quality.name)
    rank = choose.number(1, len(quality.values) - 1)
    value = path(quality.values[rank])
    form = choose.number(0, 3)
    if form == 1:
        return compare(fact, choose.one((Operator.IS, Operator.IS_NOT)), value)
    if form == 2:
        return compare(fact, Operator.LESS_THAN, value)
    if form == 3 and rank < len(quality.values) - 1:
        return Between(fact, value, path(quality.values[-1]), span=NOWHERE)
    return compare(fact, Operator.AT_LEAST, value)


def _choice(choose: Chooser, quality: Quality) -> Expr:
    fact = path(quality.name)
    if choose.maybe(40) and len(quality.values) > 2:
        found = choose.some(quality.values, 2, len(quality.values) - 1)
        return InSet(fact, tuple(map(path, found)), span=NOWHERE)
    operator = choose.one((Operator.IS, Operator.IS, Operator.IS_NOT))
    return compare(fact, operator, path(choose.one(quality.values)))


def _several(choose: Chooser, quality: Quality) -> Expr:
    fact = path(quality.name)
    form = choose.number(0, 2)
    if form == 0:
        return Includes(fact, path(choose.one(quality.values)), span=NOWHERE)
    if form == 1:
        count = Count(name(quality.name), span=NOWHERE)
        return compare(count, Operator.AT_LEAST, number(choose.number(1, len(quality.values))))
    found = InSet(fact, tuple(map(path, choose.some(quality.values))), span=NOWHERE)
    return Quantified(False, found, span=NOWHERE)


def _ability(choose: Chooser, quality: Quality) -> Expr:
    least = quality.constant(choose.number(1, quality.steps - 1))
    form = choose.number(0, 3)
    if form == 0:
        return compare(path(f"{quality.name}.{choose.one(quality.values)}"), Operator.AT_LEAST, least)
    if form == 3:
        lowest = Extreme(choose.maybe(50), (path(quality.name),), span=NOWHERE)
        return compare(lowest, Operator.AT_LEAST, least)
    return Quantified(form == 1, compare(path(quality.name), Operator.AT_LEAST, least), span=NOWHERE)


def _records(choose: Chooser, quality: Quality) -> Expr:
    where = None
    if choose.maybe(60):
        where = compare(path("child_age"), Operator.LESS_THAN, number(choose.number(1, 29)))
    count = Count(name(quality.name), where, span=NOWHERE)
    return compare(count, Operator.AT_LEAST, number(choose.number(1, quality.steps)))
