"""Nodes of tables, thresholds and wordings: rows first, then each cell by itself.

A cell knows what it may hold from its column, so each is parsed with its own start of the grammar
(`cell_head`, `cell_result`, …) and a mistake in one cell is one message at that cell.
"""

import re
from collections.abc import Callable
from typing import Any

from qmasdsl.source import Span
from qmasdsl.syntax import nodes
from qmasdsl.syntax import problems_tables as problems
from qmasdsl.syntax.automaton import Site
from qmasdsl.syntax.build_declarations import collect
from qmasdsl.syntax.build_expressions import OPERATORS, name_of, shared_unit, text_of, written
from qmasdsl.syntax.driver import CellError
from qmasdsl.syntax.words import Token

Cell = tuple[int, int]
ParseCell = Callable[[Site, str, Cell], Any]

_POLICIES = {
    "table": nodes.GroupPolicy.ONLY_ONE,
    "first": nodes.GroupPolicy.FIRST,
    "highest": nodes.GroupPolicy.HIGHEST,
}
_BLANK = re.compile(r"[-–—−]*|n/?a|nil", re.IGNORECASE)
_EXCEL = re.compile(
    r"[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?|4[0-9],?[0-9]{3}"
    r"|[0-9]{1,2}[- ]([A-Z][a-z]+)|([A-Z][a-z]+)[- ][0-9]{1,2}"
)
_EXCEL_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HYPHENATED = re.compile(r"([0-9]+)\s*[-—]\s*([0-9]+)")
_COLUMN_NAME = re.compile(r"[^\W\d]\w*(?:[ .]\w+)*")
_TABLE_EXAMPLE = "age | points     and beneath it the rows, such as 18 to 39 | 30"


class Tables:
    """The actions that read cells; they need the parser itself, which is handed in (`parse_cell`)."""

    def __init__(self, parse_cell: ParseCell) -> None:
        self.parse_cell = parse_cell

    # ---- tables ----

    def table(self, site: Site, children: list[Any], span: Span) -> nodes.Table:
        with site.unread_if_wrong(span):
            return self._table(site, children, span)

    def _table(self, site: Site, children: list[Any], span: Span) -> nodes.Table:
        head, rows_by, columns_by, *rows = children
        policy = _POLICIES[written(site, head).split()[0]]
        if not rows:
            site.problems.append(problems.HeadingMissing(site.span(head.start, head.end), _TABLE_EXAMPLE))
            return nodes.Table(policy, rows_by, columns_by, "", (), (), span=span)
        heading, *body = rows
        corner, *titles = heading.cells
        columns: tuple[Any, ...]
        if columns_by is None:
            columns = tuple(self._column(site, title) for title in titles)
        else:
            columns = tuple(self._head(site, title) for title in titles)
        found, otherwise = [], None
        for number, row in enumerate(body, start=1):
            if otherwise is not None:
                site.problems.append(problems.OtherwiseNotLast(site.span(row.start, row.end)))
            elif self._is_otherwise(site, row):
                otherwise = self._otherwise(site, row)
            elif self._fits(site, row, heading, number):
                found.append(self._table_row(site, row, titles))
        if not body:
            site.problems.append(problems.HeadingMissing(site.span(heading.start, heading.end), _TABLE_EXAMPLE))
        title = " ".join(_text(site, corner).split())
        return nodes.Table(policy, rows_by, columns_by, title, columns, tuple(found), otherwise, span=span)

    def _table_row(self, site: Site, row: Token, titles: list[Cell]) -> nodes.TableRow:
        head, *cells = row.cells
        values = []
        for cell, title in zip(cells, titles, strict=True):
            value = self._value(site, cell, _text(site, title))
            values.append(value if value is not None else nodes.Quantity((("0", ""),), span=site.span(*cell)))
        return nodes.TableRow(self._head(site, head), tuple(values), span=site.span(row.start, row.end))

    def _column(self, site: Site, title: Cell) -> nodes.Path:
        """A heading that names a condition; a space in it stands for `_`."""
        text = " ".join(_text(site, title).split())
        if not _COLUMN_NAME.fullmatch(text):
            site.problems.append(
                problems.CellBlank(site.span(*_wide(title)), text, "")
                if _BLANK.fullmatch(text)
                else problems.CellUnread(
                    site.span(*title),
                    text[:40],
                    "the heading of a column",
                    ("the name of a yes/no fact or define", "points     if the column is for everybody"),
                )
            )
            text = "points"
        return nodes.Path(tuple(text.replace(" ", "_").split(".")), span=site.span(*_wide(title)))

    def _head(self, site: Site, cell: Cell) -> tuple[nodes.Band, ...]:
        text = _text(site, cell)
        if _BLANK.fullmatch(text):
            site.problems.append(problems.CellBlank(site.span(*_wide(cell)), text, ""))
            return ()
        if _is_excel_date(text):
            site.problems.append(problems.ExcelDate(site.span(*cell), text))
            return ()
        if match := _HYPHENATED.fullmatch(text):
            meant = (f"{match[1]} to {match[2]}",)
            site.problems.append(problems.CellUnread(site.span(*cell), text, "the values of a row", meant))
            return ()
        bands = self._parse(site, "cell_head", cell, "the values of a row", "18, 20 to 29, 45 or over, under 18, any")
        return bands or ()

    def _value(self, site: Site, cell: Cell, column: str) -> nodes.Expr | None:
        text = _text(site, cell)
        if _BLANK.fullmatch(text):
            site.problems.append(problems.CellBlank(site.span(*_wide(cell)), text, column))
            return None
        result = self._parse(site, "cell_result", cell, "points or a value", "a whole number, such as 30")
        return result[0] if result else None

    # ---- thresholds ----

    def thresholds(self, site: Site, children: list[Any], span: Span) -> nodes.Thresholds:
        with site.unread_if_wrong(span):
            return self._thresholds(site, children, span)

    def thresholds_by(self, site: Site, children: list[Any], span: Span) -> nodes.Thresholds:
        with site.unread_if_wrong(span):
            return self._thresholds_by(site, children, span)

    def _thresholds(self, site: Site, children: list[Any], span: Span) -> nodes.Thresholds:
        value, heading, *rows = children
        if heading is None and rows:
            heading, *rows = rows
            if heading.cells[0][0] == heading.cells[0][1]:
                heading = heading._replace(cells=heading.cells[1:])
        if heading is None or not rows:
            example = "thresholds | age at least     and beneath it the rows, such as +10 | 18"
            site.problems.append(problems.HeadingMissing(_first_line(span), example))
            return nodes.Thresholds((), (), value, span=span)
        columns = tuple(self._limit_column(site, title) for title in heading.cells)
        read: list[tuple[str, str]] = [
            ("cell_condition" if column is None else "cell_limit", _text(site, title))
            for column, title in zip(columns, heading.cells, strict=True)
        ]
        found, otherwise = self._threshold_rows(site, rows, heading, read, labels_only=value is not None)
        return nodes.Thresholds(found, columns, value, otherwise=otherwise, span=span)

    def _thresholds_by(self, site: Site, children: list[Any], span: Span) -> nodes.Thresholds:
        member, subject, operator, *rows = children
        limit = nodes.LimitColumn(subject, OPERATORS[operator.type], span=subject.span)
        if len(rows) < 2:
            example = " | reading | writing     and beneath it the rows, such as 10 | 8.0 | 7.5"
            site.problems.append(problems.HeadingMissing(_first_line(span), example))
            return nodes.Thresholds((), member=name_of(site, member), limit=limit, span=span)
        heading, *body = rows
        titles = heading.cells[1:]
        members = tuple(nodes.Name(_text(site, title).replace(" ", "_"), span=site.span(*title)) for title in titles)
        read = [("cell_limit", _text(site, title)) for title in titles]
        heading = heading._replace(cells=titles)
        found, otherwise = self._threshold_rows(site, body, heading, read, labels_only=False)
        return nodes.Thresholds(found, (), None, name_of(site, member), limit, members, otherwise, span=span)

    def _threshold_rows(
        self, site: Site, rows: list[Token], heading: Token, read: list[tuple[str, str]], labels_only: bool
    ) -> tuple[tuple[nodes.ThresholdRow, ...], nodes.Otherwise | None]:
        found, otherwise = [], None
        for number, row in enumerate(rows, start=1):
            if otherwise is not None:
                site.problems.append(problems.OtherwiseNotLast(site.span(row.start, row.end)))
                continue
            if self._is_otherwise(site, row):
                otherwise = self._otherwise(site, row)
                continue
            head, *cells = row.cells
            if len(cells) != len(heading.cells):
                place = site.span(row.start, row.end)
                wanted = len(heading.cells) + 1
                top = site.span(heading.start, heading.end)
                site.problems.append(problems.RowLength(place, number, len(row.cells), wanted, top))
                continue
            value, label = self._result(site, head, labels_only)
            limits = tuple(
                self._limit(site, start, cell, column) for cell, (start, column) in zip(cells, read, strict=True)
            )
            found.append(nodes.ThresholdRow(value, limits, label, span=site.span(row.start, row.end)))
        return tuple(found), otherwise

    def _result(self, site: Site, cell: Cell, labels_only: bool) -> tuple[nodes.Expr | None, nodes.Text | None]:
        text = _text(site, cell)
        if labels_only and not text:
            return None, None
        if _BLANK.fullmatch(text):
            site.problems.append(problems.CellBlank(site.span(*_wide(cell)), text, "first column"))
            return nodes.Quantity((("0", ""),), span=site.span(*cell)), None
        result = self._parse(site, "cell_result", cell, "what the row gives", "+10")
        value, label = result or (None, None)
        if labels_only and value is not None:
            wanted = "a label in quotation marks, since `=> +…` above says what every row gives"
            site.problems.append(problems.CellUnread(site.span(*cell), text, wanted, (f'"{text}"',)))
            return None, None
        if not labels_only and value is None:
            if result is not None:
                site.problems.append(problems.CellUnread(site.span(*cell), text, "what the row gives", ("+10",)))
            return nodes.Quantity((("0", ""),), span=site.span(*cell)), label
        return value, label

    def _limit(self, site: Site, start: str, cell: Cell, column: str) -> nodes.Expr | None:
        text = _text(site, cell)
        if not text:
            return None
        if _BLANK.fullmatch(text):
            site.problems.append(problems.CellUnread(site.span(*cell), text, "a limit", ("nothing, for no limit",)))
            return None
        wanted = "a condition" if start == "cell_condition" else "a limit"
        found: nodes.Expr | None = self._parse(site, start, cell, wanted, f"what `{column}` is compared with")
        return found

    def _limit_column(self, site: Site, title: Cell) -> nodes.LimitColumn | None:
        example = "salary at least"
        found: nodes.LimitColumn | str | None = self._parse(
            site, "cell_limit_column", title, "the heading of a column of limits", example
        )
        return None if isinstance(found, str) else found

    # ---- otherwise, and what all rows share ----

    def _is_otherwise(self, site: Site, row: Token) -> bool:
        return re.match(r"otherwise(?!\w)", _text(site, row.cells[0])) is not None

    def _otherwise(self, site: Site, row: Token) -> nodes.Otherwise | None:
        first = row.cells[0]
        cells = [_text(site, cell) for cell in row.cells[1:]]
        if cells:
            if len(set(cells)) != 1:
                site.problems.append(problems.OtherwiseCells(site.span(row.start, row.end)))
                return None
            value = self._value(site, row.cells[1], "")
            return None if value is None else nodes.Otherwise(value, span=site.span(row.start, row.end))
        found: nodes.Otherwise | None = self._parse(site, "cell_otherwise", first, "an otherwise line", "otherwise 0")
        return found

    def _fits(self, site: Site, row: Token, heading: Token, number: int) -> bool:
        if len(row.cells) == len(heading.cells):
            return True
        top = site.span(heading.start, heading.end)
        place = site.span(row.start, row.end)
        site.problems.append(problems.RowLength(place, number, len(row.cells), len(heading.cells), top))
        return False

    def _parse(self, site: Site, start: str, cell: Cell, wanted: str, example: str) -> Any:
        before = len(site.problems)
        try:
            return self.parse_cell(site, start, cell)
        except CellError:
            if len(site.problems) == before:
                site.problems.append(
                    problems.CellUnread(site.span(*_wide(cell)), _text(site, cell)[:60], wanted, (example,))
                )
            return None

    # ---- wording ----

    def wording(self, site: Site, children: list[Any], span: Span) -> nodes.Wording:
        tag, *rows = children
        language = written(site, tag)
        pairs = []
        for row in rows:
            if len(row.cells) != 2:
                site.problems.append(problems.WordingCells(site.span(row.start, row.end), len(row.cells)))
                continue
            key, text = (site.source.text[start:end] for start, end in row.cells)
            pairs.append(nodes.WordingRow(key, text, span=site.span(row.start, row.end)))
        heading = (pairs[0].key, pairs[0].text) if pairs else ("", "")
        heading_at = pairs[0].span if pairs else None
        return nodes.Wording(language, heading, tuple(pairs[1:]), heading_at=heading_at, span=span)


# ---- the cells themselves -----------------------------------------------------------------------


def cell_head(site: Site, children: list[Any], span: Span) -> tuple[nodes.Band, ...]:
    return tuple(children)


def band(site: Site, children: list[Any], span: Span) -> nodes.Band:
    low, high = children
    if high is None:
        return nodes.Band(low, low, span=span)
    return nodes.Band(shared_unit(low, high), high, span=span)


def band_under(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(shared_unit(children[0], children[1]), children[1], under=True, span=span)


def band_or_over(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(children[0], None, span=span)


def band_or_under(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(None, children[0], span=span)


def band_below(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(None, children[0], under=True, span=span)


def band_above(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(children[0], None, over=True, span=span)


def band_any(site: Site, children: list[Any], span: Span) -> nodes.Band:
    return nodes.Band(None, None, span=span)


def band_value(site: Site, children: list[Any], span: Span) -> nodes.Expr:
    child = children[0]
    return nodes.Path((written(site, child),), span=span) if isinstance(child, Token) else child


def cell_column(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def cell_result(site: Site, children: list[Any], span: Span) -> tuple[nodes.Expr, nodes.Text | None]:
    value, label = children
    return value, text_of(site, label) if label else None


def cell_label(site: Site, children: list[Any], span: Span) -> tuple[None, nodes.Text]:
    return None, text_of(site, children[0])


def cell_limit(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def cell_condition(site: Site, children: list[Any], span: Span) -> Any:
    return children[0]


def cell_limit_column(site: Site, children: list[Any], span: Span) -> nodes.LimitColumn:
    subject, operator = children
    return nodes.LimitColumn(subject, OPERATORS[operator.type], span=span)


def and_column(site: Site, children: list[Any], span: Span) -> str:
    return "and"


def cell_otherwise(site: Site, children: list[Any], span: Span) -> nodes.Otherwise:
    value, *rest = children
    parts = collect(site, rest, allowed=("label", "citation"), head="otherwise")
    return nodes.Otherwise(value, parts.get("label"), parts.get("citation"), span=span)


def _is_excel_date(text: str) -> bool:
    match = _EXCEL.fullmatch(text)
    if match is None:
        return False
    month = match[1] or match[2]
    return month is None or month[:3] in _EXCEL_MONTHS


def _text(site: Site, cell: Cell) -> str:
    return site.text[cell[0] : cell[1]]


def _wide(cell: Cell) -> Cell:
    """A blank cell has no width; a message needs some place to point at."""
    return cell if cell[1] > cell[0] else (cell[0], cell[0] + 1)


def _first_line(span: Span) -> Span:
    end = span.source.text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.source, span.start, end)
