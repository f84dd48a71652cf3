"""Facts files, read as they come: JSON, TOML, CSV as Excel saves it, and name=value words."""

from decimal import Decimal
from pathlib import Path

import click
import pytest

from qmasdsl.cli.given import read_arguments, read_facts_file


def row(path: Path, data: bytes, number: int | None = None) -> dict[str, object]:
    path.write_bytes(data)
    given = read_facts_file(str(path), number)
    assert given.is_text
    return dict(given.facts)


EXPECTED = {"age": "34", "profession": "fintech", "note": "a;b"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_table_is_read_as_excel_saves_it(tmp_path: Path, separator: str, encoding: str, newline: str) -> None:
    lines = [["age", "profession", "note"], ["34", "fintech", '"a;b"']]
    data = (newline.join(separator.join(line) for line in lines) + newline).encode(encoding)
    assert row(tmp_path / "a.csv", data) == EXPECTED


def test_excels_own_hint_of_the_separator_is_followed(tmp_path: Path) -> None:
    assert row(tmp_path / "a.csv", b"sep=;\nage;note\n34;x\n") == {"age": "34", "note": "x"}


def test_an_empty_cell_is_a_fact_that_is_not_given(tmp_path: Path) -> None:
    assert row(tmp_path / "a.csv", b"age,partner,\n34, ,\n") == {"age": "34"}


def test_rows_count_from_one_below_the_heading_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    data = b"age\n\n18\n,\n19\n"
    assert row(tmp_path / "a.csv", data, 2) == {"age": "19"}


@pytest.mark.parametrize(
    ("data", "number", "words"),
    [
        (b"age\n1\n2\n", None, "several rows; type --row 1"),
        (b"age\n1\n", 7, "no row 7"),
        (b"", None, "no heading row"),
        (b"age,age\n1,2\n", None, "two columns `age`"),
        (b"age\n1,2\n", None, "line 2: this row has more cells"),
        (b'age\n"1\n', None, "line 2"),
        ("年齡\n".encode("big5"), None, "save it as `CSV UTF-8"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(
    tmp_path: Path, data: bytes, number: int | None, words: str
) -> None:
    with pytest.raises(click.ClickException, match=words):
        row(tmp_path / "a.csv", data, number)


def test_toml_keeps_decimals_exact_and_dates_as_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("ielts = { reading = 0.1 }\nlodged = 2019-03-01\nage = 34\n", encoding="utf-8")
    given = read_facts_file(str(path), None)
    assert given.facts == {"ielts": {"reading": Decimal("0.1")}, "lodged": "2019-03-01", "age": 34}
    assert not given.is_text


@pytest.mark.parametrize("text", ["age = ", "a = " + "[" * 100_000, "age = 1\nage = 2\n"])
def test_broken_toml_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text)
    with pytest.raises(click.ClickException, match=r"a\.toml"):
        read_facts_file(str(path), None)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match=r"\.json, \.toml or \.csv"):
        read_facts_file(str(tmp_path / "a.xlsx"), None)


def test_words_are_split_at_the_first_sign() -> None:
    assert read_arguments(("age=34", "note=a=b", "work = 6 years ")).facts == {
        "age": "34", "note": "a=b", "work": "6 years",
    }  # fmt: skip


@pytest.mark.parametrize("words", [("age",), ("=3",), ("age=3", "age=4")])
def test_words_that_are_no_fact_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        read_arguments(words)
