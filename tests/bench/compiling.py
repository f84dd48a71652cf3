"""How compile time grows: from the text of a rule file to the text of the Python module, for 100 to 10,000 rules.

    python -m tests.bench.compiling

`read` is everything up to the representation, without the questions that `qmas check` asks; `write` is the module;
`load` is what CPython then takes to compile the text. Growth is linear where `us a rule` stays the same.
"""

from collections.abc import Callable
from statistics import median
from time import process_time

from qmasdsl.codegen.python import generate
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.walk import rules
from tests.bench.checking import made_up
from tests.bench.proving import as_far_as_lowered

SIZES = (100, 1_000, 10_000)


def main() -> None:
    heads = (f"{head:>9}" for head in ("rules", "lines", "read ms", "write ms", "load ms", "us a rule", "KB made"))
    print(" ".join(heads))
    for size in SIZES:
        row(size)


def row(size: int) -> None:
    text = made_up(size * 56 // 27)
    ruleset = as_far_as_lowered(text)
    module = generate(ruleset)
    rounds = 7 if size <= 1_000 else 3
    read = seconds(lambda: as_far_as_lowered(text), rounds)
    write = seconds(lambda: generate(ruleset), rounds)
    load = seconds(lambda: compile(module, "generated.py", "exec"), rounds)
    count = rules_in(ruleset)
    each = (read + write) / count * 1e6
    times = " ".join(f"{one * 1e3:9.1f}" for one in (read, write, load))
    print(f"{count:9,} {len(text.splitlines()):9,} {times} {each:9.0f} {len(module) / 1024:9,.0f}")


def rules_in(ruleset: Ruleset) -> int:
    return sum(1 for test in ruleset.tests for factor in test.factors for part in factor.parts for _ in rules(part))


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median of a few rounds, of the processor's time."""
    took = []
    for _ in range(rounds):
        began = process_time()
        work()
        took.append(process_time() - began)
    return median(took)


if __name__ == "__main__":
    main()
