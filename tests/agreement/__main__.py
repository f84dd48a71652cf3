"""The long tier: a million single cases and ten million rows, every target beside the interpreter.

    python -m tests.agreement --cases 1000000 --rows 10000000 --seed 1 [--write docs/agreement.md]

A *case* is one applicant of one rule set put to the interpreter and to every target. A *row* is one applicant of a
drawn population put to the targets that take tables, and to the generated Python module, of which the cases show that
it says what the interpreter says. It ends at the first disagreement, with the applicant.
"""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from agreement.applicants import applicants, on_leap_days  # the tests are no package of their own
from agreement.laid import disagreements
from agreement.rows import ENGINES, rows_of
from agreement.targets import TARGETS
from qmasdsl.ir.nodes import Ruleset
from unit.everybody import ROOT, SHIPPED, shipped
from unit.made_rulesets import made_ruleset

PEOPLE = 200  # of one rule set
ROWS = 500_000  # of one population


def main() -> int:
    asked = _asked()
    start = perf_counter()
    counts: Counter[str] = Counter()
    for ruleset, seed in _rulesets(asked.seed):
        if counts["cases"] >= asked.cases:
            break
        everybody = applicants(ruleset, PEOPLE, seed)
        if found := disagreements(ruleset, everybody, TARGETS):
            print("\n".join(found))
            return 1
        counts["rule sets"] += 1
        counts["cases"] += len(everybody)
        if counts["rule sets"] % 50 == 0:
            print(f"{counts['cases']:,} cases of {counts['rule sets']:,} rule sets", flush=True)
    calendar = shipped(ROOT / "tests/agreement/calendar.qmas")
    days = on_leap_days(calendar)
    if found := disagreements(calendar, days, TARGETS):
        print("\n".join(found))
        return 1
    counts["cases"] += len(days)
    counts["rule sets"] += 1
    cases = perf_counter() - start
    for path in _round(asked.rows):
        some = min(ROWS, asked.rows - counts["rows"])
        counts["rows"] += rows_of(shipped(path), some, asked.seed + counts["rows"])
        print(f"{counts['rows']:,} rows ({path.name})", flush=True)
        if counts["rows"] >= asked.rows:
            break
    said = _said(asked, counts, cases, perf_counter() - start - cases)
    print(said)
    if asked.write:
        Path(asked.write).write_text(said, "utf-8")
    return 0


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.agreement", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", help="a page to write the result to")
    return parser.parse_args()


def _rulesets(seed: int) -> Iterator[tuple[Ruleset, int]]:
    """Every file that is shipped, then rule sets made by chance, without end."""
    for path in SHIPPED:
        yield shipped(path), seed
    while True:
        yield made_ruleset(seed * 1_000_000), seed
        seed += 1


def _round(rows: int) -> Iterator[Path]:
    """Every scheme that is shipped, again and again, where any rows are asked for."""
    while rows > 0:
        yield from SHIPPED[1:]


def _said(asked: Namespace, counts: Counter[str], cases: float, rows: float) -> str:
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, cwd=ROOT, check=True).stdout.strip()
    command = f"python -m tests.agreement --cases {asked.cases} --rows {asked.rows} --seed {asked.seed}"
    return f"""# Agreement

Every target says what the interpreter says. `make test` tries some thousands of applicants; this page is written by
the long run:

    {command} --write docs/agreement.md

| | |
| --- | --- |
| commit | {commit} |
| single cases | {counts["cases"]:,} applicants of {counts["rule sets"]:,} rule sets, in {cases:,.0f} seconds |
| put to the interpreter and to | {", ".join(TARGETS)} |
| rows | {counts["rows"]:,} drawn applicants of the schemes that are shipped, in {rows:,.0f} seconds |
| put to the Python module and to | {", ".join(ENGINES)} |
| disagreements | 0 |

A case is a possible applicant, or one of whom a fact is missing, one too many, or something that is no value of its
fact; compared are every total, section, factor, verdict and award, and whether the applicant is scored at all. Rows
are drawn by `qmas population`; compared is what `breakdown` of the module says.
"""


if __name__ == "__main__":
    sys.exit(main())
