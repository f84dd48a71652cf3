"""What we bring to the comparison: the function written by hand, and everything generated from the rule file."""

import importlib
import sys
from pathlib import Path
from typing import Any

from qmasdsl.codegen.native import CannotCompile, build_native
from qmasdsl.ir.nodes import Ruleset
from tests.bench import by_hand
from tests.bench.peers.engines import Breakdown, Scorer, Total


def hand(ruleset: Ruleset) -> Scorer:
    factors = [factor.name.partition(".")[2] for factor in ruleset.tests[0].factors]

    def as_breakdown(found: dict[str, Any]) -> Breakdown:
        points = tuple(found["factors"].get(factor, 0) for factor in factors)
        return found["eligible"], found["total"], found["passes"], points

    return Scorer(by_hand.total, by_hand.breakdown, as_breakdown=as_breakdown)


def generated(ruleset: Ruleset, module: Any) -> Scorer:
    """`totals` and `breakdown`, which trust what they are given."""
    nothing = (0,) * len(ruleset.tests[0].factors)

    def as_total(found: tuple[Any, ...]) -> Total:
        eligible, general, achievement = found
        return eligible, achievement if general is None else general

    def as_breakdown(found: tuple[Any, ...]) -> Breakdown:
        eligible, general, achievement = found
        total, passes, points = achievement if general is None else general
        return eligible, total, passes, points or nothing

    return Scorer(module.totals, module.breakdown, as_total, as_breakdown)


def checked(ruleset: Ruleset, module: Any) -> Scorer:
    """`score`, which checks everything it is given."""
    factors = len(ruleset.tests[0].factors)

    def as_breakdown(found: Any) -> Breakdown:
        general, achievement = found.tests.values()
        chosen = general if general.applies else achievement
        return found.eligible, chosen.total, chosen.passes, tuple(chosen.factors.values()) or (0,) * factors

    return Scorer(None, module.score, as_breakdown=as_breakdown)


def native(ruleset: Ruleset, folder: str) -> Any:
    """The compiled package, imported; the sentence that says why not, where it cannot be had."""
    try:
        build_native(ruleset, Path(folder, "native_rules"))
    except CannotCompile as why:
        return why.reason
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    return importlib.import_module("native_rules")
