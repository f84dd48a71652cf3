"""A population that was drawn, told: who is in it, and where it is not as it was asked for."""

from collections.abc import Iterator

from qmasdsl.cli.output import counted
from qmasdsl.cli.paragraphs import wrapped
from qmasdsl.difference.changes import listed
from qmasdsl.impact.words import percent
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.tables.population import Bent, Population

_BENT = 8  # shares that are told


def told(ruleset: Ruleset, population: Population, out: str, seed: int, marginals: str | None) -> str:
    """The whole report, without a newline at its end."""
    return "\n".join(wrapped(line) for line in _lines(ruleset, population, out, seed, marginals))


def _lines(
    ruleset: Ruleset, population: Population, out: str, seed: int, marginals: str | None
) -> Iterator[str]:
    people = f"{population.drawn:,} {'person' if population.drawn == 1 else 'people'}"
    yield f"{out}: {people} drawn with seed {seed} for {ruleset.title or ruleset.name}"
    even = list(dict.fromkeys(column.fact for column in population.evenly))
    if marginals is None:
        yield "  Every fact is drawn evenly over the steps of the rules: this shows what rules do, not how many real"
        yield "  applicants they concern. For shares of your own, type: --marginals FILE.toml"
    elif even:
        names = listed([f"`{name}`" for name in even])
        facts = counted(len(even), "fact")
        yield f"  {marginals} says nothing of {facts}, drawn evenly over the steps of the rules: {names}."
    if population.redrawn:
        yield f"  {population.redrawn:,} of them had facts drawn again, until what is `always` true held."
    bent = population.bent()
    if bent:
        yield "  Not as asked, because of what is `always` true:"
        yield from (f"    {_bent(one)}" for one in bent[:_BENT])
        if len(bent) > _BENT:
            yield f"    and {counted(len(bent) - _BENT, 'share')} more"


def _bent(one: Bent) -> str:
    return f"{one.column}, {one.said}: {percent(one.asked.share)} was asked for, {percent(one.share)} have it"
