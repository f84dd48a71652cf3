"""The table. First everybody's answers are compared with the interpreter's, then all are timed in interleaved
rounds of one process: a ratio is the median, over the rounds, of what is timed to the function written by hand."""

import gc
import sys
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from qmasdsl.codegen.python import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path
from tests.bench.applicants import SEED, applicants
from tests.bench.peers import ours
from tests.bench.peers.engines import PEERS, Applicant, Breakdown, Scorer
from tests.bench.python_target import RULES, load, microseconds

ROUNDS = 31
SLICE = 1_000
MOST_SECONDS = 0.03  # that one peer takes of a round: a slow one is given fewer applicants


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    ruleset = check_path(RULES).ruleset
    assert ruleset is not None
    people = applicants(count)
    expected = [interpreted(ruleset, person) for person in people]
    # No rule reads the day of lodging, and not every engine knows days.
    plain = [{name: value for name, value in person.items() if name != "lodged"} for person in people]
    with TemporaryDirectory() as folder:
        rows, without = our_rows(ruleset, folder)
        given = dict.fromkeys(rows, people)
        for peer in PEERS:
            try:
                named = f"{peer.name} ({version(peer.package)})"
            except PackageNotFoundError:
                without.append(f"{peer.name}: not installed; pip install {peer.package}")
                continue
            rows[named] = peer.load(ruleset)
            given[named] = plain
        agreed = {}
        for name, scorer in rows.items():
            wrong = disagreement(scorer, given[name], expected)
            if wrong:
                without.append(f"{name}: disagrees with the interpreter, so it is not timed: {wrong}")
            else:
                agreed[name] = scorer
        print(f"{RULES.name}, {count:,} applicants, seed {SEED}, Python {sys.version.split()[0]}")
        print(f"each of these {len(agreed)} gave the interpreter's answers for every one of them\n")
        table(agreed, {name: some[:SLICE] for name, some in given.items()})
    for line in without:
        print(f"left out: {line}")


def our_rows(ruleset: Ruleset, folder: str) -> tuple[dict[str, Scorer], list[str]]:
    """By hand first, and why something is missing."""
    module = load(generate(ruleset))
    rows = {
        "by hand": ours.hand(ruleset),
        "qmasdsl, generated": ours.generated(ruleset, module),
        "qmasdsl, generated: score": ours.checked(ruleset, module),
    }
    native = ours.native(ruleset, folder)
    if isinstance(native, str):
        return rows, [f"qmasdsl, native: {native}"]
    rows["qmasdsl, native"] = ours.generated(ruleset, native)
    rows["qmasdsl, native: score"] = ours.checked(ruleset, native)
    return rows, []


def interpreted(ruleset: Ruleset, person: Applicant) -> Breakdown:
    """What the interpreter says of the test that was chosen; the points of each factor are 0 where it has none."""
    told: Any = as_json(score(ruleset, read_facts(ruleset, person, Style.PYTHON)))
    test = told["tests"][person["elected"]]
    factors = tuple(test["factors"].values()) or (0,) * len(ruleset.tests[0].factors)
    return told["eligible"], test["total"], test["passes"], factors


def disagreement(scorer: Scorer, people: list[Applicant], expected: list[Breakdown]) -> str:
    """The first answer that is not the interpreter's."""
    for at, (person, right) in enumerate(zip(people, expected, strict=True)):
        try:
            if scorer.total is not None:
                found = scorer.as_total(scorer.total(person))
                if found != right[:2]:
                    return f"applicant {at}: total {found}, not {right[:2]}"
            if scorer.breakdown is not None:
                whole = scorer.as_breakdown(scorer.breakdown(person))
                if whole != right:
                    return f"applicant {at}: {whole}, not {right}"
        except Exception as problem:
            return f"applicant {at}: {type(problem).__name__}: {problem}"
    return ""


def table(rows: dict[str, Scorer], given: dict[str, list[Applicant]]) -> None:
    timed = [
        (name, form, function, given[name][: enough(function, given[name])])
        for name, scorer in rows.items()
        for form, function in (("total", scorer.total), ("breakdown", scorer.breakdown))
        if function is not None
    ]
    hand = {"total": rows["by hand"].total, "breakdown": rows["by hand"].breakdown}
    beside = given["by hand"]
    taken: dict[tuple[str, str], list[float]] = {(name, form): [] for name, form, *_ in timed}
    ratios: dict[tuple[str, str], list[float]] = {(name, form): [] for name, form, *_ in timed}
    gc.collect()
    gc.disable()
    for _ in range(ROUNDS):
        for name, form, function, people in timed:
            # Right beside each other: on a busy machine a second later is another machine.
            by_hand = microseconds(hand[form], beside)
            taken[name, form].append(microseconds(function, people))
            ratios[name, form].append(taken[name, form][-1] / by_hand)
    gc.enable()
    print(f"{'':42} {'total':>16}  {'with factors':>16}")
    print(f"{'':42} {'us':>8} {'x hand':>7}  {'us':>8} {'x hand':>7}")
    for name in rows:
        cells = []
        for form in hand:
            if (name, form) in taken:
                ratio = median(ratios[name, form])
                cells.append(f"{median(taken[name, form]):8.2f} {ratio:7.{2 if ratio < 10 else 0}f}")
            else:
                cells.append(f"{'-':>8} {'-':>7}")
        print(f"{name:42} {'  '.join(cells)}")


def enough(function: Any, people: list[Applicant]) -> int:
    """How many applicants one round gives to `function`."""
    some = people[:20]
    start = process_time()
    for person in some:
        function(person)
    return max(20, int(MOST_SECONDS * len(some) / (process_time() - start)))


if __name__ == "__main__":
    main()
