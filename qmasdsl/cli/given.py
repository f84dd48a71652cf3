"""Given: what a facts file says of one applicant, before anybody asks whether it fits the rules.

JSON and TOML hold typed values; a CSV row holds text, and so does `name=value`. Each file is read once.
CSV comes as Excel writes it: with a byte order mark or as UTF-16, with `,`, `;` or tabs. An empty cell
is a fact that is not given.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from pathlib import Path

import click

from qmasdsl.frozen import frozen

_LARGEST = 4 * 1024 * 1024  # bytes of JSON or TOML: one applicant
_LARGEST_TABLE = 512 * 1024 * 1024  # bytes of CSV


@frozen
class Given:
    """Facts by name, and whether their values are text (`yes`, `6 years`) or typed data (True, 72)."""

    facts: Mapping[str, object]
    is_text: bool


def read_facts_file(name: str, row: int | None) -> Given:
    """The facts in file `name`, or in JSON on standard input for "-"; click.ClickException if there are none."""
    suffix = ".json" if name == "-" else Path(name).suffix.lower()
    if suffix not in (".json", ".toml", ".csv", ".tsv"):
        raise click.ClickException(f"`{name}`: facts are read from .json, .toml or .csv files")
    is_table = suffix in (".csv", ".tsv")
    if row is not None and not is_table:
        raise click.ClickException(f"--row counts the rows of a CSV file; `{name}` is none")
    data = _bytes(name, _LARGEST_TABLE if is_table else _LARGEST)
    if is_table:
        return Given(_row(name, decoded(name, data), row), is_text=True)
    facts = _json(name, data) if suffix == ".json" else _toml(name, data)
    return Given(facts, is_text=False)


def read_arguments(arguments: tuple[str, ...]) -> Given:
    """`name=value` words; a value may hold a `=` of its own."""
    facts: dict[str, object] = {}
    for argument in arguments:
        name, sign, value = argument.partition("=")
        if not sign or not name.strip():
            raise click.UsageError(f"`{argument}` is no fact; type name=value, for example age=34")
        if name.strip() in facts:
            raise click.UsageError(f"`{name.strip()}` is given twice")
        facts[name.strip()] = value.strip()
    return Given(facts, is_text=True)


def _bytes(name: str, largest: int) -> bytes:
    if name == "-":
        data = sys.stdin.buffer.read(largest + 1)
    elif not Path(name).exists():
        raise click.ClickException(f"there is no file `{name}`")
    elif not Path(name).is_file():
        raise click.ClickException(f"`{name}` is not a regular file")
    else:
        with Path(name).open("rb") as file:
            data = file.read(largest + 1)
    if len(data) > largest:
        raise click.ClickException(f"`{name}` is larger than {largest // 1024 // 1024} MiB")
    return data


def _json(name: str, data: bytes) -> Mapping[str, object]:
    from qmasdsl.ir.json import load_json

    try:
        return load_json(data)
    except ValueError as error:
        raise click.ClickException(f"`{name}`: {error}") from None


def _toml(name: str, data: bytes) -> Mapping[str, object]:
    import tomllib

    try:
        read = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"`{name}` is not valid TOML: {error}") from None
    except RecursionError:
        raise click.ClickException(f"`{name}`: its values are nested too deeply") from None
    return {key: _plain(value) for key, value in read.items()}


def _plain(value: object) -> object:
    """TOML's own dates as the texts that JSON would hold."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return value


def decoded(name: str, data: bytes) -> str:
    """The text of a CSV file in the encodings that Excel saves; click.ClickException for any other."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data[:200]:
        # UTF-16 without a mark: half of the bytes of plain letters are 0, and which half tells the order.
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise click.ClickException(
            f"`{name}` is not UTF-8 text; in Excel save it as `CSV UTF-8 (Comma delimited)`"
        ) from None


def _row(name: str, text: str, row: int | None) -> Mapping[str, object]:
    """The row asked for (counted from 1 below the heading row), or the only one."""
    rows = _rows(name, text)
    headings = [heading.strip() for heading in next(rows, (0, []))[1]]
    if not any(headings):
        raise click.ClickException(f"`{name}` has no heading row; its first row names the facts")
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise click.ClickException(f"`{name}` has two columns `{twice[0]}`")
    wanted = 1 if row is None else row
    line, cells = next(islice(rows, wanted - 1, None), (0, None))
    if cells is None:
        raise click.ClickException(f"`{name}` has no row {wanted}")
    if row is None and next(rows, None) is not None:
        raise click.ClickException(f"`{name}` has several rows; type --row 1 for the first below the headings")
    if len(cells) > len(headings) and any(cells[len(headings) :]):
        raise click.ClickException(f"`{name}`, line {line}: this row has more cells than the heading row")
    return {
        heading: cell.strip() for heading, cell in zip(headings, cells, strict=False) if heading and cell.strip()
    }


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, and the line on which it ends."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep="):  # Excel's own hint to itself
        separator, text = first.strip()[4:5] or ",", rest
    else:
        separator = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise click.ClickException(f"`{name}`, line {reader.line_num}: {error}") from None
