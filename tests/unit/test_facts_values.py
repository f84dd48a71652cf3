"""Facts as data: one value of each type in each style, and what is refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter

import pytest

from qmasdsl.ir.data import Misfit, Style, Wrong, decode
from qmasdsl.ir.nodes import Encoded
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Scalar, Several, Value, YesNo

DATA, TEXT, PYTHON = Style.DATA, Style.TEXT, Style.PYTHON
YEARS = Numeric(Form.WHOLE, 18, 120, unit="years")
SCORE = Numeric(Form.NUMBER, 0, 90, step=5, places=1)
MONTHS = Numeric(Form.MONTHS, 0, 720)
SALARY = Numeric(Form.MONEY, 0, 100_000_000, unit="HKD a year")
HOURLY = Numeric(Form.MONEY, 0, 100_000, places=2, unit="NZD an hour")
DAY = Date(date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal())
MOMENT = Moment(0, 4_102_444_800_000_000)
LEVEL = Choice((Value("none"), Value("bachelor"), Value("master", "Master's degree")), ordered=True)
LANGUAGES = Several((Value("french"), Value("german")))


@pytest.mark.parametrize(
    ("type", "given", "style", "encoded"),
    [
        (YesNo(), True, DATA, True),
        (YesNo(), False, PYTHON, False),
        (YesNo(), "yes", TEXT, True),
        (YesNo(), "no", TEXT, False),
        (YEARS, 34, DATA, 34),
        (YEARS, "34", TEXT, 34),
        (YEARS, 18, PYTHON, 18),
        (SCORE, Decimal("8.5"), DATA, 85),
        (SCORE, 8, DATA, 80),
        (SCORE, Decimal("8.50"), DATA, 85),
        (SCORE, "8.5", TEXT, 85),
        (SCORE, 8.5, PYTHON, 85),
        (SCORE, Decimal("7"), PYTHON, 70),
        (SCORE, Decimal("0E+999999"), DATA, 0),
        (MONTHS, 75, DATA, 75),
        (MONTHS, "6 years 3 months", DATA, 75),
        (MONTHS, "6 years 3 months", TEXT, 75),
        (MONTHS, "1 year", PYTHON, 12),
        (MONTHS, "0 months", TEXT, 0),
        (SALARY, 41_700, DATA, 41_700),
        (HOURLY, Decimal("47.41"), DATA, 4741),
        (HOURLY, 47, PYTHON, 4700),
        (HOURLY, 47.41, PYTHON, 4741),
        (DAY, "2018-08-28", DATA, 736_934),
        (DAY, date(2018, 8, 28), DATA, 736_934),
        (DAY, "2018-08-28", TEXT, 736_934),
        (DAY, date(2018, 8, 28), PYTHON, 736_934),
        (MOMENT, "1970-01-01T08:00:01+08:00", DATA, 1_000_000),
        (MOMENT, "1970-01-01T00:01Z", TEXT, 60_000_000),
        (MOMENT, datetime(1970, 1, 1, 0, 0, 1, 5, UTC), PYTHON, 1_000_005),
        (LEVEL, "master", DATA, 2),
        (LEVEL, "none", TEXT, 0),
        (LANGUAGES, ["german", "french"], DATA, frozenset({0, 1})),
        (LANGUAGES, [], DATA, frozenset()),
        (LANGUAGES, "french,german", TEXT, frozenset({0, 1})),
        (LANGUAGES, "none", TEXT, frozenset()),
        (LANGUAGES, {"french"}, PYTHON, frozenset({0})),
        (LANGUAGES, ("french",), PYTHON, frozenset({0})),
    ],
)
def test_a_value_that_fits(type: Scalar, given: object, style: Style, encoded: Encoded) -> None:
    assert decode(type, given, style) == encoded


HUGE = 10**5000


@pytest.mark.parametrize(
    ("type", "given", "style", "wrong"),
    [
        (YesNo(), "yes", DATA, Wrong.KIND),
        (YesNo(), 1, DATA, Wrong.KIND),
        (YesNo(), 0, PYTHON, Wrong.KIND),
        (YesNo(), "true", TEXT, Wrong.KIND),
        (YesNo(), "Yes", TEXT, Wrong.KIND),
        (YEARS, True, DATA, Wrong.KIND),
        (YEARS, "34", DATA, Wrong.KIND),
        (YEARS, Decimal("34.0"), DATA, Wrong.KIND),
        (YEARS, 34.0, PYTHON, Wrong.KIND),
        (YEARS, float("nan"), PYTHON, Wrong.KIND),
        (YEARS, 17, DATA, Wrong.OUTSIDE),
        pytest.param(YEARS, HUGE, PYTHON, Wrong.OUTSIDE, id="huge"),
        pytest.param(YEARS, -HUGE, PYTHON, Wrong.OUTSIDE, id="huge and negative"),
        pytest.param(YEARS, "9" * 5000, TEXT, Wrong.KIND, id="many digits"),
        (YEARS, "034", TEXT, Wrong.KIND),
        (YEARS, "３４", TEXT, Wrong.KIND),
        (YEARS, " 34", TEXT, Wrong.KIND),
        (YEARS, "34\n", TEXT, Wrong.KIND),
        (YEARS, "1e2", TEXT, Wrong.KIND),
        (YEARS, None, DATA, Wrong.KIND),
        (SCORE, True, PYTHON, Wrong.KIND),
        (SCORE, 8.5, DATA, Wrong.KIND),
        (SCORE, "8.5", DATA, Wrong.KIND),
        (SCORE, Decimal("8.3"), DATA, Wrong.STEP),
        (SCORE, 0.1 + 0.2, PYTHON, Wrong.STEP),
        (SCORE, Decimal("9.5"), DATA, Wrong.OUTSIDE),
        (SCORE, Decimal("NaN"), PYTHON, Wrong.KIND),
        (SCORE, Decimal("sNaN"), PYTHON, Wrong.KIND),
        (SCORE, Decimal("-Infinity"), PYTHON, Wrong.KIND),
        (SCORE, float("inf"), PYTHON, Wrong.KIND),
        (SCORE, Decimal("1E+999999"), DATA, Wrong.OUTSIDE),
        (SCORE, Decimal("1E-999999"), DATA, Wrong.STEP),
        pytest.param(SCORE, Decimal("8." + "0" * 5000 + "1"), DATA, Wrong.STEP, id="many decimals"),
        (SCORE, 1e308, PYTHON, Wrong.OUTSIDE),
        (MONTHS, "72", TEXT, Wrong.UNIT),
        (MONTHS, "72", DATA, Wrong.UNIT),
        (MONTHS, "6 Years", DATA, Wrong.KIND),
        (MONTHS, "half a year", DATA, Wrong.KIND),
        (MONTHS, 6.0, PYTHON, Wrong.KIND),
        (MONTHS, True, DATA, Wrong.KIND),
        (MONTHS, "61 years", DATA, Wrong.OUTSIDE),
        (SALARY, Decimal("41700.0"), DATA, Wrong.KIND),
        (SALARY, "41,700", TEXT, Wrong.KIND),
        (HOURLY, Decimal("47.415"), DATA, Wrong.STEP),
        (DAY, "28/8/2018", DATA, Wrong.KIND),
        (DAY, "20180828", DATA, Wrong.KIND),
        (DAY, "2018-02-30", DATA, Wrong.KIND),
        (DAY, "0000-01-01", DATA, Wrong.KIND),
        (DAY, "2018-08-28", PYTHON, Wrong.KIND),
        (DAY, datetime(2018, 8, 28, tzinfo=UTC), PYTHON, Wrong.KIND),
        (DAY, "9999-12-31", DATA, Wrong.OUTSIDE),
        (DAY, "0001-01-01", DATA, Wrong.OUTSIDE),
        (MOMENT, "2025-03-25T10:00", DATA, Wrong.KIND),
        (MOMENT, datetime(2025, 3, 25), PYTHON, Wrong.KIND),
        (MOMENT, "2025-03-25", DATA, Wrong.KIND),
        (MOMENT, "0001-01-01T00:00+14:00", DATA, Wrong.OUTSIDE),
        (LEVEL, "Master's degree", DATA, Wrong.NAME),
        (LEVEL, 2, DATA, Wrong.KIND),
        (LEVEL, "master ", TEXT, Wrong.NAME),
        (LANGUAGES, ["french", "french"], DATA, Wrong.REPEATED),
        (LANGUAGES, ["spanish"], DATA, Wrong.NAME),
        (LANGUAGES, "french", DATA, Wrong.KIND),
        (LANGUAGES, {"french"}, DATA, Wrong.KIND),
        (LANGUAGES, [1], DATA, Wrong.KIND),
    ],
)
def test_a_value_that_does_not_fit(type: Scalar, given: object, style: Style, wrong: Wrong) -> None:
    found = decode(type, given, style)
    assert isinstance(found, Misfit)
    assert found.wrong is wrong
    assert len(found.words()) < 400


@pytest.mark.parametrize(
    ("given", "meant"), [("Master's degree", "master"), ("Master", "master"), ("bachlor", "bachelor"), ("phd", "")]
)
def test_what_was_meant_is_offered(given: str, meant: str) -> None:
    found = decode(LEVEL, given, DATA)
    assert isinstance(found, Misfit)
    assert found.near == meant


@pytest.mark.parametrize(
    "given",
    [HUGE, Decimal("1E+999999"), Decimal("1E-999999"), "9" * 1_000_000, ["french"] * 100_000, "x" * 1_000_000],
    ids=["whole number", "large exponent", "small exponent", "digits", "list", "letters"],
)
@pytest.mark.parametrize("type", [YEARS, SCORE, MONTHS, DAY, LEVEL, LANGUAGES])
def test_nothing_given_takes_long(given: object, type: Scalar) -> None:
    start = perf_counter()
    assert isinstance(decode(type, given, PYTHON), Misfit)
    assert isinstance(decode(type, given, TEXT), Misfit)
    assert perf_counter() - start < 0.5


def test_what_was_given_is_shown_without_hidden_letters() -> None:
    found = decode(LEVEL, "mas\u202eter\x00", DATA)
    assert isinstance(found, Misfit)
    assert found.given == '`"mas<U+202E>ter<U+0000>"`'
