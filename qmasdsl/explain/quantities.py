"""Quantities: a value in words, as a letter to an applicant would put it.

`6 years 3 months`, `HKD 100,000 a year`, `28 August 2018`; in Chinese `6年3個月`, `每年100,000 HKD`, `2018年8月28日`.
"""

from datetime import UTC, date, datetime, timedelta

from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.labels import Labels
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Several, Type, YesNo

_MONTHS = "January February March April May June July August September October November December"
_PERIODS = {"a year": "每年", "a month": "每月", "a week": "每週", "a day": "每日", "an hour": "每小時"}
# Years that are a whole number of their own are an age; how long something lasted is in months.
_UNITS = {"years": "歲", "months": "個月", "days": "日"}
_MOST_NAMES = 4  # of a choice, that are told one by one
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def quantity(type: Type | None, value: object, labels: Labels, language: str) -> str:
    """`value` of `type` in words; points and sums, which have no type, as plain numbers."""
    match type:
        case YesNo():
            return sentences(language).yes if value else sentences(language).no
        case Numeric() if isinstance(value, int):
            return _chinese_number(type, value, labels) if language == "zh-Hant" else _english_number(type, value)
        case Date() if isinstance(value, int):
            return day(date.fromordinal(value), language)
        case Moment() if isinstance(value, int):
            moment = _EPOCH + timedelta(microseconds=value)
            return f"{day(moment.date(), language)} {moment:%H:%M:%S} UTC"
        case Choice(values) if isinstance(value, int):
            return labels.value(values[value])
        case Several(values) if isinstance(value, frozenset):
            comma = "、" if language == "zh-Hant" else ", "
            nothing = "無" if language == "zh-Hant" else "none"
            return comma.join(labels.value(values[index]) for index in sorted(value)) or nothing
        case _:
            return str(value)


def stretch(type: Type, first: int, last: int, labels: Labels, language: str) -> str:
    """The values of `type` from `first` to `last`, as an answer to a question: "yes", "at least 5 years"."""
    say = sentences(language)
    low, high = quantity(type, first, labels, language), quantity(type, last, labels, language)
    if first == last or isinstance(type, YesNo):
        return low
    match type:
        case Numeric(_, least, greatest) | Date(least, greatest) | Moment(least, greatest):
            ends = least, greatest
        case Choice(values, False):
            names = [labels.value(one) for one in values[first : last + 1]]
            shown = names if len(names) <= _MOST_NAMES else [*names[: _MOST_NAMES - 1], "…"]
            return say.one_of.format(values=say.comma.join(shown))
        case Choice(values):
            ends = 0, len(values) - 1
        case _:
            return f"{low}, {high}"
    if last == ends[1]:
        return say.at_least.format(limit=low)
    if first == ends[0]:
        return say.at_most.format(limit=high)
    number, _, unit = low.partition(" ")
    # `18 to 39 years`: the unit is said once.
    same = unit and number[:1].isdigit() and high.endswith(f" {unit}") and high.count(" ") == low.count(" ")
    return say.band.format(low=number if same else low, high=high)


def day(when: date, language: str) -> str:
    if language == "zh-Hant":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {_MONTHS.split()[when.month - 1]} {when.year}"


def first_day(force: ir.InForce, language: str) -> str:
    """When rules came into force; where the sources leave the day open, between which days."""
    if force.latest is None:
        return day(force.start, language)
    start, latest = day(force.start, language), day(force.latest, language)
    return f"{start}至{latest}期間某日" if language == "zh-Hant" else f"some day between {start} and {latest}"


def _english_number(type: Numeric, value: int) -> str:
    if type.form is Form.MONTHS:
        years, months = divmod(value, 12)
        return " ".join(said for said in (_several(years, "year"), _several(months, "month")) if said) or "0 months"
    digits = _digits(type, value)
    if type.form is Form.MONEY:
        currency, _, period = type.unit.partition(" ")
        return f"{currency} {digits} {period}".strip()
    unit = type.unit.removesuffix("s") if digits == "1" else type.unit
    return f"{digits} {unit}".strip()


def _chinese_number(type: Numeric, value: int, labels: Labels) -> str:
    if type.form is Form.MONTHS:
        years, months = divmod(value, 12)
        return (f"{years}年" if years else "") + (f"{months}個月" if months else "") or "0個月"
    digits = _digits(type, value)
    if type.form is Form.MONEY:
        currency, _, period = type.unit.partition(" ")
        return f"{_PERIODS.get(period, period)}{digits} {currency}"
    return digits + labels.unit(type.unit, _UNITS.get(type.unit, f" {type.unit}" if type.unit else ""))


def _digits(type: Numeric, value: int) -> str:
    whole, part = divmod(abs(value), 10**type.places)
    decimals = f".{part:0{type.places}d}".rstrip("0") if part else ""
    return f"{'-' if value < 0 else ''}{whole:,}{decimals}"


def _several(count: int, unit: str) -> str:
    return "" if count == 0 else f"{count} {unit}" if count == 1 else f"{count} {unit}s"
