"""`use facts from`: regular files at or below the folder of the first file, and nothing else in the world."""

import os
from pathlib import Path

import pytest

from bad_input.spoilt import qmas
from qmasdsl.cli.main import run
from qmasdsl.files import MAX_DEPTH, MAX_USED
from qmasdsl.pipeline import check_path, check_text

FACTS = "facts\n  age : whole number from 0 to 120, years\n"


def main(folder: Path, *names: str) -> Path:
    """A rule file in `folder` that uses the files named."""
    uses = "".join(f'use facts from "{name}" : age\n' for name in names)
    path = folder / "main.qmas"
    path.write_text(f'scheme demo "D"\n{uses}require adult : age at least 18\n', encoding="utf-8")
    return path


def refused(path: Path) -> list[tuple[str, int]]:
    return [(one.code, one.span.line) for one in check_path(path).errors if one.code == "QM208"]


def test_a_file_beside_or_below_is_used(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "f.qmas").write_text(FACTS)
    assert not check_path(main(tmp_path, "below/f.qmas")).errors


ODD = [
    "../f.qmas", "below/../../f.qmas", "/etc/passwd", "file:///etc/passwd", "https://example.org/f.qmas",
    "\\\\host\\f.qmas", "C:\\f.qmas", "C:f.qmas", "..\\f.qmas", ".", "..", "", "./", "below/..", "//host/f.qmas",
    "none.qmas",
    "~/f.qmas",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_points_elsewhere_is_refused_at_its_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "rules"
    (folder / "below").mkdir(parents=True)
    for place in (tmp_path, folder):
        (place / "f.qmas").write_text(FACTS)
    path = main(folder, name)
    assert refused(path) == [("QM208", 2)]
    assert run(["check", str(path)]) == 1
    assert "cannot be used" in capsys.readouterr().out


def test_a_name_with_hidden_letters_is_refused(tmp_path: Path) -> None:
    assert {one.code for one in check_path(main(tmp_path, "f\u202e.qmas")).errors} >= {"QM004"}
    assert {one.code for one in check_path(main(tmp_path, "f\x00.qmas")).errors} >= {"QM003"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize(
    "kind", ["link out", "link to a folder out", "pipe", "folder", "device", "link in a ring", "secret"]
)
def test_what_is_no_file_of_the_folder_is_refused(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (tmp_path / "secret.qmas").write_text(FACTS)
    name = "f.qmas"
    match kind:
        case "link out":
            (folder / name).symlink_to(tmp_path / "secret.qmas")
        case "link to a folder out":
            (folder / "sub").symlink_to(tmp_path)
            name = "sub/secret.qmas"
        case "pipe":
            os.mkfifo(folder / name)
        case "folder":
            (folder / name).mkdir()
        case "device":
            (folder / name).symlink_to("/dev/zero")
        case "link in a ring":
            (folder / name).symlink_to(folder / name)
        case _:
            (folder / name).symlink_to("/etc/shadow")
    assert refused(main(folder, name)) == [("QM208", 2)]


def test_a_link_that_stays_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.qmas").write_text(FACTS)
    (tmp_path / "f.qmas").symlink_to(tmp_path / "real.qmas")
    assert not check_path(main(tmp_path, "f.qmas")).errors


@pytest.mark.parametrize("length", [1, 2, 5])
def test_files_that_use_each_other_in_a_ring_are_refused(length: int, tmp_path: Path) -> None:
    for at in range(length):
        following = f'use facts from "f{(at + 1) % length}.qmas" : age\n'
        (tmp_path / f"f{at}.qmas").write_text(following + ("" if at else FACTS))
    told = [one for one in check_path(main(tmp_path, "f0.qmas")).errors if one.code == "QM208"]
    assert len(told) == 1
    assert "uses itself" in told[0].headline


def test_a_file_that_uses_the_first_one_is_a_ring_too(tmp_path: Path) -> None:
    (tmp_path / "f.qmas").write_text('use facts from "main.qmas" : age\n' + FACTS)
    assert check_path(main(tmp_path, "f.qmas")).errors


def chain(folder: Path, length: int) -> Path:
    for at in range(1, length + 1):
        text = f'use facts from "f{at + 1}.qmas" : age\n' if at < length else FACTS
        (folder / f"f{at}.qmas").write_text(text)
    return main(folder, "f1.qmas")


def test_files_use_files_eight_deep_and_no_deeper(tmp_path: Path) -> None:
    assert refused(chain(tmp_path, MAX_DEPTH)) == []
    told = [one for one in check_path(chain(tmp_path, MAX_DEPTH + 1)).errors if one.code == "QM208"]
    assert [one.span.source.name for one in told] == ["f8.qmas"]
    assert "8 deep" in told[0].headline


def test_sixty_four_files_are_used_and_no_more(tmp_path: Path) -> None:
    names = [f"f{number}.qmas" for number in range(MAX_USED + 1)]
    for name in names:
        (tmp_path / name).write_text(FACTS)
    assert refused(main(tmp_path, *names[:-1])) == []
    assert refused(main(tmp_path, *names)) == [("QM208", MAX_USED + 2)]


def test_the_same_file_by_two_names_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "f.qmas").write_text(FACTS)
    assert refused(main(tmp_path, "f.qmas", "./f.qmas")) == []


def test_a_used_file_of_another_encoding_or_too_large_is_named_as_itself(tmp_path: Path) -> None:
    for data, code in (
        (FACTS.encode("utf-16"), "QM002"),
        (b"#" * 1_100_000, "QM007"),
        (b"\x01" + FACTS.encode(), "QM003"),
    ):
        (tmp_path / "f.qmas").write_bytes(data)
        told = check_path(main(tmp_path, "f.qmas")).errors
        assert [(one.code, one.span.source.name) for one in told if one.code == code] == [(code, "f.qmas")]


def test_text_that_is_no_file_uses_none() -> None:
    (one,) = (
        each
        for each in check_text('scheme d "D"\nuse facts from "f.qmas" : age\n', "typed").errors
        if each.code == "QM208"
    )
    assert "save the text" in one.types[0]


def test_the_rules_on_standard_input_use_nothing(tmp_path: Path) -> None:
    (tmp_path / "f.qmas").write_text(FACTS)
    path = main(tmp_path, "f.qmas")
    done = qmas(tmp_path, "check", "-", input=path.read_text())
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
