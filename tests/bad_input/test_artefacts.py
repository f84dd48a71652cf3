"""While a file is written there is the old one or the new one; and the same rules give the same bytes.

What `write_atomically` does by itself is asked in tests/unit/test_cli_writing.py; here the whole command is tried.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_input.spoilt import SOUND, qmas
from qmasdsl.cli.main import run

ROOT = Path(__file__).parents[2]
SHIPPED = next(iter(sorted((ROOT / "rulesets").rglob("*.qmas"))), None)
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and file modes of POSIX systems")
SEVERAL = """
import sys
from pathlib import Path
from qmasdsl.cli.main import run
print("ready", flush=True)
for _ in range(int(sys.argv[1])):
    assert run(["compile", sys.argv[2], "-o", sys.argv[3]]) == 0
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule file whose compiled module is some hundred kilobytes long."""
    lines = "".join(f'      age is {number % 121} => +1 "label {number}" [cite {number}]\n' for number in range(1_000))
    path = tmp_path / "rules.qmas"
    path.write_text(SOUND + f"test t\n  pass mark 1\n  factor f\n    all that apply\n{lines}")
    return path


def several(count: int, *names: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SEVERAL, str(count), *names],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def strays(folder: Path) -> list[str]:
    return sorted(name for name in os.listdir(folder) if "qmas-tmp" in name)


@POSIX
def test_a_kill_while_compiling_leaves_the_old_module_or_the_new_one(tmp_path: Path) -> None:
    path, out = tmp_path / "rules.qmas", tmp_path / "out" / "rules.py"
    path.write_text(SOUND)
    out.parent.mkdir()
    assert run(["compile", str(path), "-o", str(out)]) == 0
    new, old = out.read_bytes(), b"# the old module\n"
    for attempt in range(25):
        out.write_bytes(old)
        with several(1_000_000, str(path), str(out)) as compiler:
            assert compiler.stdout is not None
            assert compiler.stdout.readline() == "ready\n"
            # From the second kill on, at least one module has been written, and the next is under way.
            while attempt and out.read_bytes() == old:
                time.sleep(0.001)
            time.sleep(0.0007 * attempt)
            compiler.send_signal(signal.SIGKILL)
            compiler.wait()
        assert out.read_bytes() == new if attempt else out.read_bytes() in (old, new)
    # What was left behind is removed by the next run, once nobody can be writing it any more.
    (out.parent / ".rules.py.qmas-tmp-left").write_text("half")
    for name in strays(out.parent):
        os.utime(out.parent / name, (1, 1))
    assert run(["compile", str(path), "-o", str(out)]) == 0
    assert os.listdir(out.parent) == ["rules.py"]


@POSIX
def test_a_kill_while_formatting_leaves_the_rules_as_they_were_or_formatted(tmp_path: Path) -> None:
    path = tmp_path / "rules.qmas"
    old = SOUND.replace("at least", ">=") * 1
    path.write_text(old)
    assert run(["fmt", str(path)]) == 0
    new = path.read_text()
    for attempt in range(6):
        path.write_text(old)
        with subprocess.Popen(
            [sys.executable, "-m", "qmasdsl", "fmt", str(path)], cwd=ROOT, stdout=subprocess.DEVNULL
        ) as at_work:
            time.sleep(0.03 + 0.03 * attempt)
            at_work.send_signal(signal.SIGKILL)
        assert path.read_text() in (old, new)


@POSIX
def test_two_compilers_at_once_leave_one_whole_module(rules: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.qmas"
    other.write_text(rules.read_text().replace("label", "another label"))
    out = tmp_path / "rules.py"
    whole = set()
    for path in (rules, other):
        assert run(["compile", str(path), "-o", str(out)]) == 0
        whole.add(out.read_bytes())
    at_work = [several(4, str(path), str(out)) for path in (rules, other)]
    while any(each.poll() is None for each in at_work):
        assert out.read_bytes() in whole
        time.sleep(0.002)
    for each in at_work:
        _, said = each.communicate()
        assert (each.returncode, said) == (0, "")
    assert strays(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, where we may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only the superuser can make a small disk")
    if subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("this system does not let us make a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_full_disk_leaves_the_old_module_and_ends_with_2(
    rules: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = small_disk / "rules.py"
    out.write_text("# the old module\n")
    assert run(["compile", str(rules), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert str(out) in said
    assert "no space left" in said
    assert out.read_text() == "# the old module\n"
    assert os.listdir(small_disk) == ["rules.py"]


@POSIX
def test_a_limit_of_file_size_leaves_the_old_module_and_ends_with_2(rules: Path, tmp_path: Path) -> None:
    out = tmp_path / "rules.py"
    out.write_text("# the old module\n")
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from qmasdsl.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", limited, "compile", str(rules), "-o", str(out)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == f"error: `{out}`: file too large\n"
    assert out.read_text() == "# the old module\n"
    assert strays(tmp_path) == []


@POSIX
@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "no folder", "the rules", "long name", "link in a ring"])
def test_what_cannot_be_written_is_named_and_the_command_ends_with_2(
    kind: str, rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    match kind:
        case "folder":
            out.mkdir()
        case "pipe":
            os.mkfifo(out)
        case "device":
            out = Path("/dev/full")
        case "no folder":
            out = out / "none" / "rules.py"
        case "the rules":
            out = rules
        case "long name":
            out = tmp_path / ("x" * 300)
        case _:
            out.symlink_to(out)
    before = rules.read_bytes()
    assert run(["compile", str(rules), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert "mistake in qmas itself" not in said
    assert len(said.splitlines()) == 1
    assert rules.read_bytes() == before
    assert strays(tmp_path) == []


@POSIX
def test_a_folder_that_nobody_may_write_to_is_named(rules: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    tmp_path.chmod(0o755)
    for part in (tmp_path, *tmp_path.parents):
        if not os.stat(part).st_mode & 0o005:
            part.chmod(part.stat().st_mode | 0o005)
        if part.name.startswith("pytest-of"):
            break
    folder.chmod(0o555)
    rules.chmod(0o644)
    as_nobody = (
        "import os, sys\nfrom qmasdsl.cli.main import run\nimport qmasdsl.cli.writing\n"
        "run(['compile', sys.argv[1]])  # whatever is imported late is imported now\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "sys.exit(run(['compile', sys.argv[1], '-o', sys.argv[2]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", as_nobody, str(rules), str(folder / "rules.py")],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    folder.chmod(0o755)
    assert done.returncode == 2, done.stderr
    assert str(folder) in done.stderr
    assert "permission denied" in done.stderr.lower()
    assert os.listdir(folder) == []


def test_a_read_only_file_is_not_replaced(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "rules.py"
    out.write_text("# mine\n")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    assert run(["compile", str(rules), "-o", str(out)]) == 2
    assert out.read_text() == "# mine\n"


def test_the_same_rules_give_the_same_bytes_whatever_the_seed_the_language_the_zone_and_the_folder(
    tmp_path: Path,
) -> None:
    assert SHIPPED is not None
    made: dict[str, set[str]] = {"compile": set(), "show": set(), "check": set()}
    for seed, locale, zone, folder in (
        ("0", "C", "UTC", tmp_path),
        ("1", "C.UTF-8", "Asia/Hong_Kong", ROOT),
        ("4242", "zh_HK.UTF-8", "America/St_Johns", Path("/")),
    ):
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "LANG": locale, "TZ": zone}
        for command, *rest in (["compile"], ["show", "--to", "schema"], ["check", "--format", "json"]):
            done = qmas(folder, command, str(SHIPPED), *rest, **environment)
            assert done.returncode == 0, done.stderr
            made[command].add(done.stdout)
    assert {command: len(texts) for command, texts in made.items()} == {"compile": 1, "show": 1, "check": 1}
    (module,) = made["compile"]
    assert str(ROOT) not in module
    assert str(time.localtime().tm_year) + "-" not in module.partition("\nclass ")[0].partition("SOURCE")[0][:200]


@pytest.mark.parametrize("flags", [["-I", "-S"], ["-I", "-S", "-O"], ["-I", "-S", "-OO"]])
def test_a_compiled_module_runs_where_there_is_nothing_but_python(flags: list[str], tmp_path: Path) -> None:
    (tmp_path / "rules.qmas").write_text(SOUND + "test t\n  pass mark 1\n  factor f : a => +7\n")
    assert qmas(tmp_path, "compile", "rules.qmas", "-o", "rules.py").returncode == 0
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import rules\n"
        "print(rules.score({'age': 30, 'a': True, 'b': False}).tests['t'].total)\n"
        "print('qmasdsl' in sys.modules)\n"
        "try: rules.score({'age': True})\n"
        "except rules.FactsDoNotFit as error: print(len(error.problems))\n"
    )
    done = subprocess.run(
        [sys.executable, *flags, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("7\nFalse\n3\n", "")
