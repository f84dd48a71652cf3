"""Types: how a value of each type is read in a generated module, and the tables by which it says what is wrong.

A type is an object for the whole reading and for messages, and a call for the quick reading. The values of a choice
are a table of its own, shared by all facts that have the same.
"""

from typing import assert_never

from qmasdsl.codegen.javascript.literals import listed, literal
from qmasdsl.codegen.names import Code
from qmasdsl.ir.types import Choice, Date, Field, Form, Moment, Numeric, Records, Scalar, Several, Type, Value, YesNo
from qmasdsl.ir.words import type_words


class Types:
    """Prints types; `tables` are the statements that stand before all else."""

    def __init__(self) -> None:
        self.tables: list[Code] = []
        self._choices: dict[tuple[Value, ...], Code] = {}

    def table(self, type: Type) -> Code:
        """The type as an object."""
        match type:
            case YesNo():
                return Code('{ kind: "yes/no" }')
            case Numeric(Form.MONTHS):
                return Code(f'{{ kind: "months", {_bounds(type)}, step: {type.step} }}')
            case Numeric() if _is_whole(type):
                return Code(f'{{ kind: "whole", {_bounds(type)}, step: {type.step} }}')
            case Numeric(places=places):
                scale = f"scale: {10**places}, decimals: {places}"
                return Code(f'{{ kind: "number", {scale}, {_bounds(type)}, step: {type.step} }}')
            case Date():
                return Code(f'{{ kind: "date", {_bounds(type)} }}')
            case Moment():
                return Code(f'{{ kind: "moment", {_bounds(type)} }}')
            case Choice(values):
                return Code(f'{{ kind: "choice", {self._values(values)} }}')
            case Several(values):
                return Code(f'{{ kind: "several", {self._values(values)} }}')
            case Records(limit, fields):
                inside = listed(self._field(field, at) for field, at in zip(fields, offsets(fields), strict=True))
                return Code(f'{{ kind: "records", limit: {limit}, width: {width_of(fields)}, fields: {inside} }}')
            case _:
                assert_never(type)

    def reads(self, type: Scalar, given: Code) -> Code:
        """A call that gives the encoded value of `given`, undefined where it does not fit."""
        match type:
            case YesNo():
                raise TypeError("a yes/no is what is given")
            case Numeric():
                bounds = f"{given}, {type.least}, {type.greatest}, {type.step}"
                if type.form is Form.MONTHS:
                    return Code(f"_readMonths({bounds})")
                if _is_whole(type):
                    return Code(f"_readWhole({bounds})")
                return Code(f"_readNumber({given}, {10**type.places}, {type.least}, {type.greatest}, {type.step})")
            case Date(least, greatest):
                return Code(f"_readDay({given}, {least}, {greatest})")
            case Moment(least, greatest):
                return Code(f"_readMoment({given}, {least}, {greatest})")
            case Choice(values):
                return Code(f"_readName({given}, _PLACES{self._choice(values)})")
            case Several(values):
                return Code(f"_readSeveral({given}, _PLACES{self._choice(values)})")
            case _:
                assert_never(type)

    def _field(self, field: Field, at: int) -> Code:
        words = f"label: {literal(field.label)}, domain: {literal(type_words(field.type))}"
        return Code(f"{{ name: {literal(field.name)}, {words}, at: {at}, type: {self.table(field.type)} }}")

    def _values(self, values: tuple[Value, ...]) -> Code:
        number = self._choice(values)
        return Code(f"values: _VALUES{number}, places: _PLACES{number}")

    def _choice(self, values: tuple[Value, ...]) -> Code:
        if values not in self._choices:
            number = Code(str(len(self._choices) + 1))
            self._choices[values] = number
            pairs = literal([[value.name, value.label] for value in values])
            self.tables.append(Code(f"const _VALUES{number} = {pairs};"))
            self.tables.append(Code(f"const _PLACES{number} = _places(_VALUES{number});"))
        return self._choices[values]


def width_of(fields: tuple[Field, ...]) -> int:
    """How many cells one record takes."""
    return sum(map(_width, fields))


def offsets(fields: tuple[Field, ...]) -> list[int]:
    """Where in a record's cells each field begins."""
    return [sum(map(_width, fields[:at])) for at in range(len(fields))]


def _width(field: Field) -> int:
    return len(field.type.values) if isinstance(field.type, Several) else 1


def _bounds(type: Numeric | Date | Moment) -> str:
    return f"least: {type.least}, greatest: {type.greatest}"


def _is_whole(type: Numeric) -> bool:
    """Whether only whole numbers are read: of a number without decimals the others are between two steps."""
    return type.form is Form.WHOLE or (type.form is Form.MONEY and type.places == 0)
