"""`--given born`: a table has the day from which years are counted, and not the years."""

from collections.abc import Sequence

import click

from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.types import Numeric


def counted_from(ruleset: Ruleset, days: Sequence[str]) -> tuple[str, ...]:
    """The facts that are the years since these days; a click.UsageError for a day from which none are counted."""
    since = {fact.name: fact.type.since for fact in ruleset.facts if isinstance(fact.type, Numeric) and fact.type.since}
    for day in days:
        if day not in since.values():
            known = ", ".join(sorted(set(filter(None, since.values()))))
            hint = f"years are counted from {known}" if known else "these rules count no years from a day"
            raise click.UsageError(f"--given {day}: no fact is the years since `{day}`; {hint}")
    return tuple(name for name, day in since.items() if day in days)
