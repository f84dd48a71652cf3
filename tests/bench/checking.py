"""How long `qmas check` takes, and how that grows.

    python -m tests.bench.checking

First the shipped 2018 file beside a bare start of Python, in turn and in one run; then made-up files of 5,000,
10,000 and 20,000 lines, with the most memory the process ever held. Every command is a process of its own.
"""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rulesets/hk/qmas/2018-08-28.qmas"
ROUNDS = 15
BAR_START_MS, BAR_SECONDS, BAR_MEGABYTES = 150, 8, 400


def main() -> None:
    start_up()
    growth()


def start_up() -> None:
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "qmas --version": [sys.executable, "-m", "qmasdsl", "--version"],
        "qmas check 2018-08-28.qmas": [sys.executable, "-m", "qmasdsl", "check", str(RULES)],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            taken[name].append(run(command)[0])
    bare = taken["python -c pass"]
    print(f"{'':28} {'ms':>7} {'more than bare Python':>23}")
    for name, times in taken.items():
        more = median(mine - beside for mine, beside in zip(times, bare, strict=True)) * 1e3
        bar = f"  at most {BAR_START_MS}: {said(more <= BAR_START_MS)}" if "check" in name else ""
        print(f"{name:28} {median(times) * 1e3:7.0f} {more:23.0f}{bar}")


def growth() -> None:
    print(f"\n{'lines':>8} {'KiB':>6} {'seconds':>8} {'us a line':>10} {'MB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for lines in (5_000, 10_000, 20_000):
            path = Path(folder, f"made_{lines}.qmas")
            path.write_text(made_up(lines), "utf-8")
            seconds, megabytes = run([sys.executable, "-m", "qmasdsl", "check", str(path)])
            bar = ""
            if lines == 20_000:
                fits = seconds <= BAR_SECONDS and megabytes <= BAR_MEGABYTES
                bar = f"  at most {BAR_SECONDS} s and {BAR_MEGABYTES} MB: {said(fits)}"
            each = seconds / lines * 1e6
            print(f"{lines:8,} {path.stat().st_size / 1024:6.0f} {seconds:8.2f} {each:10.0f} {megabytes:6.0f}{bar}")


def said(fits: bool) -> str:
    return "met" if fits else "MISSED"


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and the most megabytes that `command` took; it must not fail."""
    start = perf_counter()
    with open(os.devnull, "w") as nowhere:
        child = os.posix_spawn(
            command[0],
            command,
            os.environ | {"PYTHONPATH": str(ROOT)},
            file_actions=[(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)],
        )
        _, status, used = os.wait4(child, 0)
    seconds = perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return seconds, used.ru_maxrss / 1024


def made_up(lines: int) -> str:
    """A rule file of about so many lines, within every limit of the language, that has nothing wrong with it.

    Of every 56 lines 6 are facts, 8 entries of a list and their conditions, and 42 three factors of nine rules.
    """
    many = lines * 3 // 56
    text = ["scheme made.up", "", "facts", "  trade : one of trades, or other"]
    text += [f"  n{at} : whole number from 0 to 99\n  y{at} : yes/no" for at in range(many)]
    text += ["", "list trades"]
    text += [f"  e{at}\n    only when y{at % many}" if at % 3 == 0 else f"  e{at}" for at in range(2 * many)]
    text += ["", "test t", "  pass mark 1", "", "  factor trade : trade in trades => +1"]
    for at in range(many):
        other, third = (at * 7 + 1) % many, (at * 13 + 2) % many
        text += ["", f"  factor f{at} out of 10", "    first that applies"]
        text += [f"      n{at} at least {90 - 10 * step} and y{other} => +{9 - step}" for step in range(7)]
        text += ["      otherwise => +0", f"    # {at}", f"    plus n{third} less than 50 or y{at} => +1", ""]
    return "\n".join(text[:-1]) + "\n"


if __name__ == "__main__":
    main()
