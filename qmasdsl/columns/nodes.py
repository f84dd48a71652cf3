"""The sheet: what a rule set comes to, as columns of whole numbers and truths.

A sheet has a column for everything that is given of an applicant, columns worked out from those before them,
and results. There are no names of the language left in it, no records, no dates and nothing unknown: each is
plain arithmetic on whole numbers, total and without order, so that an engine of columns, a database or another
language can be told of it in a few lines and cannot understand it differently.

Of a row that passes every check of `Sheet.checks` the results are what the interpreter says of that applicant.
Of any other row nothing is said.
"""

from enum import StrEnum

from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Comparison
from qmasdsl.ir.types import Scalar

__all__ = [
    "Added", "Among", "Any", "Cell", "CellHolds", "Check", "Choice", "Column", "Compare", "Comparison", "Every",
    "Fault", "Fits", "Fixed", "Given", "Greatest", "Kind", "Least", "Not", "Quotient", "Result", "Sheet", "Sure",
    "Truth", "Whole", "Work", "Worked", "WorkedHolds",
]  # fmt: skip


@frozen
class Fixed:
    value: int


@frozen
class Cell:
    """The encoded value of a given column (see `qmasdsl.ir.types`); its `absent` where there is none."""

    column: str


@frozen
class Worked:
    """A column worked out before, a whole number."""

    name: str


@frozen
class Added:
    """constant + the sum of size * term."""

    terms: tuple[tuple[int, "Whole"], ...]
    constant: int = 0


@frozen
class Least:
    items: tuple["Whole", ...]


@frozen
class Greatest:
    items: tuple["Whole", ...]


@frozen
class Quotient:
    """Whole times that `by` goes into `of`. `of` is never below 0 (not even in a row that fails a check) and `by`
    is at least 1, so that rounding down and rounding to zero are the same."""

    of: "Whole"
    by: int


@frozen
class Choice:
    """The value of the first branch that holds, else `otherwise`."""

    branches: tuple[tuple["Truth", "Whole"], ...]
    otherwise: "Whole"


Whole = Fixed | Cell | Worked | Added | Least | Greatest | Quotient | Choice


@frozen
class Sure:
    value: bool


@frozen
class CellHolds:
    """A given yes/no column is yes; no where nothing is given."""

    column: str


@frozen
class WorkedHolds:
    """A column worked out before, a truth."""

    name: str


@frozen
class Given:
    """Something stands in the column, whether or not it fits."""

    column: str


@frozen
class Fits:
    """What stands in the column is a value of its type, inside its domain and on its step."""

    column: str


@frozen
class Compare:
    left: Whole
    comparison: Comparison
    right: Whole


@frozen
class Among:
    """`item` is one of `values` (ascending)."""

    item: Whole
    values: tuple[int, ...]


@frozen
class Every:
    items: tuple["Truth", ...]


@frozen
class Any:
    items: tuple["Truth", ...]


@frozen
class Not:
    item: "Truth"


Truth = Sure | CellHolds | WorkedHolds | Given | Fits | Compare | Among | Every | Any | Not


@frozen
class Column:
    """What is given of an applicant, by the name people write: `age`, `ielts.reading`, `languages.french` (yes/no,
    for a value of a `some of` fact), `children` (how many records), `children.1.child_age`.

    `fact` is the fact it is a part of. `absent` is what a `Cell` reads where nothing that fits is given: a value of
    the domain, on which no result of a row that passes the checks depends.
    """

    name: str
    fact: str
    type: Scalar
    absent: int
    label: str = ""


@frozen
class Work:
    """A column that is worked out; `least` and `greatest` bound it in every row (a truth: 0 and 1)."""

    name: str
    value: Whole | Truth
    least: int
    greatest: int
    about: str  # what it is, for whoever reads the generated text; never code


class Fault(StrEnum):
    """What a check finds."""

    UNFIT = "unfit"
    LACKS = "lacks"
    SHUT = "shut"
    ALWAYS = "always"


@frozen
class Check:
    """A row is not scored where `broken` holds; `words` says why, to people. `column` is "" for `always`."""

    fault: Fault
    column: str
    words: str
    broken: Truth


class Kind(StrEnum):
    """What a result is of."""

    ELIGIBLE = "eligible"
    REQUIREMENT = "requirement"
    OUTCOME = "outcome"
    APPLIES = "applies"
    TOTAL = "total"
    PASSES = "passes"
    OWN_REQUIREMENT = "requirement of a test"
    SECTION = "section"
    FACTOR = "factor"
    AWARD = "award"


@frozen
class Result:
    """A result. `name` is the column's, unlike any other; `path` is what it is called in the rules (`general.age`,
    the key of a rule for an award). `value` is a name or a constant; where `present` does not hold there is none
    (null): the points of a test that does not apply."""

    name: str
    kind: Kind
    path: str
    value: Whole | Truth
    present: Truth | None
    least: int
    greatest: int


@frozen
class Sheet:
    """A rule set as columns. `works` stand in an order in which each reads only those before it."""

    columns: tuple[Column, ...]
    works: tuple[Work, ...]
    checks: tuple[Check, ...]
    results: tuple[Result, ...]
