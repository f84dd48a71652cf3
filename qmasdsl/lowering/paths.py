"""Paths: what a bare or dotted name means where it stands.

A bare name is a field (inside the `where` of its record), a fact, a define or a question, then a requirement or
an outcome. A dotted name is a score of a test (`general.total`, `general.age`), what a test says of itself
(`general.passes`), or one member of a fact or define `of each` kind (`ielts.reading`). Reading a fact that exists
only under a condition is checked here, against what is known where it is read.
"""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.names import DeclaredTest, as_label
from qmasdsl.lowering.problems_names import FactorNamedBare, LabelForName, UnknownName, UnknownPath
from qmasdsl.lowering.problems_types import MayNotExist, NotOverAKind, OutOfRecord
from qmasdsl.lowering.terms import (
    LARGEST_TOTAL,
    MISTAKE,
    Amount,
    Dated,
    Family,
    Held,
    Holding,
    Home,
    Picked,
    Rows,
    Term,
)
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text


def path_term(context: Context, path: n.Path) -> Term:
    """What the name means here; a Mistake, and a problem, if it means nothing."""
    if len(path.parts) == 1:
        return _bare(context, path.parts[0], path.span)
    return _dotted(context, path)


def of_member(context: Context, written: n.OfMember) -> Term:
    """`ielts of ability`, for the ability that `for each` is at, or `ielts of reading`."""
    if context.record:
        context.report(OutOfRecord(written.span, written.span.text, context.record[0], True))
        return MISTAKE
    if not _known_family(context, written.item, written.span):
        return MISTAKE
    kind, members = context.types.families[written.item.text]
    word = written.member.text
    if word in members:
        return _read(context, f"{written.item.text}.{word}", written.span)
    if word == kind:
        if context.member and context.member[0] == kind:
            return _read(context, f"{written.item.text}.{context.member[1]}", written.span)
        reason = f"names one {kind} after another only beneath `for each {kind}` or in a define `of each {kind}`"
        types = (f"for each {kind}", f"{written.item.text} of {members[0]}" if members else "")
        context.report(NotOverAKind(written.member.span, word, reason, tuple(t for t in types if t)))
        return MISTAKE
    close = context.nearest(word, list(members))
    context.report(UnknownName(written.member.span, word, f"{kind} of `{written.item.text}`", close))
    return MISTAKE


def fact_term(name: str, type: Type) -> Term:
    """The term for a fact (or one member of it) of this type."""
    match type:
        case YesNo():
            return Held(ir.FactHolds(name))
        case Several():
            return Holding(name, type)
        case Records():
            return Rows(name, type)
        case _:
            return _value(ir.FactValue(name), name, type)


def define_term(name: str, type: Type) -> Term:
    """The term for a define of this type."""
    if isinstance(type, YesNo):
        return Held(ir.DefineHolds(name))
    assert isinstance(type, Numeric | Date | Moment | Choice)
    return _value(ir.DefineValue(name), name, type)


def field_term(name: str, type: Type) -> Term:
    """The term for a field of the record at hand."""
    match type:
        case YesNo():
            return Held(ir.FieldHolds(name))
        case Several():
            return Holding(name, type, True)
        case Records():
            return MISTAKE
        case _:
            return _value(ir.FieldValue(name), name, type)


def score_term(path: str) -> Amount:
    """Points, which always fit 32 bits."""
    return Amount(ir.Score(path), "", 0, -LARGEST_TOTAL, LARGEST_TOTAL)


def _value(code: ir.Number, name: str, type: Numeric | Date | Moment | Choice) -> Term:
    match type:
        case Numeric():
            home = Home(name, type)
            return Amount(code, type.unit, type.places, type.least, type.greatest, type.form, home)
        case Date():
            return Dated(code, type.least, type.greatest, False, Home(name, type))
        case Moment():
            return Dated(code, type.least, type.greatest, True, Home(name, type))
        case Choice():
            return Picked(code, type, name)


def _bare(context: Context, word: str, span: Span) -> Term:
    if context.record:
        return _field(context, word, span)
    names = context.names
    if word in names.facts or word in names.defines:
        return _family(context, word, span) if word in context.types.families else _read(context, word, span)
    if word in names.questions:
        context.used.add(("question", word))
        return Held(ir.Reading(word))
    if word in names.requirements:
        context.reads.add(("requirement", word))
        return Held(ir.Met(word))
    if word in names.outcomes:
        context.reads.add(("outcome", word))
        return Held(ir.Comes(word))
    if word not in names.missing and word not in context.types.since:
        _unknown(context, word, span)
    elif word in context.types.since:
        fact = context.types.since[word]
        note = (f"`{word}` is how applicants may give `{fact}`; the rules read `{fact}`",)
        context.report(UnknownName(span, word, "fact, define or question", fact, note))
    return MISTAKE


def _field(context: Context, word: str, span: Span) -> Term:
    """Inside a `where`: only fields of the record."""
    assert context.record
    name, records = context.record
    for each in records.fields:
        if each.name == word:
            return field_term(word, each.type)
    close = context.nearest(word, [each.name for each in records.fields])
    if context.names.place(word) or close is None:
        context.report(OutOfRecord(span, word, name, True))
    else:
        context.report(UnknownName(span, word, f"field of `{name}`", close))
    return MISTAKE


def _read(context: Context, name: str, span: Span) -> Term:
    """A fact or define by its full name, with its dependencies noted and its existence checked."""
    term = context.terms.get(name)
    head = name.partition(".")[0]
    if head in context.names.facts:
        context.used.add(("fact", head))
        if term is None:
            return MISTAKE  # its type was reported
        line = context.names.facts[head].line
        if line.only_when is not None:
            _check_existence(context, name, line, span)
        return term
    owner = ("define", head)
    context.reads.add(owner)
    if term is None:
        if not context.settled:
            context.needs.append(owner)
        return MISTAKE
    return term


def _check_existence(context: Context, name: str, line: n.FactLine, span: Span) -> None:
    owner = ("fact", name.partition(".")[0])
    context.reads.add(owner)
    gate = context.types.gates.get(name)
    if gate is None:
        if not context.settled:
            context.needs.append(owner)
        return
    if context.knowledge.implies(gate):
        return
    assert line.only_when is not None
    said = expr_text(line.only_when)
    types: tuple[str, ...] = ()
    if isinstance(gate, ir.FactHolds | ir.DefineHolds) and context.record is None:
        types = (f"{said} and {name}" if isinstance(context.terms.get(name), Held) else f"{said} and {name} …",)
    context.report(MayNotExist(span, name, said, line.only_when.span, types))


def _known_family(context: Context, name: n.Name, span: Span) -> bool:
    word = name.text
    if word in context.types.families:
        return True
    if word in context.names.facts or word in context.names.defines:
        kinds = ", ".join(context.types.sets) or "KIND"
        reason = "is one value, not one for each name of a kind"
        context.report(NotOverAKind(name.span, word, reason, (f"{word} of each {kinds} : …     where it is declared",)))
    elif word not in context.names.missing:
        close = context.nearest(word, list(context.types.families))
        context.report(UnknownName(name.span, word, "fact or define `of each …`", close))
    return False


def _family(context: Context, word: str, span: Span) -> Term:
    kind, members = context.types.families[word]
    if not members:
        return MISTAKE
    terms = tuple((member, _read(context, f"{word}.{member}", span)) for member in members)
    if any(term is MISTAKE for _, term in terms):
        return MISTAKE
    return Family(word, kind, terms)


def _dotted(context: Context, path: n.Path) -> Term:
    head, *rest = path.parts
    names = context.names
    if context.record:
        context.report(OutOfRecord(path.span, path.text, context.record[0], True))
        return MISTAKE
    if head in names.tests:
        return _of_test(context, path, names.tests[head], ".".join(rest))
    if head in context.types.families:
        kind, members = context.types.families[head]
        if len(rest) == 1 and rest[0] in members:
            return _read(context, path.text, path.span)
        if members:
            close = context.nearest(rest[-1], list(members))
            retyped = None if close is None else f"{head}.{close}"
            context.report(UnknownPath(path.span, path.text, head, f"fact of each {kind}", members, retyped))
        return MISTAKE
    if head in names.missing or head in names.facts or head in names.defines:
        if head not in names.missing:
            context.report(NotOverAKind(path.span, head, "has no members", (head,)))
        return MISTAKE
    known = tuple(names.tests)
    close = context.nearest(head, [*known, *context.types.families])
    context.report(UnknownPath(path.span, path.text, head, "", known, f"{close}.{'.'.join(rest)}" if close else None))
    return MISTAKE


def _of_test(context: Context, path: n.Path, test: DeclaredTest, word: str) -> Term:
    name = test.node.name.text
    dotted = f"{name}.{word}"
    match word:
        case "passes":
            context.reads.add(("passes", name))
            return Held(ir.Passes(name))
        case "applies":
            context.reads.add(("applies", name))
            return Held(ir.Applies(name))
        case "total":
            context.reads.add(("total", name))
            return score_term(dotted)
    if word in test.factors:
        context.reads.add(("factor", dotted))
        return score_term(dotted)
    if word in test.sections:
        context.reads.add(("section", dotted))
        return score_term(dotted)
    if word in test.requirements:
        context.reads.add(("requirement", dotted))
        return Held(ir.Met(dotted))
    known = ("total", "passes", "applies", *test.sections, *test.factors, *test.requirements)
    close = context.nearest(word.rpartition(".")[2], list(known))
    retyped = None if close is None else f"{name}.{close}"
    context.report(UnknownPath(path.span, path.text, name, "test", known, retyped))
    return MISTAKE


def _unknown(context: Context, word: str, span: Span) -> None:
    """A bare word that is nothing: perhaps a factor, a test, a label, a field, or a slip of the hand."""
    names = context.names
    if not context.is_helpful:
        context.report(UnknownName(span, word, "fact, define or question"))
        return
    options = [f"{test}.{word}" for test, declared in names.tests.items() if word in declared.places]
    if word in names.tests:
        options = [f"{word}.passes", f"{word}.total"]
    if options:
        context.report(FactorNamedBare(span, word, tuple(options)))
        return
    name = names.labels.get(as_label(word))
    if name:
        context.report(LabelForName(span, word, name))
        return
    owner = context.field_owner(word)
    if owner:
        context.report(OutOfRecord(span, word, owner, False, (f"count of {owner} where {word} …",)))
        return
    if word in names.lists:
        note = (f"`{word}` is a list; a fact is `in {word}`",)
        context.report(UnknownName(span, word, "fact, define or question", None, note))
        return
    known = [*names.facts, *names.defines, *names.questions, *names.requirements, *names.outcomes]
    context.report(UnknownName(span, word, "fact, define or question", context.nearest(word, known)))
