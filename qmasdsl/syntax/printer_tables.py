"""Tables, thresholds and wording: rows whose cells stand beneath each other, parted by `|`.

Numbers stand at the right of their cell, words at its left. The bar is what the reader of the language
goes by; the columns are for people.
"""

from collections.abc import Iterable, Sequence

from qmasdsl.source import Span
from qmasdsl.syntax.nodes import (
    Band,
    Expr,
    GroupPolicy,
    LimitColumn,
    Name,
    Otherwise,
    Path,
    Quantity,
    Table,
    ThresholdRow,
    Thresholds,
    Wording,
)
from qmasdsl.syntax.printer_expressions import CONDITION, OPERAND, expr_text, joined, label_text, range_text
from qmasdsl.syntax.printer_lines import Line, padded, width

Row = tuple[list[str], Span | None]

_TABLE_HEADS = {
    GroupPolicy.ONLY_ONE: "table by",
    GroupPolicy.FIRST: "first row of table by",
    GroupPolicy.HIGHEST: "highest row of table by",
    GroupPolicy.ALL: "table by",  # the grammar has no such table
}


def points_text(value: Expr, signed: bool) -> str:
    """`+20` for the points of a rule; the value itself in a define, which has no sign of its own."""
    text = expr_text(value, OPERAND)
    return f"+{text}" if signed and isinstance(value, Quantity) and not text.startswith("-") else text


def table_lines(table: Table, depth: int, word: str = "") -> list[Line]:
    """The table's head, its heading row and its rows; `word` is a `plus ` before it."""
    subjects = expr_text(table.rows_by, OPERAND)
    if table.columns_by is not None:
        subjects = f"{subjects}, {expr_text(table.columns_by, OPERAND)}"
    heading = [table.corner, *(column_text(column) for column in table.columns)]
    rows: list[Row] = [(heading, _column_span(table.columns))]
    rows += [([bands_text(row.head), *_values(row.cells)], row.span) for row in table.rows]
    return [
        Line(depth, f"{word}{_TABLE_HEADS[table.policy]} {subjects}", table.span),
        *_rows(rows, depth + 1),
        *_otherwise(table.otherwise, depth + 1),
    ]


def thresholds_lines(thresholds: Thresholds, depth: int, signed: bool, word: str = "") -> list[Line]:
    """The limits as columns; the heading stands on the head line, or beneath it where it names members of a kind."""
    rows: list[Row] = [(_threshold_cells(row, signed), row.span) for row in thresholds.rows]
    if thresholds.member is not None and thresholds.limit is not None:
        head = f"{word}thresholds by {thresholds.member.text}, {limit_text(thresholds.limit)}"
        heading: Row = (["", *(name.text for name in thresholds.members)], _column_span(thresholds.members))
        lines = [Line(depth, head, thresholds.span), *_rows([heading, *rows], depth + 1)]
    else:
        given = "" if thresholds.value is None else f" => {points_text(thresholds.value, signed)}"
        heading = ([f"{word}thresholds{given}", *map(limit_text, thresholds.columns)], thresholds.span)
        lines = _rows([heading, *rows], depth, first_is_head=True)
    return [*lines, *_otherwise(thresholds.otherwise, depth + 1)]


def wording_lines(wording: Wording) -> list[Line]:
    """The heading and the pairs, at the column of the longest English words."""
    heading: Row = (list(wording.heading), wording.heading_at)
    rows: list[Row] = [heading, *(([row.key, row.text], row.span) for row in wording.rows)]
    return [Line(0, f"wording {wording.language}", wording.span), *_rows(rows, 1, words=True)]


def _rows(rows: Sequence[Row], depth: int, first_is_head: bool = False, words: bool = False) -> list[Line]:
    """Each row as a line. With `first_is_head` the others stand one level deeper than the first."""
    inset = ["", *["  " if first_is_head else ""] * (len(rows) - 1)]
    texts = [[lead + cells[0], *cells[1:]] for lead, (cells, _) in zip(inset, rows, strict=True)]
    columns = [max(map(width, column)) for column in _columns(texts)]
    return [
        Line(depth, _row_text(cells, columns, words), at, solid=True)
        for cells, (_, at) in zip(texts, rows, strict=True)
    ]


def _row_text(cells: Sequence[str], columns: Sequence[int], words: bool) -> str:
    shown = [padded(cells[0], columns[0])]
    shown += [
        padded(cell, columns[i], right=not words and _is_number(cell)) for i, cell in enumerate(cells[1:], start=1)
    ]
    return " | ".join(shown).rstrip(" ")


def _columns(rows: Sequence[Sequence[str]]) -> Iterable[list[str]]:
    for i in range(max(map(len, rows))):
        yield [row[i] for row in rows if i < len(row)]


def _is_number(cell: str) -> bool:
    """Whether the cell begins with a digit: `10 years`, `41_700`, `2018-08-28`, but not `90% of rate`."""
    return cell[:1].isdecimal() and "%" not in cell


def _values(cells: tuple[Expr, ...]) -> list[str]:
    return [expr_text(cell, OPERAND) for cell in cells]


def _threshold_cells(row: ThresholdRow, signed: bool) -> list[str]:
    value = "" if row.value is None else points_text(row.value, signed)
    limits = ("" if cell is None else expr_text(cell, CONDITION) for cell in row.cells)
    return [joined(value, label_text(row.label)), *limits]


def limit_text(limit: LimitColumn | None) -> str:
    return "and" if limit is None else f"{expr_text(limit.subject, OPERAND)} {limit.operator.value}"


def column_text(column: Path | tuple[Band, ...]) -> str:
    return column.text if isinstance(column, Path) else bands_text(column)


def _column_span(columns: tuple[Path, ...] | tuple[tuple[Band, ...], ...] | tuple[Name, ...]) -> Span | None:
    """Where the heading row stands; None if nothing in it could be read."""
    for column in columns:
        if not isinstance(column, tuple):
            return column.span
        if column:
            return column[0].span
    return None


def bands_text(bands: tuple[Band, ...]) -> str:
    """A row or column head: `3 to under 5 years`, `master, doctorate`."""
    return ", ".join(map(_band_text, bands))


def _band_text(band: Band) -> str:
    if band.low is None:
        if band.high is None:
            return "any"
        high = expr_text(band.high, OPERAND)
        return f"under {high}" if band.under else f"{high} or under"
    low = expr_text(band.low, OPERAND)
    if band.high is None:
        return f"over {low}" if band.over else f"{low} or over"
    if band.low == band.high and not band.under:
        return low
    return range_text(band.low, band.high, band.under)


def _otherwise(otherwise: Otherwise | None, depth: int) -> list[Line]:
    if otherwise is None:
        return []
    words = joined("otherwise", expr_text(otherwise.value, OPERAND), label_text(otherwise.label, otherwise.cite))
    return [Line(depth, words, otherwise.span)]
