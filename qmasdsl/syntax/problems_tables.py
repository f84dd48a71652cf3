"""What can be wrong with the rows and cells of a table (QM11x), in the words of people who paste from Excel."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class CellUnread(Problem):
    """A cell whose text is not what its column holds."""

    code: ClassVar[str] = "QM111"
    written: str
    wanted: str
    types: tuple[str, ...] = ()

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.written}` cannot be read as {self.wanted}",
            self.span,
            types=self.types or (self.wanted,),
        )


@frozen
class ExcelDate(Problem):
    """A cell in which Excel has made a date of a range such as 10-12."""

    code: ClassVar[str] = "QM112"
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"Excel has made a date of this cell: `{self.written}`",
            self.span,
            types=("the two ends with `to` between them, such as 10 to 12",),
        )


@frozen
class CellBlank(Problem):
    """A blank cell, or one with a dash: it could mean nothing earned, anything, or not known."""

    code: ClassVar[str] = "QM113"
    written: str
    column: str

    def describe(self) -> Diagnostic:
        what = f"`{self.written}`" if self.written else "nothing"
        under = f" under `{self.column}`" if self.column else ""
        return Diagnostic(
            self.code,
            self.severity,
            f"there is {what} in the cell{under}",
            self.span,
            notes=("a merged cell in Word or Excel arrives as an empty one",),
            types=("0     if nothing is earned", "any     in the first column, if the value does not matter"),
        )


@frozen
class RowLength(Problem):
    """A row with more or fewer cells than the heading of its table."""

    code: ClassVar[str] = "QM114"
    number: int
    cells: int
    wanted: int
    heading: Span

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"row {self.number} of this table has {_cells(self.cells)}; the heading has {self.wanted}",
            self.span,
            marks=(Mark(self.heading, "the heading"),),
            notes=("a merged cell in Word or Excel arrives as an empty one",) if self.cells < self.wanted else (),
            types=("every cell of the row, parted by |; 0 where nothing is earned",),
        )


@frozen
class HeadingMissing(Problem):
    """A table without a heading row, or without any row beneath it."""

    code: ClassVar[str] = "QM115"
    example: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this table has no heading and rows",
            self.span,
            notes=("the heading is a line with | between the names of the columns, the rows stand beneath it",),
            types=(self.example,),
        )


@frozen
class OtherwiseNotLast(Problem):
    """A row after the `otherwise` of its table: `otherwise` is for all that no row covers, so it ends the table."""

    code: ClassVar[str] = "QM116"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "a row stands after `otherwise`",
            self.span,
            types=("this row above the `otherwise` line",),
        )


@frozen
class OtherwiseCells(Problem):
    """An `otherwise` row with different values in its cells."""

    code: ClassVar[str] = "QM125"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "`otherwise` gives one value for all the cells that no row covers",
            self.span,
            types=("otherwise 0", "a row with the head it stands for, if the cells differ"),
        )


@frozen
class WordingCells(Problem):
    """A line of a wording table without exactly two cells."""

    code: ClassVar[str] = "QM126"
    cells: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"this line of the wording has {_cells(self.cells)}; it needs 2",
            self.span,
            types=("the English label | its translation",),
        )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
