"""Cases: one applicant each, encoded as the facts' types say, and what is expected of the results.

A value given must be one the fact can have; a fact given must exist for this applicant, as far as what is given
decides it. Expectations speak of results only: scores, verdicts, requirements, outcomes, defines.
"""

from datetime import UTC, datetime
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.periods import completed
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import named_facts
from qmasdsl.ir.words import day_words, moment_words, type_words, value_words
from qmasdsl.lowering.choices import named_value, report_not_a_value
from qmasdsl.lowering.comparisons import fitted
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.numbers import constant
from qmasdsl.lowering.paths import path_term
from qmasdsl.lowering.problems_claims import ExpectationMalformed, GivenDoesNotFit, GivenWhereAbsent
from qmasdsl.lowering.problems_names import UnknownName
from qmasdsl.lowering.problems_types import EmptyRange, OutsideDomain
from qmasdsl.lowering.terms import Amount, Dated, Fixed, Held, Home, Mistake, Picked, Term, words_for
from qmasdsl.lowering.units import converted
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC) - _EPOCH
# A value in a record: everything but records.
_Single = int | bool | frozenset[int]


def check_case(context: Context, case: n.Case) -> None:
    """Encode what is given, read what is expected; both are kept for `lower`."""
    given: dict[str, ir.Encoded] = {}
    places: dict[str, Span] = {}
    rest = any(isinstance(item, n.EverythingElse) for item in case.givens)
    dates: list[tuple[str, n.GivenValue]] = []
    for item in case.givens:
        match item:
            case n.EverythingElse():
                continue
            case n.GivenRecords(fact, records):
                name, place = fact.text, fact.span
                value = _records(context, fact, records, rest)
            case n.GivenValue(fact=path) if path.text in context.types.since:
                dates.append((context.types.since[path.text], item))
                continue
            case n.GivenValue(fact=path):
                name, place = path.text, path.span
                value = _given(context, path, item.value)
            case _:
                assert_never(item)
        if name in places:
            context.report(GivenDoesNotFit(place, name, f"`{name}` is given twice", declared=places[name]))
        places[name] = place
        if value is not None:
            given[name] = value
    for name, born in dates:
        _since(context, name, born, given, places)
    if context.knowledge.active:
        _existing(context, given, places, rest)
    context.types.cases[id(case)] = tuple(given.items())
    for expected in case.expects:
        _expect(context, expected)


def _given(context: Context, path: n.Path, value: n.Expr | tuple[n.Name, ...]) -> ir.Encoded | None:
    type = context.types.facts.get(path.text)
    if type is not None:
        return _encode(context, path.text, type, value, path.span)
    head = path.parts[0]
    names = context.names
    if head in names.missing or (head in names.facts and head not in context.types.families):
        return None  # its declaration was reported
    if head in context.types.families and head in names.facts:
        kind, members = context.types.families[head]
        if len(path.parts) == 1 and members:
            what = f"`{head}` has one value for each {kind}"
            types = (", ".join(f"{head}.{member} …" for member in members),)
            context.report(GivenDoesNotFit(path.span, head, what, types=types))
        elif members:
            close = context.nearest(path.parts[-1], list(members))
            context.report(UnknownName(path.span, path.text, "fact", f"{head}.{close}" if close else None))
        return None
    if names.place(head) is not None or head in names.tests or head in names.outcomes:
        what = f"`{path.text}` is worked out by the rules; a case gives facts"
        context.report(GivenDoesNotFit(path.span, path.text, what, types=(f"expect {path.text} …",)))
        return None
    fields = context.field_owner(head)
    note = (f"`{head}` belongs to each of `{fields}`: type it beneath `given {fields}`",) if fields else ()
    close = context.nearest(path.text, list(context.types.facts))
    context.report(UnknownName(path.span, path.text, "fact", close, note))
    return None


def _records(
    context: Context, fact: n.Name, records: tuple[tuple[n.GivenValue, ...], ...], rest: bool
) -> ir.Encoded | None:
    type = context.types.facts.get(fact.text)
    if not isinstance(type, Records):
        if type is not None:
            what = f"`{fact.text}` has no records, so nothing stands beneath it"
            context.report(GivenDoesNotFit(fact.span, fact.text, what, type_words(type), context.place(fact.text)))
        else:
            _given(context, n.Path((fact.text,), span=fact.span), ())
        return None
    if len(records) > type.limit:
        what = f"{len(records)} records are given, and `{fact.text}` holds up to {type.limit}"
        context.report(GivenDoesNotFit(fact.span, fact.text, what, "", context.place(fact.text)))
        return None
    found: list[tuple[tuple[str, _Single], ...]] = []
    for record in records:
        encoded = _record(context, fact.text, type, record, rest)
        if encoded is not None:
            found.append(encoded)
    return tuple(found) if len(found) == len(records) else None


def _record(
    context: Context, name: str, type: Records, record: tuple[n.GivenValue, ...], rest: bool
) -> tuple[tuple[str, _Single], ...] | None:
    fields = {field.name: field.type for field in type.fields}
    found: dict[str, _Single] = {}
    sound = True
    for item in record:
        word = item.fact.text
        if word not in fields:
            close = context.nearest(word, list(fields))
            context.report(UnknownName(item.fact.span, word, f"field of `{name}`", close))
            sound = False
            continue
        if word in found:
            context.report(GivenDoesNotFit(item.fact.span, word, f"`{word}` is given twice"))
        value = _encode(context, word, fields[word], item.value, item.fact.span)
        if value is None or isinstance(value, tuple):
            sound = False
        else:
            found[word] = value
    missing = [word for word in fields if word not in found]
    if missing and sound and not rest and record:
        what = f"this record does not say {', '.join(f'`{word}`' for word in missing)}"
        types = tuple(f"{word} …" for word in missing[:2])
        context.report(GivenDoesNotFit(record[-1].span, missing[0], what, types=types))
    return tuple((word, found[word]) for word in fields if word in found) if sound else None


def _encode(
    context: Context, name: str, type: Type, value: n.Expr | tuple[n.Name, ...], place: Span
) -> ir.Encoded | None:
    """The value as the type encodes it; None, and a problem, if it is none of its values."""
    match type:
        case YesNo() if isinstance(value, n.Truth):
            return value.value
        case Numeric() if isinstance(value, n.Quantity):
            number = constant(context, value)
            return None if isinstance(number, Mistake) else fitted(context, Home(name, type), number, value.span)
        case Date() if isinstance(value, n.Day):
            day = value.value.toordinal()
            return _within(context, name, type, day, day_words(day), value.span)
        case Moment() if isinstance(value, n.Instant):
            moment = (value.value - _EPOCH) // _MICROSECOND
            return _within(context, name, type, moment, moment_words(moment), value.span)
        case Choice() if isinstance(value, n.Path):
            index = context.value_index(type).get(value.text)
            if index is None:
                report_not_a_value(context, value, type, name)
            return index
        case Several() if isinstance(value, tuple | n.Path):
            return _several(context, name, type, value)
        case Records() if isinstance(value, n.Path) and value.text == "none":
            return ()
        case _:
            bare = isinstance(value, n.Truth) and not value.span.text.rstrip().endswith(("yes", "no"))
            what = f"`{name}` needs a value" if bare else f"this is no value of `{name}`"
            domain = type_words(type)
            context.report(GivenDoesNotFit(place, name, what, domain, context.place(name), _how(name, type)))
            return None


def _how(name: str, type: Type) -> tuple[str, ...]:
    """How a value of the type is given."""
    match type:
        case YesNo():
            return (f"{name} yes", f"{name} no")
        case Choice(values=values) if values:
            return (f"{name} {values[-1].name}",)
        case Several(values=values) if values:
            return (f"{name} {{{values[0].name}}}", f"{name} none")
        case Records(fields=fields):
            beneath = ", ".join(f"{field.name} …" for field in fields[:2])
            return (f"{name} none", f"given {name}     and beneath it, one line for each: {beneath}")
        case Date():
            return (f"{name} 2019-03-01",)
        case Numeric():
            return (f"{name} {value_words(type, type.greatest)}",)
        case _:
            return ()


def _within(context: Context, name: str, type: Date | Moment, value: int, shown: str, place: Span) -> int | None:
    if type.least <= value <= type.greatest:
        return value
    context.report(OutsideDomain(place, shown, name, type_words(type), context.place(name)))
    return None


def _several(
    context: Context, name: str, type: Several, value: tuple[n.Name, ...] | n.Path
) -> frozenset[int] | None:
    index = context.value_index(type)
    if isinstance(value, n.Path):
        if value.text == "none" and "none" not in index:
            return frozenset()
        value = (n.Name(value.text, span=value.span),)
    held: set[int] = set()
    for word in value:
        if word.text not in index:
            report_not_a_value(context, n.Path((word.text,), span=word.span), type, name)
            return None
        if index[word.text] in held:
            context.report(GivenDoesNotFit(word.span, name, f"`{word.text}` is given twice"))
        held.add(index[word.text])
    return frozenset(held)


def _since(
    context: Context, name: str, born: n.GivenValue, given: dict[str, ir.Encoded], places: dict[str, Span]
) -> None:
    """`born 1985-02-28` gives the age on the day that decides the version."""
    word = born.fact.text
    if name in places:
        what = f"`{name}` and `{word}` are both given; a case gives one of them"
        context.report(GivenDoesNotFit(born.fact.span, word, what, declared=places[name]))
        return
    scheme = context.names.scheme
    by = next((clause.fact.text for clause in scheme.clauses if isinstance(clause, n.VersionBy)), "") if scheme else ""
    until = given.get(by)
    if not isinstance(born.value, n.Day):
        context.report(GivenDoesNotFit(born.fact.span, word, f"`{word}` is a date", types=(f"{word} 1985-02-28",)))
        return
    if not isinstance(until, int):
        what = f"`{word}` gives `{name}` only together with `{by}`"
        context.report(GivenDoesNotFit(born.fact.span, word, what, types=(f"{by} 2019-03-01",)))
        return
    type = context.types.facts[name]
    years = completed(12, born.value.value.toordinal(), until)
    assert isinstance(type, Numeric)
    number = fitted(context, Home(name, type), Fixed(years, 0, "years"), born.span)
    if number is not None:
        given[name] = number
        places[name] = born.fact.span


def _existing(context: Context, given: dict[str, ir.Encoded], places: dict[str, Span], rest: bool) -> None:
    """No fact is given that cannot exist beside the others."""
    gated = [name for name in given if name in context.types.gates]
    if not gated:
        return
    said = [_as_condition(context.types.facts[name], name, value) for name, value in given.items()]
    with context.knowledge.aside():
        for each in said:
            if each is not None:
                context.knowledge.assume(*each)
        _gates_open(context, gated, given, places, rest)


def _gates_open(
    context: Context, gated: list[str], given: dict[str, ir.Encoded], places: dict[str, Span], rest: bool
) -> None:
    for name in gated:
        gate = context.types.gates[name]
        resting: list[tuple[ir.Condition, bool]] = []
        if rest:
            resting = [
                (ir.FactHolds(fact), False)
                for fact in named_facts(gate)
                if fact not in given and isinstance(context.types.facts.get(fact), YesNo)
            ]
        if context.knowledge.possible([*resting, (gate, True)]) is False:
            line = context.names.facts[name.partition(".")[0]].line
            assert line.only_when is not None
            words = expr_text(line.only_when)
            context.report(GivenWhereAbsent(places[name], name, words, line.only_when.span))


def _as_condition(type: Type, name: str, value: ir.Encoded) -> tuple[ir.Condition, bool] | None:
    match type:
        case YesNo():
            return ir.FactHolds(name), bool(value)
        case Choice() if isinstance(value, int):
            return ir.Among(ir.FactValue(name), (value,)), True
        case Numeric() | Date() | Moment() if isinstance(value, int):
            return ir.Compare(ir.FactValue(name), ir.Comparison.IS, ir.Constant(value)), True
        case _:
            return None


# Expectations.


def _expect(context: Context, expected: n.Expect) -> None:
    path = expected.path
    if path.text in context.types.facts and path.text not in context.names.requirements | context.names.outcomes:
        what = f"`{path.text}` is a fact; a case expects results"
        context.report(ExpectationMalformed(path.span, what, (f"given {path.text} …",)))
        return
    found = result(context, path)
    if isinstance(found, Mistake):
        return
    value = expected.value
    if isinstance(found, Held):
        if not isinstance(value, n.Truth):
            what = f"`{path.text}` is yes or no"
            context.report(ExpectationMalformed(expected.span, what, (path.text, f"not {path.text}")))
            return
        context.keep(expected, found)
        return
    low, high = value if isinstance(value, tuple) else (value, value)
    ends = [_bound(context, found, path, end) for end in (low, high)]
    if ends[0] is None or ends[1] is None:
        return
    if ends[0] > ends[1]:
        context.report(EmptyRange(expected.span, low.span.text, high.span.text))
        return
    context.keep(expected, found)
    context.types.expected[id(expected)] = (ends[0], ends[1])


def result(context: Context, path: n.Path) -> Term:
    """What a case may expect: a requirement or outcome first, where a fact has the same name."""
    word = path.text
    if word == "eligible":
        context.reads.add(("eligible", ""))
        return Held(ir.Eligible())
    if word in context.names.requirements:
        return Held(ir.Met(word))
    if word in context.names.outcomes:
        return Held(ir.Comes(word))
    return path_term(context, path)


def _bound(context: Context, found: Term, path: n.Path, end: n.Expr) -> int | None:
    """One end of what is expected, encoded as the result is."""
    match found:
        case Amount() if isinstance(end, n.Quantity):
            number = constant(context, end)
            if isinstance(number, Mistake):
                return None
            if found.home is not None:
                return fitted(context, found.home, number, end.span)
            if not number.places and converted(number, found.unit or number.unit) == number:
                return number.value
        case Picked(choice=choice) if isinstance(end, n.Path):
            value = named_value(context, end, choice, path.text)
            return value.code.value if isinstance(value, Picked) and isinstance(value.code, ir.Constant) else None
        case Dated(moment=False) if isinstance(end, n.Day):
            return end.value.toordinal()
        case _:
            pass
    what = f"`{path.text}` is {words_for(found)}, and this is none it could be"
    types = (f"{path.text} 80", f"{path.text} from 70 to 80") if isinstance(found, Amount) else ()
    context.report(ExpectationMalformed(end.span, what, types))
    return None
