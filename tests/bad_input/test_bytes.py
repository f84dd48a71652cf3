"""What is no text, or text with something hidden in it: named with its place, and never guessed into letters."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bad_input.spoilt import HEAD, SOUND, errors, found, ruleset
from generated import examples
from qmasdsl.cli.main import run
from qmasdsl.pipeline import check_text
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.reading import read_bytes

BILINGUAL = SOUND.replace('"Demonstration"', '"Quality Migrant Admission Scheme 優秀人才入境計劃，年齡及學歷"')
BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n  # but comments", "\ufeff", " \t \n"])
def test_a_file_without_a_rule_is_said_to_have_none(text: str) -> None:
    assert found(text.encode()) == [("QM013", 1)]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("big5", "Big5"),
        ("gb18030", "GB18030"),
        ("latin-1", "Latin-1 or Windows-1252"),
    ],
)
def test_another_encoding_is_named_and_not_read(
    encoding: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sample = BILINGUAL
    if encoding == "gb18030":
        sample = BILINGUAL.replace("優秀人才入境計劃，年齡及學歷", "优秀人才入境计划，年龄及学历")
    if encoding == "latin-1":
        sample = SOUND.replace("Demonstration", "Élève diplômé")
    path = tmp_path / "other.qmas"
    path.write_bytes(sample.encode(encoding))
    checked = check_text(path.read_bytes(), "other.qmas")
    assert [one.code for one in checked.diagnostics] == ["QM002"]
    assert named in checked.diagnostics[0].notes[0]
    assert "UTF-8" in checked.diagnostics[0].types[0]
    assert run(["check", str(path)]) == 1
    assert "not UTF-8" in capsys.readouterr().out
    before = path.read_bytes()
    assert run(["fmt", str(path)]) == 1
    assert path.read_bytes() == before


def test_utf_8_is_read_with_its_mark_and_without() -> None:
    assert found(BILINGUAL.encode()) == found(BOM + BILINGUAL.encode()) == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", BOM])
def test_the_kind_of_newline_changes_nothing(newline: str, mark: bytes) -> None:
    text = (Path(__file__).parent.parent / "generated/every_shape.qmas").read_text("utf-8")
    source, _ = read_bytes("a.qmas", mark + text.replace("\n", newline).encode())
    plain, _ = read_bytes("a.qmas", text.encode())
    assert source.content_hash == plain.content_hash
    assert parse(source) == parse(plain)


def test_mixed_newlines_leave_lines_and_columns_right() -> None:
    text = HEAD.replace("\n", "\r\n", 2) + "require x : a and zork\rrequire y : zork\n"
    one, other = check_text(BOM + text.encode(), "mixed.qmas").errors
    assert (one.code, one.span.source.position(one.span.start)[:2]) == ("QM201", (7, 19))
    assert (other.code, other.span.source.position(other.span.start)[:2]) == ("QM201", (8, 13))


def test_columns_are_counted_in_letters_and_for_editors_in_utf_16() -> None:
    (one,) = check_text(HEAD + 'require x "𠮷野" : zork\n', "a.qmas").errors
    assert one.span.source.position(one.span.start) == (7, 18, 19)


PLACES = {
    "a name": "require x{} : a and b\n",
    "a space": "require x : a {}and b\n",
    "a label": 'require x "la{}bel" : a and b\n',
    "a citation": "require x [GPT {}3] : a and b\n",
    "a comment": "require x : a and b  # com{}ment\n",
    "a line of its own": "{}\nrequire x : a and b\n",
    "a wording": "require x : a and b\nwording zh-Hant\n  English | x{}\n",
}
CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x1b\x1c\x1d\x1e\x1f\x7f\x80\x85\x9f\u2028\u2029\ufffe\uffff"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = "\u00ad\u034f\u180e\u200b\u200c\u200d\u2060\ufeff\ufe0f\U000e0041\U000e0101\u3164"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("letters", "code"), [(CONTROLS, "QM003"), (BIDI, "QM004"), (HIDDEN, "QM004")])
def test_what_nobody_sees_is_one_error_at_its_place(place: str, letters: str, code: str) -> None:
    for letter in letters:
        text = HEAD + PLACES[place].format(letter)
        checked = check_text(text, "hidden.qmas")
        assert [one.code for one in checked.errors] == [code], repr(letter)
        assert checked.errors[0].span.start == text.index(letter)
        assert f"U+{ord(letter):04X}" in checked.errors[0].headline


def test_half_a_surrogate_pair_is_an_error_and_not_a_crash(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert errors(HEAD + 'require x "\ud800" : a\n') == [("QM003", 7)]
    path = tmp_path / "half.qmas"
    path.write_bytes((HEAD + 'require x "\ud800" : a\n').encode("utf-8", "surrogatepass"))
    assert run(["check", "--format", "json", str(path)]) == 1
    assert "QM002" in capsys.readouterr().out


def test_a_mark_of_the_files_start_in_its_middle_is_an_error() -> None:
    assert errors(SOUND + "\ufeff" + "require y : a\n") == [("QM004", 8)]


@given(st.text(alphabet="a\n\r\x0b\x0c\x85\u2028\u2029 ", max_size=60))
@examples(50)
def test_only_newlines_end_lines(text: str) -> None:
    source, _ = read_bytes("a.qmas", text.encode())
    assert source.text.split("\n") == re.split("\r\n|\r|\n", text)
    for offset in range(len(source.text) + 1):
        line, column, _ = source.position(offset)
        assert line == source.text[:offset].count("\n") + 1
        assert column == offset - (source.text.rfind("\n", 0, offset) + 1) + 1


def test_in_a_literate_file_too_only_rules_are_looked_at() -> None:
    prose = "# Emoji \u2764\ufe0f and a zero-width\u200bspace are welcome in prose\n\n"
    assert found(f"{prose}```qmas\n{SOUND}```\n", "a.qmas.md") == []
    assert errors(f"{prose}```qmas\n{SOUND}# \u202e\n```\n", "a.qmas.md") == [("QM004", 11)]


def test_a_file_is_read_once_and_what_was_read_is_what_is_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import qmasdsl.files
    from qmasdsl.pipeline import check_path

    path = tmp_path / "changing.qmas"
    path.write_text(SOUND)
    reads, real = [], qmasdsl.files._contents

    def changing(file: Any, folder: Any = None) -> bytes:
        reads.append(file)
        data = real(file, folder)
        path.write_text(SOUND + "require later : b\n")
        return data

    monkeypatch.setattr(qmasdsl.files, "_contents", changing)
    checked = check_path(path)
    assert len(reads) == 1
    assert checked.ruleset is not None
    assert checked.ruleset.source_hash == ruleset(SOUND, str(path)).source_hash
