"""A file is replaced whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qmasdsl.cli.writing import write_atomically


def test_a_new_file_is_written_with_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "a.qmas", b"new\n")
    assert (tmp_path / "a.qmas").read_bytes() == b"new\n"
    assert (tmp_path / "a.qmas").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_old_file_keeps_its_permissions_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.qmas"
    path.write_text("old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["a.qmas"]


def test_a_link_stays_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.qmas").write_text("old")
    link = tmp_path / "link.qmas"
    link.symlink_to(tmp_path / "real" / "a.qmas")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "a.qmas").read_bytes() == b"new"


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="this is a folder"):
        write_atomically(tmp_path, b"new")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_written_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        write_atomically(tmp_path / "pipe", b"new")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        write_atomically(tmp_path / "none" / "a.qmas", b"new")
    assert raised.value.filename == str(tmp_path / "none")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.qmas"
    path.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qmasdsl.cli.writing.os.fsync", full)
    with pytest.raises(OSError, match="No space left") as raised:
        write_atomically(path, b"new")
    assert raised.value.filename == str(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.qmas"]


def test_strays_of_killed_writes_are_removed_but_not_a_write_under_way(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a.qmas.qmas-tmp-1", ".a.qmas.qmas-tmp-2", ".b.qmas.qmas-tmp-3"))
    for stray in (old, young, other):
        stray.touch()
    for stray in (old, other):
        os.utime(stray, (time.time() - 3600, time.time() - 3600))
    write_atomically(tmp_path / "a.qmas", b"new")
    assert not old.exists()
    assert young.exists()
    assert other.exists()


def test_a_kill_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.qmas"
    whole = {letter * 200_000 for letter in "xy"}
    path.write_text("x" * 200_000)
    program = (
        "import sys, pathlib; from qmasdsl.cli.writing import write_atomically\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for letter in b'xy': write_atomically(pathlib.Path(sys.argv[1]), bytes([letter]) * 200_000)\n"
    )
    for attempt in range(5):
        with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(0.01 + attempt * 0.003)
            writer.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
            writer.wait()
        assert path.read_text() in whole
