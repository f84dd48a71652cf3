"""`qmas fmt`: what is written, what only is shown, and what is left alone."""

from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from qmasdsl.cli.main import run

UGLY = 'scheme a "A"   # why\r\nfacts\n age:whole number from 0 to 120\n'
BROKEN = 'scheme a "A"\nfoo bar\n'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(text: str, name: str = "a.qmas") -> Path:
    path = Path(name)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_file_is_written_in_its_one_spelling_and_then_stays(capsys: pytest.CaptureFixture[str]) -> None:
    path = write(UGLY)
    assert run(["fmt", "a.qmas"]) == 0
    assert capsys.readouterr().out == "formatted a.qmas\n"
    once = path.read_bytes()
    assert b"\r" not in once
    assert b"# why" in once
    assert run(["fmt", "a.qmas"]) == 0
    assert path.read_bytes() == once
    assert capsys.readouterr().out == "1 file looked at, nothing to change\n"


def test_check_changes_nothing_and_says_which_file_would_change(capsys: pytest.CaptureFixture[str]) -> None:
    path = write(UGLY)
    assert run(["fmt", "--check", "."]) == 1
    assert path.read_bytes() == UGLY.encode("utf-8")
    assert capsys.readouterr().out == "would change a.qmas\n"


def test_diff_shows_the_changes_and_makes_none(capsys: pytest.CaptureFixture[str]) -> None:
    path = write(UGLY)
    assert run(["fmt", "--diff", "a.qmas"]) == 1
    assert path.read_bytes() == UGLY.encode("utf-8")
    shown = capsys.readouterr().out
    assert "--- a.qmas (now)" in shown
    assert "- age:whole number" in shown
    assert "+  age : whole number" in shown


def test_a_change_of_newlines_alone_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    write(UGLY)
    run(["fmt", "a.qmas"])
    Path("a.qmas").write_bytes(Path("a.qmas").read_bytes().replace(b"\n", b"\r\n"))
    capsys.readouterr()
    assert run(["fmt", "--diff", "a.qmas"]) == 1
    assert capsys.readouterr().out == "a.qmas: only newlines or the byte order mark would change\n"


@pytest.mark.parametrize("option", [[], ["--check"], ["--diff"]])
def test_a_file_that_cannot_be_read_as_rules_is_left_alone(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(BROKEN)
    assert run(["fmt", *option, "a.qmas"]) == 1
    assert path.read_bytes() == BROKEN.encode("utf-8")
    said = capsys.readouterr()
    assert said.out == ""
    assert "a.qmas: 1 error; the file is left as it is" in said.err


def test_standard_input_goes_to_standard_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(UGLY.encode("utf-8"))))
    assert run(["fmt", "-"]) == 0
    assert capsys.readouterr().out.startswith('scheme a "A"')


def test_prose_of_a_literate_file_stays_as_it_is() -> None:
    path = write(f"# Title\r\n\r\nProse  with   spaces：\r\n\r\n```qmas\n{UGLY}```\n\nMore   prose.\n", "a.qmas.md")
    assert run(["fmt", "a.qmas.md"]) == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Title\n\nProse  with   spaces：\n\n```qmas\nscheme a")
    assert text.endswith("```\n\nMore   prose.\n")
