"""Domains: what values a fact has on both sides."""

from dataclasses import replace

from qmasdsl.ir.types import Choice, Date, Field, Moment, Numeric, Records, Several, Type, YesNo


def common_type(old: Type, new: Type) -> Type | None:
    """The type whose values are values of both; None where they are not of one kind or have no value in common."""
    if isinstance(old, YesNo) and isinstance(new, YesNo):
        return new
    if isinstance(old, Numeric) and isinstance(new, Numeric):
        return _number(old, new)
    if isinstance(old, Date) and isinstance(new, Date):
        least, greatest = max(old.least, new.least), min(old.greatest, new.greatest)
        return Date(least, greatest) if least <= greatest else None
    if isinstance(old, Moment) and isinstance(new, Moment):
        least, greatest = max(old.least, new.least), min(old.greatest, new.greatest)
        return Moment(least, greatest) if least <= greatest else None
    if isinstance(old, Records) and isinstance(new, Records):
        return _records(old, new)
    return new if meant(old) == meant(new) else None


def meant(type: Type) -> object:
    """What matters of a type: its labels do not, nor from what day a number of years may be counted."""
    match type:
        case Choice(values, ordered):
            return tuple(value.name for value in values), ordered
        case Several(values):
            return tuple(value.name for value in values), Several
        case Records(limit, fields):
            return limit, tuple((field.name, meant(field.type)) for field in fields)
        case Numeric():
            return replace(type, since=None)
        case _:
            return type


def _number(old: Numeric, new: Numeric) -> Numeric | None:
    if (old.form, old.places, old.unit) != (new.form, new.places, new.unit):
        return None
    fine, coarse = sorted((old, new), key=lambda one: one.step)
    if coarse.step % fine.step or (coarse.least - fine.least) % fine.step:
        return None
    # The first and the last value on the coarser step that are in both.
    least, greatest = max(old.least, new.least), min(old.greatest, new.greatest)
    least += (coarse.least - least) % coarse.step
    greatest -= (greatest - coarse.least) % coarse.step
    return replace(new, least=least, greatest=greatest, step=coarse.step) if least <= greatest else None


def _records(old: Records, new: Records) -> Records | None:
    if [field.name for field in old.fields] != [field.name for field in new.fields]:
        return None
    fields: list[Field] = []
    for was, now in zip(old.fields, new.fields, strict=True):
        common = common_type(was.type, now.type)
        if common is None or isinstance(common, Records):
            return None
        fields.append(Field(now.name, common, now.label))
    return Records(min(old.limit, new.limit), tuple(fields))
