"""Which files a command means, and what a project has decided once."""

from pathlib import Path

import click
import pytest

from qmasdsl.cli.config import Config, read_config
from qmasdsl.cli.files import gather


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = ["b.qmas", "a.qmas", "notes.txt", "sub/c.qmas.md", ".git/d.qmas", ".venv/e.qmas", "drafts/f.qmas"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QMASDSL_FORMAT", raising=False)
    return tmp_path


def names(*named: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [Path(each.name).as_posix() for each in gather(named, exclude)]


def test_without_a_name_every_rule_file_below_is_meant_and_hidden_folders_are_not(project: Path) -> None:
    assert names() == ["a.qmas", "b.qmas", "drafts/f.qmas", "sub/c.qmas.md"]


def test_patterns_are_expanded_here_because_some_shells_do_not(project: Path) -> None:
    assert names("*.qmas") == ["a.qmas", "b.qmas"]
    assert names("**/*.qmas.md") == ["sub/c.qmas.md"]


def test_a_file_meant_twice_is_read_once(project: Path) -> None:
    assert names("b.qmas", ".", "./b.qmas") == ["b.qmas", "a.qmas", "drafts/f.qmas", "sub/c.qmas.md"]


@pytest.mark.parametrize("pattern", ["drafts", "drafts/", "drafts/*", "f.qmas"])
def test_what_is_excluded_is_skipped_unless_named_outright(project: Path, pattern: str) -> None:
    assert "drafts/f.qmas" not in names(exclude=(pattern,))
    assert names("drafts/f.qmas", exclude=(pattern,)) == ["drafts/f.qmas"]


@pytest.mark.parametrize("name", ["none.qmas", "*.none", "empty"])
def test_nothing_to_read_is_an_error(project: Path, name: str) -> None:
    (project / "empty").mkdir()
    with pytest.raises(click.ClickException, match=r"no (rule )?file"):
        gather([name])


def test_a_device_is_not_a_rule_file(project: Path) -> None:
    if Path("/dev/zero").exists():
        with pytest.raises(click.ClickException, match="not a regular file"):
            gather(["/dev/zero"])


def test_the_nearest_table_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "pyproject.toml").write_text('[tool.qmasdsl]\nformat = "concise"\nstrict = true\nexclude = ["x"]\n')
    (project / "sub" / "pyproject.toml").write_text("[project]\nname = 'qmasdsl-user'\n")
    assert read_config(project / "sub") == Config("concise", True, ("x",), None)
    monkeypatch.setenv("QMASDSL_FORMAT", "json")
    assert read_config(project / "sub") == Config("json", True, ("x",), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('formt = "json"', "did you mean `format`"),
        ('format = "xml"', "`format` in .* must be one of pretty"),
        ('strict = "yes"', "`strict` in .* must be true or false"),
        ("exclude = 'x'", "`exclude` in .* must be a list"),
        ("language = 3", "`language` in .* must be the name"),
        ("format =", "not valid TOML"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(project: Path, text: str, words: str) -> None:
    (project / "pyproject.toml").write_text(f"[tool.qmasdsl]\n{text}\n")
    with pytest.raises(click.ClickException, match=words):
        read_config(project)


def test_an_unknown_format_in_the_environment_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMASDSL_FORMAT", "xml")
    with pytest.raises(click.ClickException, match="QMASDSL_FORMAT is `xml`"):
        read_config(project)
