"""The generated Python module beside a function written by hand for the same rules.

    python -m tests.bench.python_target [APPLICANTS]

First everybody's answers are compared (hand, interpreter, generated; 10,000 seeded applicants unless
told otherwise), then all are timed in interleaved rounds of one process, so that the ratios hold on a noisy
machine. A ratio is the median over the rounds of what is timed to what is written by hand.
"""

import gc
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from types import ModuleType
from typing import Any

from qmasdsl.codegen.python import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path
from tests.bench import by_hand
from tests.bench.applicants import SEED, applicants

RULES = Path(__file__).parents[2] / "rulesets/hk/qmas/2018-08-28.qmas"
ROUNDS = 61
SLICE = 1_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ruleset = check_path(RULES).ruleset
    assert ruleset is not None
    text = generate(ruleset)
    module = load(text)
    people = applicants(count)
    print(f"{count:,} applicants, seed {SEED}, Python {sys.version.split()[0]}")
    agree(module, ruleset, people)
    print("hand, interpreter and generated agree on every one of them\n")
    timed(module, people[:SLICE])
    generated_size(text)


def load(text: str) -> ModuleType:
    """The generated module; this is a benchmark of our own rules, nothing of the user's is run."""
    module = ModuleType("generated")
    sys.modules["generated"] = module
    exec(compile(text, "generated.py", "exec"), module.__dict__)
    return module


def agree(module: Any, ruleset: Ruleset, people: list[dict[str, Any]]) -> None:
    for person in people:
        told = as_json(score(ruleset, read_facts(ruleset, person, Style.PYTHON)))
        assert module.score(person).as_json() == told, person
        tests: Any = told["tests"]
        chosen = person["elected"]
        whole = by_hand.breakdown(person)
        assert by_hand.total(person) == (told["eligible"], tests[chosen]["total"]), person
        assert whole["eligible"] == told["eligible"], person
        assert whole["total"] == tests[chosen]["total"], person
        assert whole["passes"] == tests[chosen]["passes"], person
        assert whole["factors"] == tests[chosen]["factors"], person
        totals = tuple(tests[name]["total"] for name in module.TESTS)
        assert module.totals(person) == (told["eligible"], *totals), person
        parts = tuple(
            (tests[name]["total"], tests[name]["passes"], tuple(tests[name]["factors"].values()))
            if tests[name]["applies"]
            else None
            for name in module.TESTS
        )
        assert module.breakdown(person) == (told["eligible"], *parts), person


def timed(module: Any, people: list[dict[str, Any]]) -> None:
    # With the ratio that must be met and the one that is aimed for.
    rows: list[tuple[str, Callable[[dict[str, Any]], object], str, tuple[float, float] | None]] = [
        ("hand: total", by_hand.total, "hand: total", None),
        ("hand: breakdown", by_hand.breakdown, "hand: breakdown", None),
        ("generated: totals", module.totals, "hand: total", (0.8, 0.75)),
        ("generated: breakdown", module.breakdown, "hand: breakdown", (0.8, 0.65)),
        ("generated: score", module.score, "hand: breakdown", (3.0, 2.5)),
        ("generated: score, awards read", lambda person: read_awards(module.score(person)), "hand: breakdown", None),
        ("generated: score, as_json", lambda person: module.score(person).as_json(), "hand: breakdown", None),
    ]
    taken: dict[str, list[float]] = {name: [] for name, *_ in rows}
    gc.collect()
    gc.disable()
    for _ in range(ROUNDS):
        for name, function, _, _ in rows:
            taken[name].append(microseconds(function, people))
    gc.enable()
    print(f"{'':32} {'us a call':>10} {'ratio':>7} {'bar':>5} {'aim':>5}")
    for name, _, beside, bar in rows:
        ratio = median(mine / hand for mine, hand in zip(taken[name], taken[beside], strict=True))
        bars = "" if bar is None else f"{bar[0]:5.2f} {bar[1]:5.2f}"
        verdict = "" if bar is None else "MISSED" if ratio > bar[0] else "met" if ratio > bar[1] else "aim met"
        print(f"{name:32} {median(taken[name]):10.2f} {ratio:7.2f} {bars:11} {verdict}".rstrip())


def microseconds(function: Callable[[dict[str, Any]], object], people: list[dict[str, Any]]) -> float:
    # Once untimed: what ran before must not decide how much of the applicants is in the cache.
    for person in people:
        function(person)
    # Of the processor's time: what else the machine does in between does not count.
    start = process_time()
    for person in people:
        function(person)
    return (process_time() - start) / len(people) * 1e6


def read_awards(result: Any) -> object:
    return [test.awards for test in result.tests.values()]


def generated_size(text: str) -> None:
    """How long the module is, and how long it takes to import beside an empty one (both from .pyc)."""
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("rules", text), ("empty", "")):
            Path(folder, f"{name}.py").write_text(content, "utf-8")
            runs = [importing(folder, name) for _ in range(12)]
            taken[name] = median(runs[1:]) * 1e3
    print(f"\n{len(text.splitlines()):,} lines, {len(text) / 1024:.0f} KB")
    print(f"import {taken['rules']:.1f} ms (at most 10), an empty module {taken['empty']:.1f} ms")


def importing(folder: str, name: str) -> float:
    """Seconds that a fresh Python takes to import a module from `folder`."""
    code = f"import sys, time; sys.path.insert(0, {folder!r}); t = time.perf_counter(); import {name}"
    command = [sys.executable, "-I", "-S", "-c", f"{code}; print(time.perf_counter() - t)"]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    main()
