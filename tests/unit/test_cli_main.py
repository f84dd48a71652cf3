"""What holds for every command: words, exit codes, quiet pipes, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from qmasdsl.cli import main as door
from qmasdsl.cli.main import COMMANDS, run


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: qmas {name}")


def test_the_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("qmas ")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["chek"], "there is no command `chek`; did you mean `check`?"),
        (["check", "--formt", "json"], "--formt"),
        (["check", "none.qmas"], "there is no file `none.qmas`"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["explain", "QM2O1"], "there is no code `QM2O1`"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
    ],
)
def test_what_cannot_run_is_one_sentence_and_exit_code_2(
    args: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(args) == 2
    said = capsys.readouterr()
    assert said.err.startswith("error: ")
    assert words in said.err
    assert said.out == ""


def broken(error: BaseException) -> click.Command:
    @click.command("broken")
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ValueError("secret"), 2, "this is a mistake in qmas itself"),
        (RecursionError(), 2, "this is a mistake in qmas itself"),
        (PermissionError(13, "Permission denied", "a.qmas"), 2, "error: `a.qmas`: permission denied"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(32, "Broken pipe"), 2, ""),
    ],
)
def test_no_traceback_reaches_a_user(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "cli", broken(error))
    monkeypatch.setattr(door, "let_go_of_the_pipe", lambda: None)
    monkeypatch.delenv("QMASDSL_DEBUG", raising=False)
    assert run([]) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_a_file_name_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "\x1b[2J.qmas"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_gets_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    assert "_QMAS_COMPLETE" in capsys.readouterr().out


def qmas(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qmasdsl", *args], capture_output=True, text=True, encoding="ascii",
        env=os.environ | environment, check=False, timeout=60,
    )  # fmt: skip


def test_python_m_qmasdsl_is_the_same_door() -> None:
    assert qmas("--version").stdout.startswith("qmas ")


def test_a_console_that_cannot_show_chinese_gets_question_marks(tmp_path: Path) -> None:
    done = qmas("check", str(tmp_path / "年齡.qmas"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 2
    assert "??.qmas" in done.stderr


def test_a_completion_is_worked_out() -> None:
    done = qmas(_QMAS_COMPLETE="bash_complete", COMP_WORDS="qmas che", COMP_CWORD="1")
    assert "plain,check" in done.stdout
