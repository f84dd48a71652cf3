"""How long proofs take, beside reading the same file and beside the solver alone.

    python -m tests.bench.proving

Three rule sets: the shipped one of 2018, one of the size of Canada's, and 2,000 rules drawn by chance that tie
200 facts to each other. For each: the time to read the file (up to its representation), to answer every
question that `qmas check` asks, and to decide its `prove that` lines by the diagrams and by the solver alone.
"""

from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from qmasdsl.analysis import analyse
from qmasdsl.analysis.claims import verdict
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Undecided
from qmasdsl.ir.walk import index
from qmasdsl.lowering.check import check
from qmasdsl.lowering.lower import lower
from qmasdsl.lowering.names import resolve
from qmasdsl.pipeline import check_text
from qmasdsl.proving.budget import Budget
from qmasdsl.proving.prover import Prover
from qmasdsl.smt.solver import Solver, available
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse

ROOT = Path(__file__).parents[2]
ROUNDS = 3
SOLVER_SECONDS = 5.0
PATIENT = Budget(seconds=120)


def main() -> None:
    texts = {
        "2018": (ROOT / "rulesets/hk/qmas/2018-08-28.qmas").read_text(encoding="utf-8"),
        "like Canada's": (ROOT / "tests/generated/crs_like.qmas").read_text(encoding="utf-8"),
        "2,000 rules": many_rules(2000, 200),
    }
    heads = f"{'read':>9} {'all questions':>14} {'ratio':>6} {'claims':>7} {'diagrams':>9}"
    print(f"{'':14} {heads} {'solver alone':>13} {'ratio':>6}")
    for name, text in texts.items():
        row(name, text)


def row(name: str, text: str) -> None:
    ruleset = check_text(text, f"{name}.qmas", Budget(proofs=False)).ruleset
    assert ruleset is not None
    names = index(ruleset)
    read = timed(lambda: as_far_as_lowered(text))
    questions = timed(lambda: analyse(ruleset, PATIENT))
    diagrams = timed(lambda: decided(Prover(names, budget=PATIENT)))
    ours = f"{ms(questions):>14} {questions / read:6.1f} {len(ruleset.claims):7} {ms(diagrams):>9}"
    said = f"{name:14} {ms(read):>9} {ours}"
    if not available():
        print(f"{said} {'not there':>13}")
        return
    undecided: list[str] = []
    solver = timed(lambda: undecided.extend(by_solver(names.ruleset)), rounds=1)
    left = f"  ({len(undecided)} undecided)" if undecided else ""
    print(f"{said} {ms(solver):>13} {solver / diagrams:6.1f}{left}")


def as_far_as_lowered(text: str) -> ir.Ruleset:
    """A file read: all passes up to the representation."""
    module, _ = parse(SourceFile("read.qmas", text), ())
    names, _ = resolve(module, {})
    types, _ = check(module, names)
    return lower(module, names, types)


def decided(prover: Prover) -> None:
    for claim in prover.index.ruleset.claims:
        assert not isinstance(verdict(prover, claim), Undecided), claim.text


def by_solver(ruleset: ir.Ruleset) -> list[str]:
    """The claims that the solver leaves undecided."""
    solver = Solver(index(ruleset), {}, SOLVER_SECONDS)
    left: list[str] = []
    for claim in ruleset.claims:
        match claim:
            case ir.RangeClaim():
                found: object = solver.extent(claim.subject, ())
            case ir.HoldsClaim():
                found = solver.find([ir.Not(claim.condition)])
            case ir.TrendClaim():
                found = solver.trend(claim)
        left += [claim.text] if isinstance(found, Undecided) else []
    return left


def many_rules(rules: int, facts: int) -> str:
    """Rules of two facts each, drawn by chance: nearly every fact is tied to every other."""
    random = Random(1)
    lines = ['scheme many "Many rules"', "", "facts"]
    lines += [f"  n{at} : whole number from 0 to 100" for at in range(facts)]
    lines += [f"  y{at} : yes/no" for at in range(facts)]
    lines += ["", 'test t "Test"', "  pass mark 50"]
    for factor in range(rules // 10):
        lines += ["", f'  factor f{factor} "Factor {factor}"', "    all that apply"]
        for _ in range(10):
            one, other = random.randrange(facts), random.randrange(facts)
            lines.append(f"      n{one} at least {random.randrange(1, 100)} and y{other} => +{random.randrange(1, 9)}")
    lines += ["", "prove that t.total from 0 to 100000"]
    lines += [f"prove that t.total never falls as n{at} rises" for at in range(0, facts, 5)]
    return "\n".join(lines) + "\n"


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The median of a few rounds, in seconds."""
    took = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        took.append(perf_counter() - began)
    return median(took)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms"


if __name__ == "__main__":
    main()
