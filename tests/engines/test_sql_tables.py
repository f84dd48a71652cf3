"""Tables in the SQL engines: what was put in comes out, whatever it is called; columns that take texts for equal."""

from collections.abc import Callable
from datetime import date

import pytest

from engines.sql import Refused, Row, SqlEngine

SqlEngines = Callable[[str], SqlEngine]
EACH = [pytest.param(name, marks=pytest.mark.engine(name)) for name in ("sqlite", "duckdb", "postgres", "spark")]
EACH_LENIENT = [
    pytest.param(name, marks=pytest.mark.engine("postgres-icu" if name == "postgres" else name))
    for name in ("sqlite", "duckdb", "postgres", "spark")
]
TEXTS = ["a", "A", "a ", "\u00e1", "", "it's", 'a "b" `c`', "a\\nb", "%s {} ${x} $1 :x ?", "-- */ ;", "線\n\t行", "👍"]
EQUAL = {"sqlite": {"a", "A"}, "duckdb": {"a", "A", "\u00e1"}}
EQUAL["postgres"] = EQUAL["spark"] = {"a", "A", "a ", "\u00e1"}
IN_BYTES = {"sqlite": "BINARY", "duckdb": "C", "postgres": '"C"', "spark": "UTF8_BINARY"}


def texts(engine: SqlEngine, condition: str) -> set[str]:
    return {text for (text,) in engine.rows(f"SELECT t FROM lenient_texts WHERE {condition}")}


@pytest.mark.parametrize("name", EACH)
def test_values_come_out_as_they_went_in(name: str, sql_engine: SqlEngines) -> None:
    engine = sql_engine(name)
    rows: list[Row] = [(n, text, date(2008, 2, 29), n % 2 == 0, n / 2) for n, text in enumerate(TEXTS)]
    rows += [(2**63 - 1, None, None, None, None), (-(2**63), "x", date(1, 1, 1), True, 0.1)]
    engine.load("as_given", {"n": "int", "t": "text", "d": "date", "b": "bool", "f": "float"}, rows)
    found = engine.rows("SELECT n, t, d, b, f FROM as_given")
    if name == "sqlite":
        found = [(n, t, d and date.fromisoformat(d), None if b is None else b == 1, f) for n, t, d, b, f in found]
    assert sorted(found) == sorted(rows)


@pytest.mark.parametrize("name", EACH)
def test_a_table_is_made_anew_and_may_be_empty_or_oddly_called(name: str, sql_engine: SqlEngines) -> None:
    engine = sql_engine(name)
    mark = "`" if name == "spark" else '"'
    odd = 'odd "t` \\ %s ; -- select'
    quoted = mark + odd.replace(mark, mark * 2) + mark
    engine.load(odd, {odd: "text", "n": "int"}, [("x", 1), ("y", 2)])
    assert sorted(engine.rows(f"SELECT {quoted}, n FROM {quoted}")) == [("x", 1), ("y", 2)]
    engine.load(odd, {"n": "int", odd: "text"}, [])
    assert engine.rows(f"SELECT {quoted}, n FROM {quoted}") == []
    assert engine.rows(f"SELECT count(*) FROM {quoted}") == [(0,)]


@pytest.mark.parametrize("name", EACH)
def test_the_character_nought_is_text_but_not_to_postgres(name: str, sql_engine: SqlEngines) -> None:
    engine = sql_engine(name)
    if name == "postgres":
        with pytest.raises(Refused, match="NUL"):
            engine.load("noughts", {"t": "text"}, [("a\0b",)])
    else:
        engine.load("noughts", {"t": "text"}, [("a\0b",)])
        # SQLite's own functions see the text end there.
        assert engine.rows("SELECT t, length(t) FROM noughts") == [("a\0b", 1 if name == "sqlite" else 3)]


@pytest.mark.parametrize("name", EACH_LENIENT)
def test_a_lenient_column_takes_texts_for_equal_unless_bytes_are_asked_for(name: str, sql_engine: SqlEngines) -> None:
    engine = sql_engine(name)
    engine.load("lenient_texts", {"t": "text"}, [(text,) for text in TEXTS], lenient=True)
    assert texts(engine, "t = 'a'") == EQUAL[name]
    assert texts(engine, "t IN ('a', 'b')") == EQUAL[name]
    assert texts(engine, "CASE t WHEN 'a' THEN 1 ELSE 0 END = 1") == EQUAL[name]
    assert texts(engine, f"t COLLATE {IN_BYTES[name]} = 'a'") == {"a"}
    assert texts(engine, f"t COLLATE {IN_BYTES[name]} IN ('a', 'b')") == {"a"}


@pytest.mark.parametrize("name", EACH)
def test_a_view_is_a_view_and_a_mistake_is_a_refusal(name: str, sql_engine: SqlEngines) -> None:
    engine = sql_engine(name)
    engine.load("seen", {"n": "int"}, [(1,), (2,)])
    engine.run(f"CREATE {'TEMPORARY ' if name == 'spark' else ''}VIEW twice AS SELECT n * 2 AS m FROM seen")
    assert sorted(engine.rows("SELECT m FROM twice")) == [(2,), (4,)]
    with pytest.raises(Refused):
        engine.rows("SELECT m FROM never_made")
    assert engine.rows("SELECT 1") == [(1,)]
