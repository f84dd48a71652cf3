"""Making: the few shapes that statements are built of, as nodes of sqlglot's tree.

sqlglot prints a node as it is and adds no brackets of its own accord: what is put into something else is put into
brackets here, unless it cannot be torn apart. A node is used once; where a thing is needed twice, it is made twice.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from sqlglot import exp

# So many operands stand beside each other; more become groups in brackets. Some engines follow a chain as deep as it is
# long, and give up at a depth of 1,000.
BESIDE = 8


def number(value: int, places: int = 0) -> exp.Expr:
    """`value` / 10 ** `places`, exactly, as a literal."""
    digits = str(abs(value)).zfill(places + 1)
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    literal = exp.Literal.number(text)
    return exp.Neg(this=literal) if value < 0 else literal


def call(name: str, *args: exp.Expr) -> exp.Expr:
    """A function by the name that the engine has for it, which sqlglot leaves as it is."""
    return exp.Anonymous(this=name, expressions=list(args))


def cast(node: exp.Expr, to: str) -> exp.Expr:
    return exp.Cast(this=node, to=exp.DataType.build(to))


def alias(node: exp.Expr, name: str) -> exp.Expr:
    """`node` by a name of ours."""
    return exp.Alias(this=node, alias=exp.to_identifier(name))


def bracketed(node: exp.Expr) -> exp.Expr:
    """`node` where nothing beside it can tear it apart."""
    if isinstance(node, exp.Neg):
        stands_alone = isinstance(node.this, exp.Literal)
    elif isinstance(node, exp.Binary):  # to sqlglot `and` is a function too
        stands_alone = False
    else:
        stands_alone = isinstance(node, exp.Column | exp.Literal | exp.Func | exp.Paren | exp.Boolean)
    return node if stands_alone else exp.Paren(this=node)


def binary(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return kind(this=bracketed(left), expression=bracketed(right))


def divided(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Division as the engine has it: that of whole numbers is whole in the engines for which this is used."""
    return exp.Div(this=bracketed(left), expression=bracketed(right), typed=True, safe=False)


def chain(kind: type[exp.Binary], items: Sequence[exp.Expr]) -> exp.Expr:
    """The items joined by an operator that may be put in brackets anywhere: `and`, `or`, `+`."""
    if len(items) == 1:
        return items[0]
    left = [bracketed(item) for item in items]
    while len(left) > BESIDE:
        groups = (left[at : at + BESIDE] for at in range(0, len(left), BESIDE))
        left = [exp.Paren(this=_row(kind, group)) if len(group) > 1 else group[0] for group in groups]
    return _row(kind, left)


def _row(kind: type[exp.Binary], items: Sequence[exp.Expr]) -> exp.Expr:
    found = items[0]
    for item in items[1:]:
        found = kind(this=found, expression=item)
    return found


def both(*conditions: exp.Expr) -> exp.Expr:
    return chain(exp.And, conditions)


def case(*branches: tuple[exp.Expr, exp.Expr], otherwise: exp.Expr | None = None) -> exp.Expr:
    """The value of the first branch that holds; without `otherwise` NULL where none does."""
    return exp.Case(ifs=[exp.If(this=when, true=value) for when, value in branches], default=otherwise)


def switch(of: exp.Expr, branches: Sequence[tuple[exp.Expr, exp.Expr]]) -> exp.Expr:
    """The value of the branch that `of` is equal to, NULL where there is none."""
    return exp.Case(this=of, ifs=[exp.If(this=when, true=value) for when, value in branches])


def given(item: exp.Expr) -> exp.Expr:
    return exp.Not(this=exp.Is(this=bracketed(item), expression=exp.null()))


def between(item: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    return exp.Between(this=bracketed(item), low=low, high=high)


def inside(make: Callable[[], exp.Expr], values: Sequence[int], listed: int) -> exp.Expr:
    """The item is one of `values`, ascending; runs are said by their ends, and lists are of at most `listed`."""
    runs: list[list[int]] = [[values[0]]]
    for before, value in pairwise(values):
        if value == before + 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    alone = [value for run in runs if len(run) < 3 for value in run]
    found = [between(make(), number(run[0]), number(run[-1])) for run in runs if len(run) >= 3]
    for at in range(0, len(alone), listed):
        some = alone[at : at + listed]
        if len(some) == 1:
            found.append(binary(exp.EQ, make(), number(some[0])))
        else:
            found.append(exp.In(this=bracketed(make()), expressions=[number(value) for value in some]))
    return chain(exp.Or, found)
