"""Facts, kinds, lists, requirements, defines, selection, claims and cases as lines.

The order of the parts of a line is fixed here; the reader of the language takes most of them in any order.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import assert_never

from qmasdsl.syntax.nodes import (
    Case,
    Define,
    EachDraw,
    Entry,
    EverythingElse,
    Expect,
    Expr,
    FactLine,
    Facts,
    FieldLine,
    GivenRecords,
    GivenValue,
    Group,
    InForce,
    Jurisdiction,
    Kinds,
    ListBlock,
    Modifiers,
    NoQuota,
    Path,
    ProveTrend,
    Question,
    Quota,
    Rank,
    Replaces,
    Scheme,
    SchemeClause,
    Selection,
    SourceLine,
    Table,
    Thresholds,
    Ties,
    Truth,
    ValueLabel,
    VersionBy,
)
from qmasdsl.syntax.printer_expressions import (
    CONDITION,
    JOINED,
    OPERAND,
    WHOLE,
    expr_text,
    joined,
    label_text,
    names_text,
    number_text,
    quoted,
    type_text,
)
from qmasdsl.syntax.printer_lines import Line, filled, in_columns, with_tails
from qmasdsl.syntax.printer_rules import condition_lines, part_lines

# How far the names of a block may push its colons, and its types the labels.
_FACT_COLUMNS = (20, 68)
_FIELD_COLUMNS = (36, 72)
_ENTRY_COLUMNS = (24,)

_EVERYTHING_ELSE = "everything else no, none or 0"


def scheme_lines(scheme: Scheme) -> list[Line]:
    """The scheme's name and title, and the lines beneath."""
    head = joined(f"scheme {scheme.name.text}", label_text(scheme.label))
    return [Line(0, head, scheme.span), *(Line(1, clause_text(clause), clause.span) for clause in scheme.clauses)]


def facts_lines(facts: Facts) -> list[Line]:
    """The facts with their colons, and as far as may be their labels, at one column."""
    rows = [
        (names_text(fact.names) + _of_each(fact), f": {_fact_type(fact)}", label_text(fact.label, fact.cite))
        for fact in facts.facts
    ]
    lines = [Line(0, "facts", facts.span)]
    for text, fact in zip(in_columns(rows, _FACT_COLUMNS), facts.facts, strict=True):
        lines += [Line(1, text, fact.span), *_field_lines(fact.fields), *_value_label_lines(fact.values)]
    return lines


def kinds_lines(kinds: Kinds) -> list[Line]:
    """The kinds with their colons at one column."""
    lines = [Line(0, "kinds", kinds.span)]
    rows = [(kind.name.text, f": {type_text(kind.type)}") for kind in kinds.kinds]
    for text, kind in zip(in_columns(rows, _FACT_COLUMNS[:1]), kinds.kinds, strict=True):
        lines += [Line(1, text, kind.span), *_value_label_lines(kind.values)]
    return lines


def list_lines(block: ListBlock) -> list[Line]:
    """The list and its entries, their labels at one column."""
    rows = [(entry.name.text, label_text(entry.label, entry.cite)) for entry in block.entries]
    lines = [Line(0, joined(f"list {block.name.text}", label_text(block.label, block.cite)), block.span)]
    for text, entry in zip(in_columns(rows, _ENTRY_COLUMNS), block.entries, strict=True):
        lines += [Line(1, text, entry.span), *_entry_gate_lines(entry)]
    return lines


def question_text(question: Question) -> str:
    """`question NAME "May …?" : read as no`"""
    reading = f": read as {'yes' if question.reading else 'no'}"
    return joined(f"question {question.name.text}", label_text(question.label, question.cite), reading)


def define_lines(define: Define) -> list[Line]:
    """`define NAME as` and an expression, or a block."""
    each = "" if define.of_each is None else f"of each {define.of_each.text}"
    head = joined(f"define {define.name.text}", each, label_text(define.label), "as")
    match define.body:
        case Group() | Table() | Thresholds():
            return [Line(0, head, define.span), *with_tails(part_lines(define.body, 1, signed=False))]
        case body:
            return _value_lines(head, body, define)


def selection_lines(selection: Selection) -> list[Line]:
    """`selection` and the lines beneath it."""
    items = (Line(1, selection_text(item), item.span) for item in selection.items)
    return [Line(0, "selection", selection.span), *items]


def trend_text(claim: ProveTrend) -> str:
    """`prove that P never falls as a, b rise with c while COND`"""
    never = f"never {'falls' if claim.falls else 'rises'} as {_paths_text(claim.rising)}"
    rise = "rises" if len(claim.rising) == 1 else "rise"
    together = f"with {_paths_text(claim.together)}" if claim.together else ""
    condition = "" if claim.condition is None else f"while {expr_text(claim.condition, CONDITION)}"
    return joined(f"prove that {expr_text(claim.subject, OPERAND)} {never} {rise}", together, condition)


def case_lines(case: Case) -> list[Line]:
    """The case's name, what is given and what is expected; lists run over several lines where they are long."""
    lines = [Line(0, f"case {quoted(case.label.text)}", case.span)]
    for records, group in groupby(case.givens, lambda given: isinstance(given, GivenRecords)):
        givens = list(group)
        if records:
            lines += [line for given in givens if isinstance(given, GivenRecords) for line in _records_lines(given)]
        else:
            texts = [_given_text(given) for given in givens if not isinstance(given, GivenRecords)]
            lines.append(Line(1, _givens_text(texts), givens[0].span, solid=True))
    if case.expects:
        expects = filled("expect", [_expect_text(expect) for expect in case.expects], 1)
        lines.append(Line(1, expects, case.expects[0].span, solid=True))
    return lines


def clause_text(clause: SchemeClause) -> str:
    match clause:
        case InForce():
            some_day = "some day in " if clause.some_day else ""
            end = "" if clause.end is None else f" to {clause.end.value.isoformat()}"
            return f"in force from {some_day}{clause.start.value.isoformat()}{end}"
        case VersionBy():
            return f"version by {clause.fact.text}"
        case SourceLine():
            at = "" if clause.address is None else f"at {quoted(clause.address.text)}"
            return joined("source", quoted(clause.title.text), at)
        case Replaces():
            return "replaces the version before it"
        case Jurisdiction():
            return f"jurisdiction {quoted(clause.label.text)}"
    assert_never(clause)


def _of_each(fact: FactLine) -> str:
    return "" if fact.of_each is None else f" of each {fact.of_each.text}"


def _fact_type(fact: FactLine) -> str:
    gate = "" if fact.only_when is None else f"only when {expr_text(fact.only_when, CONDITION)}"
    return joined(type_text(fact.type) + _modifiers_text(fact.modifiers), gate)


def _modifiers_text(modifiers: Modifiers) -> str:
    fixed = ", fixed" if modifiers.fixed else ""
    grows = ", grows with time" if modifiers.grows else ""
    effort = "" if modifiers.effort is None else f", effort {modifiers.effort}"
    return fixed + grows + effort


def _value_label_lines(values: Sequence[ValueLabel]) -> list[Line]:
    texts = in_columns([(value.name.text, label_text(value.label)) for value in values], _ENTRY_COLUMNS)
    return [Line(2, text, value.span) for text, value in zip(texts, values, strict=True)]


def _field_lines(fields: Sequence[FieldLine]) -> list[Line]:
    rows = [
        (f"each with {field.name.text}", f": {type_text(field.type)}", label_text(field.label)) for field in fields
    ]
    return [Line(2, text, field.span) for text, field in zip(in_columns(rows, _FIELD_COLUMNS), fields, strict=True)]


def _entry_gate_lines(entry: Entry) -> list[Line]:
    return [] if entry.only_when is None else condition_lines("only when", entry.only_when, 2, entry.only_when.span)


def _value_lines(head: str, body: Expr, define: Define) -> list[Line]:
    lines = condition_lines(head, body, 0, define.span)
    # Only a define may have a count with a `where` bare.
    return lines if len(lines) > 1 else [Line(0, f"{head} {expr_text(body, WHOLE)}", define.span)]


def selection_text(item: Quota | NoQuota | EachDraw | Rank | Ties) -> str:
    match item:
        case Quota():
            reserves = "".join(
                f", of which {number_text(str(places))} when {expr_text(condition, JOINED)}"
                for places, condition in item.reserves
            )
            return f"quota {number_text(str(item.places))} per {item.period}{reserves}"
        case NoQuota():
            return "no quota"
        case EachDraw():
            return "places set at each draw"
        case Rank():
            order = "highest first" if item.highest_first else "lowest first"
            return f"rank {item.outcome.text} by {expr_text(item.by, OPERAND)}, {order}"
        case Ties(earlier=()):
            return "ties discretionary"
        case Ties():
            return f"ties earlier {names_text(item.earlier)} first"
    assert_never(item)


def _paths_text(paths: Sequence[Path]) -> str:
    return ", ".join(path.text for path in paths)


def _records_lines(given: GivenRecords) -> list[Line]:
    records = [
        Line(2, ", ".join(map(_given_text, record)), record[0].span if record else None) for record in given.records
    ]
    return [Line(1, f"given {given.fact.text}", given.span), *records]


def _givens_text(texts: list[str]) -> str:
    """All on one line, or what is said of everything else on a line of its own."""
    text = filled("given", texts, 1)
    if "\n" in text and texts[-1] == _EVERYTHING_ELSE:
        return f"{filled('given', texts[:-1], 1)}\n  and {_EVERYTHING_ELSE}"
    return text


def _given_text(given: GivenValue | EverythingElse) -> str:
    if isinstance(given, EverythingElse):
        return _EVERYTHING_ELSE
    if isinstance(given.value, tuple):
        return f"{given.fact.text} {{{names_text(given.value)}}}"
    return f"{given.fact.text} {expr_text(given.value, OPERAND)}"


def _expect_text(expect: Expect) -> str:
    match expect.value:
        case Truth():
            return expect.path.text if expect.value.value else f"not {expect.path.text}"
        case (low, high):
            return f"{expect.path.text} from {expr_text(low, OPERAND)} to {expr_text(high, OPERAND)}"
        case value:
            return f"{expect.path.text} {expr_text(value, OPERAND)}"
