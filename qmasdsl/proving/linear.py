"""Sums: a number as whole multiples of what cannot be taken apart any further, plus a constant."""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Type
from qmasdsl.ir.walk import Index

Terms = dict[ir.Number, int]


def terms(index: Index, *numbers: tuple[int, ir.Number]) -> tuple[Terms, int]:
    """The sum of `by` times each number; no term has the multiple 0."""
    found: Terms = {}
    constant, waiting = 0, list(numbers)
    while waiting:
        by, part = waiting.pop()
        match part:
            case ir.Constant(value):
                constant += by * value
            case ir.Linear(inner, more):
                constant += by * more
                waiting += [(by * times, term) for times, term in reversed(inner)]
            case ir.DefineValue(name) if isinstance(body := index.defines[name].body, ir.Number):
                waiting.append((by, body))
            case _:
                found[part] = found.get(part, 0) + by
    return {part: by for part, by in found.items() if by}, constant


def plain_sum(index: Index, leaf: ir.Number) -> list[ir.Number] | None:
    """The parts of a total or a section that is nothing but their sum; None for any other number."""
    if not isinstance(leaf, ir.Score) or leaf.path in index.factors:
        return None
    above = index.sections.get(leaf.path) or index.test_of(leaf.path)
    plain = not above.highest if isinstance(above, ir.Section) else not isinstance(above.mark, ir.PassWhen)
    return [ir.Score(name) for name in index.inside(leaf.path)] if plain and not above.cap else None


def parts(index: Index, number: ir.Number) -> tuple[Terms, int]:
    """`number` as a sum, totals and sections that are nothing but sums taken apart as well."""
    found, constant = terms(index, (1, number))
    apart: Terms = {}
    waiting = list(found.items())
    while waiting:
        leaf, by = waiting.pop(0)
        inside = plain_sum(index, leaf)
        if inside is None:
            apart[leaf] = apart.get(leaf, 0) + by
        else:
            waiting += [(one, by) for one in inside]
    return {leaf: by for leaf, by in apart.items() if by}, constant


def domain(kind: Type) -> range:
    """The values of a number, a date or a choice, in order; TypeError for what has none."""
    match kind:
        case Numeric(_, least, greatest, step):
            return range(least, greatest + 1, step)
        case Date(least, greatest) | Moment(least, greatest):
            return range(least, greatest + 1)
        case Choice(values):
            return range(len(values))
        case other:
            raise TypeError(f"{other} has no order")
