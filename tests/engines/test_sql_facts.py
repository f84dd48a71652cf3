"""What each SQL engine does where engines differ, or might: facts that the printing of SQL relies on."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from engines import postgres
from engines.sql import Kind, Refused, Row, SqlEngine

REFUSES = "refuses"
BIGGEST = 2**63 - 1
# The installation of PostgreSQL that is used last, so that where there are two both are asked.
PLAIN = "postgres in the order of bytes"
NEEDS = {name: name for name in ("sqlite", "duckdb", "postgres", "spark")} | {PLAIN: "postgres"}


@dataclass(frozen=True)
class Fact:
    """A query and the only row of its answer. What SQLite has for yes and no, 1 and 0, are Python's True and False."""

    query: str
    everywhere: Row | str | None = None
    but: Mapping[str, Row | str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    """The query where it has to be said in another way."""


FACTS = {
    # ---- numbers
    "a quotient of whole numbers": Fact(
        "SELECT -7 / 2", (-3,), but={"duckdb": (-3.5,), "spark": (-3.5,)}
    ),
    "a whole quotient goes towards nought, in Python down": Fact(
        "SELECT -7 / 2", (-3,), written={"duckdb": "SELECT -7 // 2", "spark": "SELECT -7 DIV 2"}
    ),
    "what is left has the sign of the dividend, in Python that of the divisor": Fact("SELECT -7 % 3, 7 % -3", (-1, 1)),
    "too much for 64 bits": Fact("SELECT i + 1 FROM facts WHERE id = 1", REFUSES, but={"sqlite": (2.0**63,)}),
    "small numbers are of 32 bits": Fact("SELECT 2147483647 + 1", REFUSES, but={"sqlite": (2**31,)}),
    "unless they are told to be large": Fact("SELECT CAST(2147483647 AS BIGINT) + 1", (2**31,)),
    "not a number is more than every number, and like itself": Fact(
        "SELECT f >= 5, f = f FROM facts WHERE id = 1", (True, True), but={"sqlite": (None, None)}
    ),
    "a float made whole: 2.5": Fact("SELECT CAST(f AS BIGINT) FROM facts WHERE id = 2", (2,)),
    "a float made whole: 3.5": Fact(
        "SELECT CAST(f AS BIGINT) FROM facts WHERE id = 4", (4,), but={"sqlite": (3,), "spark": (3,)}
    ),
    "2.5 rounded, in Python 2": Fact("SELECT round(2.5)", (Decimal(3),), but={"sqlite": (3.0,)}),
    "a whole number beside a float that cannot be so exact": Fact(
        "SELECT i = f FROM facts WHERE id = 5", (True,), but={"sqlite": (False,)}
    ),
    # ---- what is missing
    "comparing with what is missing": Fact("SELECT NULL >= 0, NULL = NULL", (None, None)),
    "and, or, not of what is missing": Fact(
        "SELECT NULL AND TRUE, NULL AND FALSE, NULL OR TRUE, NOT NULL", (None, False, True, None)
    ),
    "one of several, one of them missing": Fact("SELECT 3 IN (1, NULL), 3 NOT IN (1, NULL)", (None, None)),
    "compared as values": Fact("SELECT 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL", (True, True)),
    "the greatest of what is there": Fact(
        "SELECT greatest(1, NULL)", (1,), but={"sqlite": (None,)}, written={"sqlite": "SELECT max(1, NULL)"}
    ),
    "the sum of nothing": Fact("SELECT sum(i) FROM facts WHERE id > 9", (None,)),
    "text beside what is missing": Fact("SELECT 'a' || NULL", (None,)),
    "a choice by what is missing": Fact("SELECT CASE WHEN i > 5 THEN 1 ELSE 2 END FROM facts WHERE id = 3", (2,)),
    # ---- text
    "texts that differ little": Fact(
        "SELECT 'a' = 'a ', 'a' = 'A', '\u00e9' = 'e\u0301', '\uf900' = '\u8c48'", (False, False, False, False)
    ),
    "the order of texts": Fact("SELECT 'a' < 'B'", (False,), but={"postgres": (True,)}),
    "like is equal but in SQLite": Fact("SELECT 'a' LIKE 'A'", (False,), but={"sqlite": (True,)}),
    "text beside a number": Fact("SELECT '10' >= 9, '10' >= 90", (True, False), but={"sqlite": (True, True)}),
    "text beside text": Fact("SELECT '10' >= '9'", (False,)),
    "wide digits as a number": Fact("SELECT CAST('１２' AS BIGINT)", REFUSES, but={"sqlite": (0,)}),
    "spaces around a number": Fact("SELECT CAST(' 12 ' AS BIGINT)", (12,)),
    "one and a half as a whole number": Fact(
        "SELECT CAST('1.5' AS BIGINT)", REFUSES, but={"sqlite": (1,), "duckdb": (2,)}
    ),
    "letters after a number": Fact("SELECT CAST('12abc' AS BIGINT)", REFUSES, but={"sqlite": (12,)}),
    "the length of one sign beyond the first plane": Fact("SELECT length('👍')", (1,)),
    "a doubled quote": Fact("SELECT 'it''s'", ("it's",)),
    "a backslash": Fact("SELECT 'a\\nb'", ("a\\nb",), but={"spark": ("a\nb",)}),
    "double quotes around what is no column": Fact(
        'SELECT "nothing"', REFUSES, but={"sqlite": ("nothing",), "spark": ("nothing",)}
    ),
    # ---- yes and no
    "yes beside a number": Fact("SELECT 1 = TRUE", REFUSES, but={"sqlite": (True,), "duckdb": (True,)}),
    "yes and one": Fact("SELECT TRUE + 1", REFUSES, but={"sqlite": (2,)}),
    # ---- days
    "seventeen years after a leap day": Fact(
        "SELECT DATE '2008-02-29' + INTERVAL '17' YEAR",
        (date(2025, 2, 28),),
        but={
            "sqlite": ("2025-03-01",),
            "duckdb": (datetime(2025, 2, 28),),
            "postgres": (datetime(2025, 2, 28),),
            PLAIN: (datetime(2025, 2, 28),),
        },
        written={"sqlite": "SELECT date('2008-02-29', '+17 years')"},
    ),
    "a day that no month has": Fact(
        "SELECT CAST('2026-02-30' AS DATE)",
        REFUSES,
        but={"sqlite": ("2026-02-30",)},
        written={"sqlite": "SELECT date('2026-02-30')"},
    ),
    "the first and the last day": Fact(
        "SELECT CAST('0001-01-01' AS DATE), CAST('9999-12-31' AS DATE)",
        (date(1, 1, 1), date(9999, 12, 31)),
        but={"sqlite": (1, 9999)},
    ),
    # ---- size
    "a sum of 256 terms": Fact(f"SELECT {' + '.join(['1'] * 256)}", (256,)),
    "a sum of 1,100 terms": Fact(
        f"SELECT {' + '.join(['1'] * 1100)}", REFUSES, but={"postgres": (1100,), PLAIN: (1100,)}
    ),
    "brackets 30 deep": Fact(f"SELECT {'(' * 30}1{')' * 30}", (1,)),
}
ASKED = [
    pytest.param(name, fact, marks=pytest.mark.engine(needed), id=f"{name}: {what}")
    for what, fact in FACTS.items()
    for name, needed in NEEDS.items()
    # Without ICU the order is that of bytes.
    if not (name == "postgres" and what == "the order of texts")
] + [
    pytest.param("postgres", FACTS["the order of texts"], marks=pytest.mark.engine("postgres-icu"), id="order with ICU")
]
COLUMNS: dict[str, Kind] = {"id": "int", "f": "float", "i": "int"}
ROWS = [(1, float("nan"), BIGGEST), (2, 2.5, -7), (3, -3.5, None), (4, 3.5, 0), (5, 2.0**53, 2**53 + 1)]


@pytest.fixture(scope="session")
def asked(sql_engine: Callable[[str], SqlEngine]) -> Iterator[Callable[[str], SqlEngine]]:
    """The engine of a name of `NEEDS`, with the table of the facts."""
    with ExitStack() as until_the_end:

        @cache
        def loaded(name: str) -> SqlEngine:
            if name == PLAIN:
                server = until_the_end.enter_context(postgres.running(postgres.homes()[-1]))
                engine: SqlEngine = server.database("plain")
            else:
                engine = sql_engine(name)
            engine.load("facts", COLUMNS, ROWS)
            return engine

        yield loaded


def told(engine: SqlEngine, query: str) -> Row | str:
    try:
        (row,) = engine.rows(query)
    except Refused:
        return REFUSES
    return row


def exactly(row: Row | str) -> Any:
    """A float is no whole number, though Python finds them equal."""
    return [("float", value) if isinstance(value, float) else value for value in row]


@pytest.mark.parametrize(("name", "fact"), ASKED)
def test_an_engine_does_what_it_was_seen_to_do(name: str, fact: Fact, asked: Callable[[str], SqlEngine]) -> None:
    expected = fact.but.get(name, fact.everywhere)
    assert expected is not None
    assert exactly(told(asked(name), fact.written.get(name, fact.query))) == exactly(expected)
