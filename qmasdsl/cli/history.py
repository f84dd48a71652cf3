"""`qmas history`: the versions of a scheme, since when each was in force, and what each changed.

    qmas history rulesets/hk/qmas
    qmas history rulesets/hk/qmas --people        and whom each change changed, proved
    qmas history rulesets/hk/qmas --format json

Exit code 0 if every version is sound, 1 if one has an error, 2 if there is nothing to list.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import click

from qmasdsl.cli.difference_json import change_data
from qmasdsl.cli.difference_words import change_lines, people_lines
from qmasdsl.cli.options import color_option, format_option, plain_option
from qmasdsl.cli.output import counted, put_data, report, say
from qmasdsl.cli.paragraphs import wrapped
from qmasdsl.difference.changes import InWords
from qmasdsl.difference.facts import CannotBeCompared, settled
from qmasdsl.difference.people import NobodyIsPossible, NothingInCommon, in_people
from qmasdsl.difference.words import in_words
from qmasdsl.frozen import frozen
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.budget import Budget
from qmasdsl.proving.prover import Prover
from qmasdsl.versions.chain import Chain, Version

_A_DAY = timedelta(days=1)


@click.command("history")
@click.argument("folder", metavar="FOLDER")
@click.option("--people", "with_people", is_flag=True, help="Say too whom each change changed; takes its time.")
@click.option(
    "--budget", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS",
    help="With --people, how long to look for the proofs of each change.",
)
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    folder: str, with_people: bool, budget: float, form: str | None, plain: bool, color: str
) -> int:  # fmt: skip
    """List the versions of the scheme in FOLDER: since when each was in force, its file and sources, and what it
    changed."""
    from qmasdsl.cli.dates import versions_in

    chain = versions_in(folder, plain=plain, color=color)
    told = list(_told(chain, budget if with_people else None))
    if form == "json":
        put_data(_as_json(chain, told))
    else:
        title = next((one.rules.ruleset.title for one in reversed(told) if one.rules), "")
        say(f'{chain.name}{f" {chr(34)}{title}{chr(34)}" if title else ""}: {counted(len(told), "version")}')
        for number, one in enumerate(told, 1):
            say("\n".join(["", *(wrapped(line) for line in _lines(number, one))]))
        report([problem.describe() for problem in chain.problems], "pretty", plain=plain, color=color, err=True)
    return int(any(one.rules is None for one in told))


@frozen
class Told:
    """One version and what is said of it: its rules, None where they have an error; what changed since the version
    before, None where there is none to compare; and lines about applicants."""

    version: Version
    until: str
    rules: Index | None
    words: InWords | None
    people: tuple[str, ...]


def _told(chain: Chain, budget: float | None) -> Iterator[Told]:
    from qmasdsl.dated import check_version

    before: Index | None = None
    for version in chain.versions:
        ruleset = check_version(chain, version, Budget(proofs=False)).ruleset
        now = None if ruleset is None else index(ruleset)
        words = None if before is None or now is None else _but_the_day(in_words(before, now))
        people: tuple[str, ...] = ()
        if budget is not None and words is not None and before is not None and now is not None:
            people = tuple(_people(before, now, words, budget))
        yield Told(version, _until(version, chain.after(version)), now, words, people)
        before = now


def _but_the_day(words: InWords) -> InWords:
    """The changes but for the first day of each version, which stands above them."""
    return replace(words, changes=tuple(change for change in words.changes if change.aspect != "in force from"))


def _people(before: Index, now: Index, words: InWords, budget: float) -> Iterator[str]:
    try:
        joined = settled(before, now, {})
        people = in_people(joined, Prover(joined.index, budget=Budget(budget)))
    except CannotBeCompared as error:
        yield f"For applicants it cannot be compared: {error}."
    except NothingInCommon:
        yield "For applicants it cannot be compared: no test and no outcome is in both versions."
    except NobodyIsPossible:
        yield "For applicants it cannot be compared: nobody is possible under both versions."
    else:
        yield from people_lines(before, now, words, people)


def _until(version: Version, after: Version | None) -> str:
    """The last day in force, "" where there is none yet."""
    if version.until is not None:
        return version.until.isoformat()
    if after is None:
        return ""
    first, last = (after.start - _A_DAY).isoformat(), (after.latest - _A_DAY).isoformat()
    return f"some day in {first} to {last}" if after.open else first


def _lines(number: int, told: Told) -> Iterator[str]:
    since = f"In force from {told.version.since}" if told.version.since else "In force"
    yield f"{number}. {since}{f', until {told.until}' if told.until else ''}"
    how = ", which amends the version before" if told.version.amends else ""
    yield f"  {told.version.source.name}{how}"
    for title, address in _sources(told.version):
        yield f"  Source: {title}{f', {address}' if address else ''}"
    if told.rules is None:
        yield f"  Its rules have an error, type: qmas check {told.version.source.name}"
    elif told.words is not None:
        yield from change_lines(told.words)
        yield from told.people
    elif number > 1:
        yield "  What it changed cannot be told, because of the errors in the version before."


def _sources(version: Version) -> Iterator[tuple[str, str]]:
    """What the version's own file names as its sources."""
    from qmasdsl.syntax.nodes import Amendment, Scheme, SourceLine

    for item in version.written.items:
        if isinstance(item, Scheme | Amendment):
            for clause in item.clauses:
                if isinstance(clause, SourceLine):
                    yield clause.title.text, "" if clause.address is None else clause.address.text


def _as_json(chain: Chain, told: list[Told]) -> str:
    import json

    return json.dumps(
        {"format": 1, "scheme": chain.name, "versions": [_version_data(one) for one in told]},
        ensure_ascii=False,
        indent=2,
    ) + "\n"


def _version_data(told: Told) -> dict[str, object]:
    version = told.version
    return {
        "file": version.source.name,
        "made_from": [source.name for source in version.sources],
        "amends": version.amends,
        "title": told.rules.ruleset.title if told.rules else None,
        "start": None if version.start == date.min else version.start.isoformat(),
        "latest_start": None if version.start == date.min else version.latest.isoformat(),
        "until": told.until or None,
        "hash": told.rules.ruleset.source_hash if told.rules else None,
        "sources": [{"title": title, "address": address or None} for title, address in _sources(version)],
        "sound": told.rules is not None,
        "changes": None if told.words is None else [change_data(change) for change in told.words.changes],
        "people": list(told.people) or None,
    }
