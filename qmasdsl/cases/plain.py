"""Plain: an applicant with nothing more to them than a question needs.

The prover shows whole people. A case is read by staff, and says only what matters: every fact that can rest rests,
and one that cannot (a date, a choice) is left out where nothing turns on it.
"""

from collections.abc import Callable

from qmasdsl.interpreter.facts import Facts, check_encoded
from qmasdsl.interpreter.resting import complete, resting
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index


def plainest(ruleset: ir.Ruleset, person: Facts, wanted: Callable[[Facts], bool]) -> Facts:
    """What remains of `person` if one fact after the other rests, as long as the facts fit and are still `wanted`.

    If `everything else no, none or 0` would not mean this person, they are given back whole.
    """
    types = {name: fact.type for name, fact in index(ruleset).facts.items()}
    given = {name: value for name, value in person.items() if value != resting(types[name])}
    best = complete(ruleset, given)
    if not _stands(ruleset, best, wanted):
        return person
    # What is declared late often hangs on what is declared early.
    for name in reversed(list(given)):
        fewer = {other: value for other, value in given.items() if other != name}
        less = complete(ruleset, fewer)
        if _stands(ruleset, less, wanted):
            given, best = fewer, less
    return best


def _stands(ruleset: ir.Ruleset, facts: Facts, wanted: Callable[[Facts], bool]) -> bool:
    return not check_encoded(ruleset, facts) and wanted(facts)
