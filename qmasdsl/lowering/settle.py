"""Settling: defines, and the conditions under which facts exist, each before whatever needs it.

To read a define one must know its type, and to read a fact that may not exist, its condition; both are expressions
that may read others, declared further down. So each is tried; if it meets one that is not known yet, that one is
settled first and the try repeated. A circle ends in a `Mistake` here and is reported by `circles`.
"""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Type, YesNo
from qmasdsl.ir.words import type_words
from qmasdsl.lowering.context import Context, Definition, Owner
from qmasdsl.lowering.expressions import condition, term
from qmasdsl.lowering.facts import set_members
from qmasdsl.lowering.paths import define_term
from qmasdsl.lowering.problems_rules import DefineWithoutValue, ValuesDiffer
from qmasdsl.lowering.rules import Values
from qmasdsl.lowering.tables import check_part, left_out
from qmasdsl.lowering.terms import Held, Mistake
from qmasdsl.lowering.values import one_type, single_type
from qmasdsl.syntax import nodes as n


def settle(context: Context) -> None:
    """Find the type of every define and the condition of every fact that has one."""
    gated = [("fact", name) for name, fact in context.names.facts.items() if fact.line.only_when is not None]
    for name, define in context.names.defines.items():
        if define.of_each is not None:
            context.types.families[name] = (define.of_each.text, set_members(context, define.of_each))
    done: set[Owner] = set()
    for start in [*gated, *(("define", name) for name in context.names.defines)]:
        _settle_from(context, start, done)
    context.settled = True


def _settle_from(context: Context, start: Owner, done: set[Owner]) -> None:
    waiting, path = [start], set[Owner]()
    while waiting:
        owner = waiting[-1]
        if owner in done:
            waiting.pop()
            continue
        path.add(owner)
        needed = _tried(context, owner, done, path)
        if needed:
            waiting += reversed(needed)
            continue
        done.add(owner)
        path.discard(owner)
        waiting.pop()


def _tried(context: Context, owner: Owner, done: set[Owner], path: set[Owner]) -> list[Owner]:
    """Read one define or condition. What it needs and is not known yet; then what it said wrong is forgotten."""
    sort, name = owner
    problems, reported, rules, cells = context.problems, context.reported, context.rules, context.cells
    context.problems, context.reported, context.needs = [], set(), []
    context.edges.pop(owner, None)
    with context.owner(owner):
        if sort == "fact":
            _gate(context, name)
        else:
            _define(context, context.names.defines[name])
    found, context.problems, context.reported = context.problems, problems, reported
    needs = [need for need in dict.fromkeys(context.needs) if need not in path and need not in done]
    if needs:
        context.rules, context.cells = rules, cells
        return needs
    for problem in found:
        context.report(problem)
    return []


def _gate(context: Context, name: str) -> None:
    line = context.names.facts[name].line
    assert line.only_when is not None
    if line.of_each is None:
        context.types.gates[name] = condition(context, line.only_when)
        return
    kind, members = context.types.families.get(name, ("", ()))
    for member in members:
        with context.at_member(kind, member):
            context.types.gates[f"{name}.{member}"] = condition(context, line.only_when)


def _define(context: Context, define: n.Define) -> None:
    name = define.name.text
    if define.of_each is None:
        _declare(context, name, *_body(context, define))
        return
    kind, members = context.types.families[name]
    found: list[tuple[str, Type, ir.Condition | None]] = []
    for member in members:
        with context.at_member(kind, member):
            type, says = _body(context, define)
        if type is not None:
            found.append((member, type, says))
    common = _common(context, define, [type for _, type, _ in found])
    for member, _, says in found:
        _declare(context, f"{name}.{member}", common, says)


def _declare(context: Context, name: str, type: Type | None, says: ir.Condition | None) -> None:
    if type is None:
        return
    # A define that is tried again takes its place after what it needed.
    context.types.defines.pop(name, None)
    context.types.defines[name] = Definition(type, says)
    context.terms[name] = define_term(name, type)


def _body(context: Context, define: n.Define) -> tuple[Type | None, ir.Condition | None]:
    """The type of the define and, if it is a condition written as one expression, that condition."""
    body = define.body
    if isinstance(body, n.Group | n.Table | n.Thresholds):
        values = Values(points=False)
        check_part(context, body, values)
        if not context.needs and left_out(context, body):
            arrow = "=> " if isinstance(body, n.Group) else ""
            context.report(DefineWithoutValue(define.name.span, define.name.text, arrow))
        return (one_type(context, values.found) if values.found else None), None
    found = term(context, body)
    if isinstance(found, Mistake):
        return None, None
    context.keep(body, found)
    return single_type(context, body, found), found.code if isinstance(found, Held) else None


def _common(context: Context, define: n.Define, types: list[Type]) -> Type | None:
    """The type that holds the values of every member."""
    if not types:
        return None
    first = types[0]
    for type in types[1:]:
        match first:
            case Numeric() if isinstance(type, Numeric) and type.unit == first.unit:
                first = _wider(first, type)
            case Date() if isinstance(type, Date):
                first = Date(min(first.least, type.least), max(first.greatest, type.greatest))
            case Moment() if isinstance(type, Moment):
                first = Moment(min(first.least, type.least), max(first.greatest, type.greatest))
            case YesNo() | Choice() if type == first:
                pass
            case _:
                span = define.name.span
                context.report(
                    ValuesDiffer(span, define.name.text, type_words(type), define.name.text, type_words(first), span)
                )
                return None
    return first


def _wider(a: Numeric, b: Numeric) -> Numeric:
    places = max(a.places, b.places)
    up, other = 10 ** (places - a.places), 10 ** (places - b.places)
    form = a.form if a.form is b.form else Form.NUMBER
    least, greatest = min(a.least * up, b.least * other), max(a.greatest * up, b.greatest * other)
    return Numeric(form, least, greatest, 1, places, a.unit)
