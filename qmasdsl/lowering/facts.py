"""Facts: the type of every fact, kind, list and field, as exact finite domains.

`number from 0 to 9 by 0.5` becomes whole numbers from 0 to 90 by 5 at one decimal place; `months from 0 to 60 years`
becomes 0 to 720 months; a fact `of each ability` becomes one fact a member (`ielts.reading`). Facts that share a
kind share its type, so that their values compare.
"""

from datetime import UTC, date, datetime
from typing import assert_never

from qmasdsl.ir.types import (
    Choice,
    Date,
    Field,
    Form,
    Moment,
    Numeric,
    Records,
    Scalar,
    Several,
    Type,
    Value,
    YesNo,
)
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.paths import fact_term
from qmasdsl.lowering.problems_facts import DomainMalformed, SinceNeedsVersion, TypeMisplaced
from qmasdsl.lowering.problems_names import DeclaredTwice, NotAValue, UnknownName
from qmasdsl.lowering.problems_types import EmptyRange, NotOverAKind, TooLarge, UnitDoesNotFit, UnitMissing
from qmasdsl.lowering.terms import LARGEST, Fixed
from qmasdsl.lowering.units import converted, plural, quantity
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import type_text

FIRST_DAY, LAST_DAY = date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = (datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)) - _EPOCH
_MOMENTS = (
    (datetime(1900, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND,
    (datetime(2101, 1, 1, tzinfo=UTC) - _EPOCH) // _MICROSECOND - 1,
)


_FACTS = 50_000  # each name of a set counted
_SET = 32  # names in a `set of`: every one multiplies what is said of each


def find_types(context: Context) -> None:
    """The types of lists, kinds and facts, in that order: each may name those before it."""
    for block in context.names.lists.values():
        values = tuple(Value(e.name.text, e.label.text if e.label else "") for e in block.entries)
        context.types.lists[block.name.text] = Several(values, block.name.text)
    for kind in context.names.kinds.values():
        _kind(context, kind)
    lines: dict[int, Type | None] = {}
    for name, declared in context.names.facts.items():
        line = declared.line
        if id(line) not in lines:  # names on one line share one type
            lines[id(line)] = _fact_type(context, line)
        type = lines[id(line)]
        if line.of_each is not None:
            _members(context, name, line, type)
        elif type is not None:
            _fact(context, name, type)
    _since(context)


def _fact(context: Context, name: str, type: Type) -> None:
    context.types.facts[name] = type
    context.terms[name] = fact_term(name, type)


def _members(context: Context, name: str, line: n.FactLine, type: Type | None) -> None:
    kind = line.of_each
    assert kind is not None
    members = set_members(context, kind)
    context.types.families[name] = (kind.text, members)
    if isinstance(type, Records):
        what = f"`{name}` cannot be a list of records for each {kind.text}"
        context.report(TypeMisplaced(line.type.span, what))
        return
    if type is not None and len(context.types.facts) + len(members) > _FACTS:
        if not context.overfull:
            context.overfull = True
            context.report(DomainMalformed(line.span, f"a scheme holds at most {_FACTS:,} facts, and this is one over"))
    elif type is not None:
        for member in members:
            _fact(context, f"{name}.{member}", type)


def set_members(context: Context, kind: n.Name) -> tuple[str, ...]:
    """The names of a `set of` kind; none, and a problem, if it is none."""
    context.used.add(("kind", kind.text))
    if kind.text in context.types.sets:
        return context.types.sets[kind.text]
    if kind.text in context.names.kinds:
        reason = "is no `set of` names, so there is nothing to go through"
        context.report(NotOverAKind(kind.span, kind.text, reason, (f"{kind.text} : set of a, b     under `kinds`",)))
    else:
        close = context.nearest(kind.text, list(context.types.sets))
        context.report(UnknownName(kind.span, kind.text, "`set of` kind", close))
    return ()


def _kind(context: Context, kind: n.KindLine) -> None:
    name = kind.name.text
    match kind.type:
        case n.SetType(names):
            context.types.sets[name] = tuple(dict.fromkeys(each.text for each in names))[:_SET]
            if len(names) > _SET:
                context.report(DomainMalformed(kind.type.span, f"a set holds at most {_SET} names, not {len(names)}"))
            _no_repeats(context, names, f"`{name}`")
        case n.RecordsType() | n.KindType():
            what = f"the kind `{name}` must be written out: numbers, values or a set of names"
            context.report(TypeMisplaced(kind.type.span, what))
        case _:
            type = _scalar(context, kind.type, kind.values, name)
            if type is not None:
                context.types.kinds[name] = type


def _fact_type(context: Context, line: n.FactLine) -> Type | None:
    if isinstance(line.type, n.RecordsType):
        return _records(context, line, line.type)
    if line.fields:
        what = f"`each with` is for records, and `{line.names[0].text}` is {type_text(line.type)}"
        context.report(TypeMisplaced(line.fields[0].span, what, ("up to 10     as the type, for a list of records",)))
    return _scalar(context, line.type, line.values, None)


def _records(context: Context, line: n.FactLine, type: n.RecordsType) -> Type | None:
    name = line.names[0].text
    if not 1 <= type.limit <= 10_000:
        what = f"`{name}` may hold from 1 to 10,000 records, not {type.limit}"
        context.report(DomainMalformed(type.span, what))
        return None
    fields: list[Field] = []
    seen: dict[str, n.FieldLine] = {}
    for each in line.fields:
        if each.name.text in seen:
            first = seen[each.name.text].name.span
            context.report(DeclaredTwice(each.name.span, each.name.text, f"a field of `{name}`", first))
            continue
        seen[each.name.text] = each
        if isinstance(each.type, n.RecordsType):
            what = f"`{each.name.text}` cannot be a list within a list"
            context.report(TypeMisplaced(each.type.span, what))
            continue
        field_type = _scalar(context, each.type, (), None)
        if field_type is not None:
            fields.append(Field(each.name.text, field_type, each.label.text if each.label else ""))
    if not line.fields:
        what = f"`{name}` is a list of records that hold nothing"
        types = ("each with age : whole number from 0 to 60, years     beneath it, one line for each field",)
        context.report(TypeMisplaced(line.span, what, types))
    return Records(type.limit, tuple(fields))


def _scalar(
    context: Context, written: n.TypeExpr, labels: tuple[n.ValueLabel, ...], kind: str | None
) -> Scalar | None:
    """The type; None after a problem."""
    match written:
        case n.YesNoType():
            found: Scalar | None = YesNo()
        case n.NumberType():
            found = _number(context, written)
        case n.MonthsType(low, high):
            found = _months(context, low, high, written)
        case n.MoneyType():
            unit = f"{written.currency} {written.period}".strip()
            found = _numeric(context, Form.MONEY, unit, written.low, written.high, written.step, written)
        case n.DateType(low_day, high_day):
            found = Date(
                low_day.value.toordinal() if low_day else FIRST_DAY,
                high_day.value.toordinal() if high_day else LAST_DAY,
            )
            if found.least > found.greatest and low_day and high_day:
                context.report(EmptyRange(written.span, low_day.span.text, high_day.span.text))
                return None
        case n.MomentType():
            found = Moment(*_MOMENTS)
        case n.OneOfType() | n.LevelType() | n.SomeOfType():
            return _values(context, written, labels, kind)
        case n.KindType(name):
            found = _named_kind(context, name)
            if found is not None and isinstance(found, Choice | Several) and labels:
                return _labelled(context, found, labels, name.text)
        case n.SetType():
            what = "a `set of` names is no fact by itself; a fact is `of each` of them, or holds `some of` them"
            context.report(TypeMisplaced(written.span, what))
            return None
        case n.RecordsType():
            return None  # the caller's
        case _:
            assert_never(written)
    if labels and not isinstance(found, Choice | Several) and found is not None:
        what = f"{type_text(written)} has no named values to label"
        context.report(TypeMisplaced(labels[0].span, what))
    return found


def _named_kind(context: Context, name: n.Name) -> Scalar | None:
    context.used.add(("kind", name.text))
    found = context.types.kinds.get(name.text)
    if found is not None:
        assert not isinstance(found, Records)
        return found
    if name.text in context.types.sets:
        members = context.types.sets[name.text]
        what = f"`{name.text}` is a set of names, not what one fact can be"
        types = (f"some of {', '.join(members[:3])}", f"NAME of each {name.text} : …")
        context.report(TypeMisplaced(name.span, what, types))
    elif name.text in context.names.lists:
        what = f"`{name.text}` is a list; say how many of its values a fact may have"
        types = (f"one of {name.text}, or other", f"some of {name.text}")
        context.report(TypeMisplaced(name.span, what, types))
    elif name.text not in context.names.kinds:
        close = context.nearest(name.text, list(context.names.kinds))
        context.report(UnknownName(name.span, name.text, "kind", close))
    return None


def _values(
    context: Context,
    written: n.OneOfType | n.LevelType | n.SomeOfType,
    labels: tuple[n.ValueLabel, ...],
    kind: str | None,
) -> Choice | Several | None:
    names = written.names
    other = isinstance(written, n.OneOfType) and written.other
    listed = None
    if len(names) == 1 and not isinstance(written, n.LevelType):
        of_list = context.types.lists.get(names[0].text)
        if of_list is None:
            if names[0].text not in context.names.missing:
                close = context.nearest(names[0].text, list(context.types.lists))
                note = ("a single name here is the name of a list",)
                context.report(UnknownName(names[0].span, names[0].text, "list", close, note))
            return None
        listed = names[0].text
        context.used.add(("list", listed))
        values = of_list.values
        if labels:
            context.report(TypeMisplaced(labels[0].span, f"the labels of these values stand in the list `{listed}`"))
    else:
        _no_repeats(context, names, "here")
        values = tuple(Value(name) for name in dict.fromkeys(name.text for name in names))
    if listed and (shared := context.of_lists.get((listed, type(written), other))):
        return shared
    if other:
        values = (*values, Value("other"))
    if isinstance(written, n.SomeOfType):
        found: Choice | Several = Several(values, listed)
    else:
        found = Choice(values, isinstance(written, n.LevelType), listed, kind)
    if not listed:
        return _labelled(context, found, labels, "")
    if kind is None:
        context.of_lists[listed, type(written), other] = found
    return found


def _labelled(
    context: Context, type: Choice | Several, labels: tuple[n.ValueLabel, ...], name: str
) -> Choice | Several:
    """The same type with the labels that stand beneath it."""
    if not labels:
        return type
    said: dict[str, n.ValueLabel] = {}
    known = {value.name for value in type.values}
    for label in labels:
        word = label.name.text
        if word not in known:
            values = tuple(value.name for value in type.values)
            ordered = isinstance(type, Choice) and type.ordered
            close = context.nearest(word, list(values))
            context.report(NotAValue(label.name.span, word, name or "this fact", values, ordered, None, close))
        elif word in said:
            context.report(DeclaredTwice(label.name.span, word, "labelled", said[word].name.span))
        else:
            said[word] = label
    labelled = tuple(Value(v.name, said[v.name].label.text if v.name in said else v.label) for v in type.values)
    if isinstance(type, Several):
        return Several(labelled, type.listed)
    return Choice(labelled, type.ordered, type.listed, type.kind)


def _no_repeats(context: Context, names: tuple[n.Name, ...], where: str) -> None:
    seen: dict[str, n.Name] = {}
    for name in names:
        first = seen.setdefault(name.text, name)
        if first is not name:
            context.report(DeclaredTwice(name.span, name.text, f"a value {where}", first.span))


def _number(context: Context, written: n.NumberType) -> Numeric | None:
    step = written.step
    if not written.whole and step is None:
        what = "a number needs its step: how fine it may be"
        context.report(DomainMalformed(written.span, what, ("by 0.5     after the bounds", "whole number from …")))
        return None
    form = Form.WHOLE if written.whole else Form.NUMBER
    found = _numeric(context, form, plural(written.unit), written.low, written.high, step, written)
    if found is None or written.since is None:
        return found
    if found.form is not Form.WHOLE or found.unit != "years":
        what = "only whole years are counted from a date"
        context.report(DomainMalformed(written.since.span, what, ("whole number from 0 to 120, years since born",)))
        return None
    return Numeric(
        found.form, found.least, found.greatest, found.step, found.places, found.unit, written.since.text
    )


def _months(context: Context, low: n.Quantity, high: n.Quantity, written: n.MonthsType) -> Numeric | None:
    ends: list[int] = []
    high_unit = high.parts[-1][1]
    for end in (low, high):
        found = quantity(end)
        if found is None:
            context.report(UnitDoesNotFit(end.span, "months", end.span.text, "months", "another unit"))
            return None
        if not found.unit and found.value and not high_unit:
            context.report(UnitMissing(end.span, end.parts[0][0], ""))
            return None
        in_months = converted(Fixed(found.value, found.places, found.unit or plural(high_unit) or "months"), "months")
        if in_months is None:
            context.report(UnitDoesNotFit(end.span, "months", end.span.text, "months", found.unit))
            return None
        if in_months.places:
            context.report(DomainMalformed(end.span, f"`{end.span.text}` is not a whole number of months"))
            return None
        ends.append(in_months.value)
    if ends[0] > ends[1]:
        context.report(EmptyRange(written.span, low.span.text, high.span.text))
        return None
    return Numeric(Form.MONTHS, ends[0], ends[1], 1, 0, "months")


def _numeric(
    context: Context,
    form: Form,
    unit: str,
    low: n.Quantity,
    high: n.Quantity,
    step: n.Quantity | None,
    written: n.TypeExpr,
) -> Numeric | None:
    found: list[Fixed] = []
    for end in (low, high, step):
        number = Fixed(1) if end is None else quantity(end)
        if number is None or number.unit not in ("", unit):
            where = written.span if end is None else end.span
            context.report(UnitDoesNotFit(where, where.text, unit, number.unit if number else "two units", unit))
            return None
        found.append(number)
    least, greatest, by = found
    places = max(least.places, greatest.places, by.places)
    scaled = [each.value * 10 ** (places - each.places) for each in (least, greatest, by)]
    if scaled[2] <= 0:
        context.report(DomainMalformed(written.span, "the step of a number is above zero"))
        return None
    if form is Form.WHOLE and places:
        what = "the bounds and the step of a whole number are whole"
        context.report(DomainMalformed(written.span, what, ("number from … to … by …     for parts of one",)))
        return None
    if scaled[0] > scaled[1]:
        context.report(EmptyRange(written.span, low.span.text, high.span.text))
        return None
    if (scaled[1] - scaled[0]) % scaled[2]:
        what = f"the steps from `{low.span.text}` do not arrive at `{high.span.text}`"
        context.report(DomainMalformed(written.span, what))
        return None
    if max(abs(scaled[0]), abs(scaled[1])) > LARGEST:
        context.report(TooLarge(written.span, "this number", "", ""))
        return None
    return Numeric(form, scaled[0], scaled[1], scaled[2], places, unit)


def _since(context: Context) -> None:
    """The dates that the data may give instead of whole years."""
    names = context.names
    for name, declared in names.facts.items():
        written = declared.line.type
        if not isinstance(written, n.NumberType) or written.since is None or name not in context.types.facts:
            continue
        since = written.since.text
        if not any(isinstance(clause, n.VersionBy) for scheme in names.schemes for clause in scheme.clauses):
            context.report(SinceNeedsVersion(written.since.span, name, since))
        first = names.place(since)
        if first is not None:
            context.report(DeclaredTwice(written.since.span, since, "a fact of its own", first))
        elif since in context.types.since:
            what = f"what `{context.types.since[since]}` is counted from"
            context.report(DeclaredTwice(written.since.span, since, what))
        else:
            context.types.since[since] = name
