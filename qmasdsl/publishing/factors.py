"""Factors: the points table as it would be printed."""

from collections.abc import Iterator
from typing import assert_never

from qmasdsl.publishing.page import Block, Code, Grid, Heading, Page, Paragraph, Words
from qmasdsl.publishing.titles import Titles, cited
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer_expressions import expr_text
from qmasdsl.syntax.printer_tables import bands_text, column_text, limit_text, points_text

_HOW = {
    n.GroupPolicy.ONLY_ONE: "Exactly one of these applies.",
    n.GroupPolicy.FIRST: "The first that applies counts.",
    n.GroupPolicy.HIGHEST: "Only the highest that applies counts.",
    n.GroupPolicy.ALL: "All that apply are added.",
}
_OF_ROWS = {
    n.GroupPolicy.ONLY_ONE: "",
    n.GroupPolicy.FIRST: "The first row that fits counts.",
    n.GroupPolicy.HIGHEST: "The highest row that fits counts.",
    n.GroupPolicy.ALL: "All rows that fit are added.",
}
Row = tuple[Words, ...]


def factor(titles: Titles, test: str, one: n.Factor, level: int) -> Page:
    """A factor: its heading, how its rules combine, and its rules."""
    name = f"{test}.{one.name.text}"
    words: Words = (titles.of(name, one.heading.label), *limits_words(one.heading))
    source = cited(one.heading.cite)
    found: list[Block] = [Heading(level, words), *conditions_of(one.heading, source)]
    for at, part in enumerate(one.parts):
        if at:
            found.append(Paragraph(("In addition:",)))
        found += _part(titles, name, part, source)
    return tuple(found)


def limits_words(heading: n.Heading) -> Words:
    """", out of 30, capped at 50 when partner" after the name of a test, section or factor."""
    found: list[str | Code] = []
    for word, cases in ((", out of ", heading.out_of), (", capped at ", heading.capped)):
        for at, case in enumerate(cases):
            found.append(f"{', ' if at else word}{case.points}")
            found += [" when ", Code(expr_text(case.when))] if case.when is not None else []
    return tuple(found)


def conditions_of(heading: n.Heading, source: str = "") -> list[Block]:
    """To whom a test, section or factor applies, and where it comes from."""
    found: list[Block] = []
    if heading.only_when is not None:
        found.append(Paragraph(("Only when ", Code(expr_text(heading.only_when)), ".")))
    if heading.highest:
        found.append(Paragraph(("Only the highest of its parts counts.",)))
    if source:
        found.append(Paragraph((f"Source: {source}",)))
    return found


def _part(titles: Titles, name: str, part: n.Part, source: str) -> Iterator[Block]:
    match part:
        case n.Rule():
            yield _rules([_rule(titles, name, part, source)])
        case n.Group():
            yield from _group(titles, name, part, source)
        case n.Table():
            yield from _table(part)
        case n.Thresholds():
            yield from _thresholds(titles, name, part)
        case n.ForEach(kind, inner):
            yield Paragraph(("For each ", Code(kind.text), ":"))
            yield from _part(titles, name, inner, source)
        case _:
            assert_never(part)


def _group(titles: Titles, name: str, group: n.Group, source: str) -> Iterator[Block]:
    yield Paragraph((_HOW[group.policy],))
    rows: list[Row] = []
    for item in group.items:
        if isinstance(item, n.Rule):
            rows.append(_rule(titles, name, item, source))
        else:
            if rows:
                yield _rules(rows)
                rows = []
            yield from _part(titles, name, item, source)
    if group.otherwise is not None:
        last = group.otherwise
        label = titles.of(name, last.label) if last.label is not None else "Otherwise"
        rows.append(((label,), (points_text(last.value, True).lstrip("+"),), (), (cited(last.cite),)))
    if rows:
        yield _rules(rows)


def _rules(rows: list[Row]) -> Grid:
    """Rules as rows; a column that nobody needs is left out."""
    head: Row = (("",), ("Points",), ("When",), ("Source",))
    used = [at for at in range(4) if at < 2 or any(row[at] and row[at] != ("",) for row in rows)]
    return Grid(
        tuple(head[at] for at in used), tuple(tuple(row[at] for at in used) for row in rows), frozenset([used.index(1)])
    )


def _rule(titles: Titles, name: str, rule: n.Rule, source: str) -> Row:
    condition: Words = () if rule.condition is None else (Code(expr_text(rule.condition)),)
    points = points_text(rule.value, True).lstrip("+")
    each: Words = ()
    if rule.each is not None:
        step = "" if rule.each.step is None else f"{expr_text(rule.each.step)} of "
        cap = "" if rule.each.cap is None else f", capped at {rule.each.cap}"
        each = ("for each ", Code(f"{step}{expr_text(rule.each.of)}"), cap)
    own = cited(rule.cite)
    cite: Words = (own,) if own and own != source else ()
    if rule.label is None:
        return (condition or each, (points,), each if condition else (), cite)
    when = (*condition, *((" ",) if condition and each else ()), *each)
    return ((titles.of(name, rule.label),), (points,), when, cite)


def _table(table: n.Table) -> Iterator[Block]:
    how = _OF_ROWS[table.policy]
    subjects = [Code(expr_text(table.rows_by))]
    words: list[str | Code] = ["By ", subjects[0]]
    if table.columns_by is not None:
        words += [" (rows) and ", Code(expr_text(table.columns_by)), " (columns)"]
    yield Paragraph((*words, f". {how}".rstrip()))
    corner: Words = (table.corner,) if table.corner else ("",)
    head: Row = (corner, *((column_text(column),) for column in table.columns))
    rows = [((bands_text(row.head),), *((expr_text(cell),) for cell in row.cells)) for row in table.rows]
    if table.otherwise is not None:
        blank = [((expr_text(table.otherwise.value),) if at == 0 else ("",)) for at in range(len(table.columns))]
        rows.append((("otherwise",), *blank))
    yield Grid(head, tuple(rows), frozenset(range(1, len(head))))


def _thresholds(titles: Titles, name: str, thresholds: n.Thresholds) -> Iterator[Block]:
    yield Paragraph(("The first row all of whose limits are met counts.",))
    labelled = any(row.label is not None for row in thresholds.rows)
    names = [member.text for member in thresholds.members] or [limit_text(column) for column in thresholds.columns]
    if thresholds.limit is not None:
        yield Paragraph(("Limits: ", Code(limit_text(thresholds.limit))))
    head: Row = (*((("",),) if labelled else ()), ("Points",), *((one,) for one in names))
    rows: list[Row] = []
    for row in thresholds.rows:
        value = row.value if row.value is not None else thresholds.value
        points = "" if value is None else points_text(value, True).lstrip("+")
        cells: Row = tuple((Code(expr_text(cell)),) if cell is not None else ("",) for cell in row.cells)
        label: Row = (((titles.of(name, row.label) if row.label is not None else ""),),) if labelled else ()
        rows.append((*label, (points,), *cells))
    if thresholds.otherwise is not None:
        last: Row = ((expr_text(thresholds.otherwise.value),), *((("",),) * len(names)))
        rows.append((("otherwise",), *last) if labelled else last)
    yield Grid(head, tuple(rows), frozenset([int(labelled)]))
