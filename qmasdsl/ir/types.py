"""Types: the whole domain of every fact, as exact integers.

Every value a rule can read is one of these, encoded so that no back end ever needs a fraction:

    yes/no              bool
    Numeric             int, scaled by 10 ** places (months are whole months)
    Date                int, the proleptic Gregorian ordinal (`date.toordinal`)
    Moment              int, microseconds since 1970-01-01T00:00Z
    Choice              int, the index of the value in `values` (for a level, its rank)
    Several             frozenset of such indices
    Records             tuple of dicts, field name -> encoded value
"""

from enum import StrEnum

from qmasdsl.frozen import frozen


class Form(StrEnum):
    """How a number is written and read by people; the arithmetic is the same for all."""

    WHOLE = "whole number"
    NUMBER = "number"
    MONTHS = "months"
    MONEY = "money"


@frozen
class YesNo:
    """`yes/no`"""


@frozen
class Numeric:
    """`whole number from 0 to 120, years`, `number from 0 to 9 by 0.5`, `months from 0 to 60 years`,
    `money HKD a year, from 0 to 100_000_000`.

    `least`, `greatest` and `step` are scaled by 10 ** `places`. `unit` is "" or words ("years",
    "HKD a year"). `since` names the date that the data may give instead (`years since born`): the
    number is then the completed years from it to the day the scheme's `version by` fact names.
    """

    form: Form
    least: int
    greatest: int
    step: int = 1
    places: int = 0
    unit: str = ""
    since: str | None = None


@frozen
class Date:
    """`date`: a day from `least` to `greatest`, as ordinals."""

    least: int
    greatest: int


@frozen
class Moment:
    """`date and time`: microseconds since 1970-01-01T00:00Z."""

    least: int
    greatest: int


@frozen
class Value:
    """One value of a choice: its ASCII (or Han) name, and the label people read ("" if none)."""

    name: str
    label: str = ""


@frozen
class Choice:
    """`one of a, b`, `one of talent_list, or other` and, when `ordered`, `level a < b`.

    `or other` is simply a last value named `other`. `listed` names the list the values come from.
    """

    values: tuple[Value, ...]
    ordered: bool = False
    listed: str | None = None
    kind: str | None = None

    def index(self, name: str) -> int:
        """The encoded value of `name`; ValueError if it is not one of the values."""
        for index, value in enumerate(self.values):
            if value.name == name:
                return index
        raise ValueError(name)


@frozen
class Several:
    """`some of a, b`: any number of the values, none twice."""

    values: tuple[Value, ...]
    listed: str | None = None


@frozen
class Field:
    """A field of a record; its type is never itself Records."""

    name: str
    type: "Scalar"
    label: str = ""


@frozen
class Records:
    """`up to 10` with its `each with` lines."""

    limit: int
    fields: tuple[Field, ...]


Scalar = YesNo | Numeric | Date | Moment | Choice | Several
Type = Scalar | Records
