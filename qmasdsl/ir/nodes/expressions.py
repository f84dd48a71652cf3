"""Numbers and conditions."""

from enum import StrEnum

from qmasdsl.frozen import frozen


@frozen
class Constant:
    """An exact integer, already scaled."""

    value: int


@frozen
class FactValue:
    """The encoded value of a fact that is a number, date, moment or choice."""

    fact: str


@frozen
class FieldValue:
    """The encoded value of a field of the record at hand; only inside Count and Total."""

    field: str


@frozen
class DefineValue:
    """The value of a define that is a number or a choice."""

    define: str


@frozen
class Score:
    """Points: `general.total`, a factor `general.age` or a section; 0 where the test does not apply."""

    path: str


@frozen
class Linear:
    """constant + the sum of coefficient * term, exactly."""

    terms: tuple[tuple[int, "Number"], ...]
    constant: int = 0


@frozen
class Least:
    """`lowest of …`"""

    items: tuple["Number", ...]


@frozen
class Greatest:
    """`highest of …`, `greatest of (…)`"""

    items: tuple["Number", ...]


@frozen
class Count:
    """`count of children where …`: how many records satisfy `where` (all of them if None)."""

    fact: str
    where: "Condition | None" = None


@frozen
class Total:
    """`sum of FIELD of children where …`: the sum of a numeric field over the records that satisfy `where`."""

    fact: str
    field: str
    where: "Condition | None" = None


@frozen
class Size:
    """`count of languages`: how many values of a `some of` fact are held."""

    fact: str


@frozen
class Completed:
    """`completed years from A to B`: whole periods of `months` months (12 for years, 1 for months) between
    two dates, negative never: 0 if B is before A. The period from A ends on the same day of the month;
    where that month has no such day, on the first of the next (29 February -> 1 March)."""

    months: int
    start: "Number"
    end: "Number"


@frozen
class Later:
    """A date plus a constant period of `months` months (may be negative) and `days` days, same rule as Completed."""

    start: "Number"
    months: int = 0
    days: int = 0


@frozen
class Each:
    """`+N for each STEP of E, capped at M`: points * floor(of / step), never below 0, and where there is
    a cap never over it. For negative `points` (a deduction) "never below 0" bounds the number of steps and
    the cap bounds the size of the deduction."""

    points: int
    step: int
    of: "Number"
    cap: int | None = None


Number = (
    Constant | FactValue | FieldValue | DefineValue | Score | Linear | Least | Greatest | Count | Total | Size
    | Completed | Later | Each
)


class Comparison(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    IS = "=="
    IS_NOT = "!="


@frozen
class Truth:
    """Always true, or always false."""

    value: bool


@frozen
class FactHolds:
    """A yes/no fact is yes."""

    fact: str


@frozen
class FieldHolds:
    """A yes/no field of the record at hand is yes; only inside Count and Total."""

    field: str


@frozen
class DefineHolds:
    """A yes/no define is yes."""

    define: str


@frozen
class Reading:
    """An open question, as the file reads it (`Question.reading`)."""

    question: str


@frozen
class Compare:
    """Two numbers of one scale compared."""

    left: Number
    comparison: Comparison
    right: Number


@frozen
class Among:
    """A choice is one of `values` (encoded, ascending): `is a`, `in {a, b}`, `is not a` under Not."""

    item: Number
    values: tuple[int, ...]


@frozen
class OnList:
    """`profession in talent_list`: the value is an entry of the list and that entry's own condition holds.
    `entries` maps each value of the item's type that is on the list (encoded, ascending) to the entry."""

    item: Number
    list: str
    entries: tuple[tuple[int, str], ...]


@frozen
class Includes:
    """`languages includes french`: a `some of` fact holds one of `values` (encoded)."""

    fact: str
    values: tuple[int, ...]


@frozen
class FieldIncludes:
    """The same of a `some of` field of the record at hand."""

    field: str
    values: tuple[int, ...]


@frozen
class And:
    """Each is read only where those before it hold."""

    items: tuple["Condition", ...]


@frozen
class Or:
    """Each is read only where those before it do not hold."""

    items: tuple["Condition", ...]


@frozen
class Not:
    item: "Condition"


@frozen
class AtLeast:
    """`at least 2 of a, b, c`"""

    count: int
    items: tuple["Condition", ...]


@frozen
class Passes:
    """`T.passes`: the test applies, its own requirements hold and its mark is reached."""

    test: str


@frozen
class Applies:
    """`T.applies`: the test's `only when` holds."""

    test: str


@frozen
class Met:
    """A requirement holds: `adult` for the scheme's, `general.competent` for a test's."""

    requirement: str


@frozen
class Eligible:
    """Every requirement of the scheme is met."""


@frozen
class Comes:
    """An outcome is true: false for whoever is not eligible."""

    outcome: str


Condition = (
    Truth | FactHolds | FieldHolds | DefineHolds | Reading | Compare | Among | OnList | Includes | FieldIncludes
    | And | Or | Not | AtLeast | Passes | Applies | Met | Eligible | Comes
)
