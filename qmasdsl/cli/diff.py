"""`qmas diff`: what changes between two versions of a scheme, in words and in people.

    qmas diff 2018.qmas 2021.qmas
    qmas diff old.qmas new.qmas --map graduate_work=experience      a fact that has another name now
    qmas diff old.qmas new.qmas --format json

Exit code 0 if it is proved that both give every possible applicant the same, 1 if they differ for somebody, 2 if
they could not be compared or it was not settled.
"""

from collections.abc import Sequence

import click

from qmasdsl.cli.options import color_option, format_option, plain_option
from qmasdsl.cli.output import complain, put_data, say


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--map", "mapped", multiple=True, metavar="OLD=NEW",
    help="A fact of the old rules that has another name in the new ones; may be repeated.",
)
@click.option(
    "--budget", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS",
    help="How long to look for a proof before saying that something is undecided.",
)
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    old: str, new: str, mapped: tuple[str, ...], budget: float, form: str | None, plain: bool, color: str
) -> int:  # fmt: skip
    """Compare the rules in OLD with those in NEW: what was changed, and whom it changes."""
    from qmasdsl.cli import difference_json, difference_words
    from qmasdsl.cli.loading import sound_rules
    from qmasdsl.difference.facts import CannotBeCompared, settled
    from qmasdsl.difference.people import NobodyIsPossible, NothingInCommon, in_people
    from qmasdsl.difference.words import in_words
    from qmasdsl.ir.walk import index
    from qmasdsl.proving.budget import Budget
    from qmasdsl.proving.prover import Prover

    if old == "-" and new == "-":
        raise click.UsageError("old and new rules cannot both come from standard input")
    renamed = pairs(mapped)
    try:
        before, after = (index(sound_rules(name, plain=plain, color=color)) for name in (old, new))
    except click.exceptions.Exit:
        # The messages were shown. To a script 1 means that the rules differ, which nobody knows here.
        raise click.exceptions.Exit(2) from None
    words = in_words(before, after)
    try:
        joined = settled(before, after, renamed)
        people = in_people(joined, Prover(joined.index, budget=Budget(budget)))
    except CannotBeCompared as error:
        return complain(str(error))
    except NothingInCommon:
        return complain(
            f"`{old}` and `{new}` have no test and no outcome in common, so nobody can be compared under them",
            f"`{old}` is {_has(before.ruleset.title, [*before.tests, *before.outcomes])}",
            f"`{new}` is {_has(after.ruleset.title, [*after.tests, *after.outcomes])}",
        )
    except NobodyIsPossible:
        return complain(
            "no applicant is possible under both rule sets, so there is nobody to compare",
            "look at what each of them says is `always` true, and at the facts whose values changed",
        )
    names = difference_words.Names(old, new)
    if form == "json":
        put_data(difference_json.rendered(before, after, names, words, people))
    else:
        say(difference_words.told(before, after, names, words, people))
    return 1 if people.differs else 2 if people.undecided else 0


def pairs(mapped: Sequence[str]) -> dict[str, str]:
    """The facts in `--map OLD=NEW`; click.UsageError where one makes no sense."""
    found: dict[str, str] = {}
    for each in mapped:
        was, sign, now = (part.strip() for part in each.partition("="))
        if not (was and sign and now):
            raise click.UsageError(f"`{each}` maps no fact; type --map OLD_NAME=NEW_NAME")
        if was in found:
            raise click.UsageError(f"`{was}` is mapped twice")
        found[was] = now
    return found


def _has(title: str, names: Sequence[str]) -> str:
    return f'"{title}" with {", ".join(names)}' if names else f'"{title}", which has none'
