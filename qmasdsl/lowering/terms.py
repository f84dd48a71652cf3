"""Terms: what an expression turned out to be, while it is being checked.

A term carries its meaning (a node of the IR) together with what the checker must know to use it: the unit,
the decimal places it is scaled by, the least and greatest value it can take. Constants stay apart from other
numbers (`Fixed`), because a bare number takes the unit and the scale of whatever it meets.

`Mistake` is what failed to be anything. It agrees with everything, so that one mistake is one message.
"""

from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Several

LARGEST = 2**53  # every intermediate of a comparison fits, so that every back end is exact
LARGEST_TOTAL = 2**31 - 1  # a total fits 32 bits


@frozen
class Home:
    """The fact, field or define that a term simply is; its domain is what a constant beside it must fit."""

    name: str
    type: Numeric | Date | Moment


@frozen
class Held:
    """A condition."""

    code: ir.Condition


@frozen
class Fixed:
    """A constant number: value / 10 ** places, with a unit or (unit "") none said. No trailing zeros."""

    value: int
    places: int = 0
    unit: str = ""


@frozen
class Amount:
    """A number that depends on the applicant, scaled by 10 ** places, from `least` to `greatest`."""

    code: ir.Number
    unit: str
    places: int
    least: int
    greatest: int
    form: Form = Form.WHOLE
    home: Home | None = None


@frozen
class Dated:
    """A day (or, with `moment`, a moment). A constant if least is greatest and `code` says so."""

    code: ir.Number
    least: int
    greatest: int
    moment: bool = False
    home: Home | None = None


@frozen
class Picked:
    """A value of a choice; `name` is the fact's or define's, or the value's own if it is a constant."""

    code: ir.Number
    choice: Choice
    name: str = ""


@frozen
class Holding:
    """A `some of` fact, or such a field of the record at hand."""

    name: str
    several: Several
    field: bool = False


@frozen
class Rows:
    """A fact that is a list of records."""

    name: str
    records: Records


@frozen
class Family:
    """A fact or define `of each …`, named bare: (member, term) in the order of the kind."""

    name: str
    kind: str
    members: tuple[tuple[str, "Term"], ...]


@frozen
class Mistake:
    """What was reported, or follows from what was reported."""


Term = Held | Fixed | Amount | Dated | Picked | Holding | Rows | Family | Mistake
MISTAKE = Mistake()


def times(code: ir.Number, factor: int) -> ir.Number:
    """`factor` times `code`, kept flat."""
    if factor == 1:
        return code
    match code:
        case ir.Constant(value):
            return ir.Constant(value * factor)
        case ir.Linear(terms, constant):
            return ir.Linear(tuple((c * factor, item) for c, item in terms), constant * factor)
        case _:
            return ir.Linear(((factor, code),))


def plus(codes: list[ir.Number]) -> ir.Number:
    """The sum of the codes: one flat Linear, equal terms gathered, or a constant."""
    gathered: dict[ir.Number, int] = {}
    constant = 0
    for code in codes:
        match code:
            case ir.Constant(value):
                constant += value
            case ir.Linear(terms, rest):
                constant += rest
                for coefficient, item in terms:
                    gathered[item] = gathered.get(item, 0) + coefficient
            case _:
                gathered[code] = gathered.get(code, 0) + 1
    terms = tuple((coefficient, item) for item, coefficient in gathered.items() if coefficient)
    if not terms:
        return ir.Constant(constant)
    if len(terms) == 1 and terms[0][0] == 1 and constant == 0:
        return terms[0][1]
    return ir.Linear(terms, constant)


def words_for(term: Term) -> str:
    """What kind of thing a term is, for a sentence: "a number", "a choice"."""
    match term:
        case Held():
            return "a condition (yes or no)"
        case Fixed() | Amount():
            return "a number"
        case Dated(moment=True):
            return "a date and time"
        case Dated():
            return "a date"
        case Picked(choice=Choice(ordered=True)):
            return "a level"
        case Picked():
            return "a choice"
        case Holding():
            return "a set of values (`some of`)"
        case Rows():
            return "a list of records"
        case Family():
            return "one value for each name of a kind"
        case Mistake():
            return "something else"
