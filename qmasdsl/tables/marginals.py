"""Marginals: a small TOML file that says how often each value of a fact occurs in a population.

    self_supporting = 0.97                    # a yes/no fact: the share of yes

    [education]                               # choices: shares, which add up to 1
    bachelor = 0.5
    master = 0.5

    [age]                                     # numbers, months, money, dates: bands with shares
    "18 to 39" = 0.75
    "40 or over" = 0.25

    [salary]                                  # … or a bell curve, cut at the ends of the domain
    mean = 42_000
    deviation = 9_000

    [children]                                # records: how many, and the fields of each
    "0" = 0.6
    "1 to 2" = 0.4
    child_married = 0.01

    [graduate_work]                           # shares that go by another fact
    by = "age"
    [graduate_work."18 to 39"]
    "0 months to 9 years 11 months" = 1
    [graduate_work.otherwise]
    "10 years or over" = 1

Shares are decimals or fractions as text ("1/3"), of those for whom the fact exists. What has no share is not drawn.
Of a `some of` fact each value has a share of its own, and they need not add up to anything.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import columns_of, range_of
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Style, decode
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Scalar, Several, YesNo
from qmasdsl.ir.walk import Index
from qmasdsl.ir.words import value_words
from qmasdsl.tables.shares import Given, Marginal, Share, bell, uncovered
from qmasdsl.tables.toml_places import Path, place

_FRACTION = re.compile(r"([0-9]{1,12})/([1-9][0-9]{0,11})")
_BAND = re.compile(r"(?P<first>.+?) to (?P<last>.+)|(?P<from>.+?) or (?:over|more)|(?P<until>.+?) or (?:under|less)")
_CURVE = ("mean", "deviation", "from", "to")
_LARGEST = 10**7  # letters
_DIGITS = 40  # before or after the point of a number

Shares = tuple[Share, ...]


class BadMarginals(ValueError):
    """What is wrong with a file of marginals; `problems` are sentences, each with its place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Bad(Exception):
    """One thing wrong, and where."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(why)
        self.path = path
        self.why = why


def read_marginals(text: str, file: str, names: Index) -> dict[str, Marginal]:
    """How the columns are drawn that the TOML in `text` speaks of, by their names. Raises `BadMarginals`; `file` is
    what it calls the text."""
    try:
        tables = tomllib.loads(text[:_LARGEST], parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMarginals((f"`{file}` is not valid TOML: {error}",)) from None
    reading = _Reading(names)
    reading.group((), tables)
    reading.check_circles()
    if reading.problems:
        raise BadMarginals(tuple(f"`{file}`{place(text, one.path)}: {one.why}" for one in reading.problems))
    return reading.found


class _Reading:
    def __init__(self, names: Index) -> None:
        self.found: dict[str, Marginal] = {}
        self.problems: list[_Bad] = []
        self._names = names
        self._paths: dict[str, Path] = {}

    def group(self, path: Path, tables: Mapping[str, object]) -> None:
        """Everything in a table whose names are those of facts, or of groups of facts."""
        for key, value in tables.items():
            inner = (*path, key)
            name = ".".join(inner)
            try:
                if name in self._names.facts:
                    self._fact(inner, self._names.facts[name], value)
                elif isinstance(value, dict) and any(fact.startswith(f"{name}.") for fact in self._names.facts):
                    self.group(inner, value)
                else:
                    meant = nearest(name, self._names.facts)
                    hint = f"; did you mean `{meant}`?" if meant else ""
                    raise _Bad(inner, f"these rules have no fact `{name}`{hint}")
            except _Bad as problem:
                self.problems.append(problem)

    def check_circles(self) -> None:
        """No fact goes by itself, nor by one that goes by it."""
        for name, marginal in self.found.items():
            seen, by = {name}, marginal.by
            while by is not None and by not in seen:
                seen.add(by)
                by = self.found[by].by if by in self.found else None
            if by == name:
                self.problems.append(_Bad(self._paths[name], f"`{name}` goes by itself, through `{marginal.by}`"))

    def _fact(self, path: Path, fact: ir.Fact, value: object) -> None:
        columns = {column.name: column for column in columns_of(fact)}
        if not isinstance(fact.type, Records):
            self._keep(path, self._marginals(path, fact.name, fact.type, value))
            return
        table = _table(path, value)
        types = {field.name: field.type for field in fact.type.fields}
        count = {key: inner for key, inner in table.items() if key not in types}
        if count:
            self._keep(path, self._marginals(path, fact.name, columns[fact.name].type, count))
        for name, type in types.items():
            if name in table:
                for at in range(1, fact.type.limit + 1):
                    field = f"{fact.name}.{at}.{name}"
                    self._keep(path, self._marginals((*path, name), field, type, table[name]))

    def _keep(self, path: Path, found: Mapping[str, Marginal]) -> None:
        self.found |= found
        self._paths |= dict.fromkeys(found, path)

    def _marginals(self, path: Path, name: str, type: Scalar, value: object) -> dict[str, Marginal]:
        """Each column of a fact, or of a field of a record."""
        by = value.get("by") if isinstance(value, dict) else None
        if not isinstance(by, str) or _FRACTION.fullmatch(by):
            return {column: Marginal(shares) for column, shares in _columns(path, name, type, value).items()}
        column = self._decider(path, by)
        rows: list[tuple[int, int, dict[str, Shares]]] = []
        rest: dict[str, Shares] | None = None
        for key, inner in _table(path, value).items():
            if key == "otherwise":
                rest = _columns((*path, key), name, type, inner)
            elif key != "by":
                first, last = _band((*path, key), column, key)
                rows.append((first, last, _columns((*path, key), name, type, inner)))
        spans = [(first, last) for first, last, _ in rows]
        _check_apart((*path, "by"), column, spans)
        left = uncovered(column, spans)
        if left is not None and rest is None:
            words = _span_words(column.type, *left)
            raise _Bad(path, f"nothing is said of those whose `{by}` is {words}; add it, or `otherwise`")
        shown = rest or rows[0][2]
        return {
            own: Marginal(shown[own], by, tuple(Given(first, last, shares[own]) for first, last, shares in rows))
            for own in shown
        }

    def _decider(self, path: Path, by: str) -> c.Column:
        """The column of the fact that shares go by."""
        fact = self._names.facts.get(by)
        if fact is None:
            meant = nearest(by, self._names.facts)
            raise _Bad(path, f"these rules have no fact `{by}`{f'; did you mean `{meant}`?' if meant else ''}")
        if isinstance(fact.type, Records | Several):
            raise _Bad(path, f"nothing can go by `{by}`, which is more than one value")
        if fact.gate is not None:
            raise _Bad(path, f"nothing can go by `{by}`, which not everybody has")
        (column,) = columns_of(fact)
        return column


def _columns(path: Path, name: str, type: Scalar, value: object) -> dict[str, Shares]:
    """The shares of each column that a fact of `type` stands in."""
    if not isinstance(type, Several):
        return {name: _shares(path, c.Column(name, name, type, 0), value)}
    table = _table(path, value)
    known = [one.name for one in type.values]
    for key in table:
        if key not in known:
            raise _Bad((*path, key), _no_value(name, key, known))
    shares = {key: _share((*path, key), table.get(key, 0)) for key in known}
    return {f"{name}.{key}": _yes_no(share) for key, share in shares.items()}


def _shares(path: Path, column: c.Column, value: object) -> Shares:
    match column.type:
        case YesNo():
            if not isinstance(value, dict):
                return _yes_no(_share(path, value))
            if set(value) == {"yes"}:
                return _yes_no(_share((*path, "yes"), value["yes"]))
            return _choices(path, column.name, ("no", "yes"), value)
        case Choice(values):
            return _choices(path, column.name, tuple(one.name for one in values), _table(path, value))
        case _:
            table = _table(path, value)
            return _curve(path, column, table) if "mean" in table else _bands(path, column, table)


def _yes_no(yes: Fraction) -> Shares:
    return tuple(share for share in (Share(0, 0, 1 - yes, "no"), Share(1, 1, yes, "yes")) if share.share)


def _choices(path: Path, name: str, known: tuple[str, ...], table: Mapping[str, object]) -> Shares:
    found: list[Share] = []
    for key, value in table.items():
        if key not in known:
            raise _Bad((*path, key), _no_value(name, key, list(known)))
        at = known.index(key)
        found.append(Share(at, at, _share((*path, key), value), key))
    return _whole(path, found)


def _no_value(name: str, key: str, known: list[str]) -> str:
    meant = nearest(key, known)
    return f"`{key}` is no value of `{name}`" + (f"; did you mean `{meant}`?" if meant else f"; {', '.join(known)} are")


def _bands(path: Path, column: c.Column, table: Mapping[str, object]) -> Shares:
    found = [Share(*_band((*path, key), column, key), _share((*path, key), value), key) for key, value in table.items()]
    _check_apart(path, column, [(one.first, one.last) for one in found])
    return _whole(path, found)


def _whole(path: Path, found: list[Share]) -> Shares:
    """The shares in order, without those of nobody; they must add up to 1."""
    total = sum((one.share for one in found), Fraction(0))
    if total != 1:
        off = f"{_number(1 - total)} short of" if total < 1 else f"{_number(total - 1)} more than"
        raise _Bad(path, f"the shares add up to {_number(total)}, {off} 1")
    return tuple(sorted((one for one in found if one.share), key=lambda one: one.first))


def _curve(path: Path, column: c.Column, table: Mapping[str, object]) -> Shares:
    for key in table:
        if key not in _CURVE:
            raise _Bad((*path, key), f"a bell curve has {', '.join(_CURVE)}, and no `{key}`")
    if "deviation" not in table:
        raise _Bad(path, "a bell curve needs a `deviation` beside its `mean`")
    low, high = range_of(column)
    first = _code((*path, "from"), column.type, table["from"]) if "from" in table else low
    last = _code((*path, "to"), column.type, table["to"]) if "to" in table else high
    mean = _amount((*path, "mean"), column.type, table["mean"], is_day=True)
    deviation = _amount((*path, "deviation"), column.type, table["deviation"], is_day=False)
    if deviation <= 0:
        raise _Bad((*path, "deviation"), "the deviation should be more than 0")
    found = bell(column, mean, deviation, first, last) if first <= last else ()
    if not found:
        raise _Bad(path, "nobody would be drawn between the ends of this curve")
    return found


def _amount(path: Path, type: Scalar, value: object, *, is_day: bool) -> Fraction:
    """A number in the measure of a fact's codes; of a date the days, of a moment too."""
    if isinstance(type, Date | Moment):
        if is_day:
            return Fraction(_code(path, type, value))
        return _plain(path, value) * (86_400 * 10**6 if isinstance(type, Moment) else 1)
    if isinstance(type, Numeric) and type.form is Form.MONTHS and isinstance(value, str):
        return Fraction(_code(path, Numeric(Form.MONTHS, 0, 10**6), value))
    return _plain(path, value) * (10**type.places if isinstance(type, Numeric) else 1)


def _plain(path: Path, value: object, wanted: str = "a number") -> Fraction:
    """A number of ordinary size."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _Bad(path, f"this should be {wanted}")
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact.adjusted()) > _DIGITS:
        raise _Bad(path, f"this should be {wanted}")
    return Fraction(value)


def _code(path: Path, type: Scalar, value: object) -> int:
    plain = value if isinstance(value, str | int | Decimal) else str(value)
    style = Style.TEXT if isinstance(plain, str) else Style.DATA
    return _decoded(path, type, plain, style)


def _band(path: Path, column: c.Column, words: str) -> tuple[int, int]:
    """`18 to 39`, `51 or over`, `17 or under`, `18`; of a choice the name of a value."""
    low, high = range_of(column)
    said = None if isinstance(column.type, Choice | YesNo) else _BAND.fullmatch(words)
    if said is None:
        code = _decoded(path, column.type, words, Style.TEXT)
        return code, code
    parts = {key: _decoded(path, column.type, part, Style.TEXT) for key, part in said.groupdict().items() if part}
    first = parts.get("first", parts.get("from", low))
    last = parts.get("last", parts.get("until", high))
    if first > last:
        raise _Bad(path, f"`{words}` ends before it begins")
    return first, last


def _decoded(path: Path, type: Scalar, given: object, style: Style) -> int:
    found = decode(type, given, style)
    if isinstance(found, Misfit):
        sentence = found.words().removeprefix("`` ")
        raise _Bad(path, f"the fact {sentence}")
    assert isinstance(found, int)
    return int(found)


def _check_apart(path: Path, column: c.Column, spans: list[tuple[int, int]]) -> None:
    row = sorted(spans)
    for (_, last), (first, _) in pairwise(row):
        if first <= last:
            raise _Bad(path, f"two bands have `{value_words(column.type, first)}`")


def _span_words(type: Scalar, first: int, last: int) -> str:
    words = value_words(type, first)
    return words if first == last else f"{words} to {value_words(type, last)}"


def _share(path: Path, value: object) -> Fraction:
    if isinstance(value, str) and (said := _FRACTION.fullmatch(value)):
        found = Fraction(int(said[1]), int(said[2]))
    else:
        found = _plain(path, value, 'a number from 0 to 1, or a fraction as text such as "1/3"')
    if not 0 <= found <= 1:
        raise _Bad(path, f"a share is from 0 to 1, and not {_number(found)}")
    return found


def _table(path: Path, value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _Bad(path, "this should be a table with a share for each value or band")
    return value


def _number(share: Fraction) -> str:
    """
    >>> _number(Fraction(49, 50)), _number(Fraction(1, 3))
    ('0.98', '1/3')
    """
    exact = share.denominator
    for prime in (2, 5):
        while exact % prime == 0:
            exact //= prime
    if exact != 1 or share.denominator > 10**12:
        return f"{share.numerator}/{share.denominator}"
    return f"{Decimal(share.numerator) / Decimal(share.denominator):f}"
