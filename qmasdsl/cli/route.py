"""`qmas route`: what an applicant who does not reach something would have to change to reach it.

    qmas route hk.qmas --facts applicant.json
    qmas route hk.qmas --facts applicant.json --test general
    qmas route hk.qmas --facts applicant.json --test general --points 120
    qmas route hk.qmas --facts applicant.json --outcome goes_to_selection --until 2035-01-01

Every way is proved to be enough, and none has a part that is; the cheapest come first. After them comes what time
changes by itself. Exit code 0: reached already, by a change or by waiting; 1: proved that nothing reaches it, or
undecided.
"""

import json
from datetime import date

import click

from qmasdsl.cli.applicant import Applicant, applicant, check_language, lacking, sources
from qmasdsl.cli.config import read_config
from qmasdsl.cli.options import color_option, format_option, language_option, plain_option, rule_file
from qmasdsl.cli.output import put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index

_YEARS = 30  # that are looked ahead, unless --until says otherwise
_LONGEST = 200  # years that may be asked for


@click.command("route")
@rule_file
@click.argument("facts", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--facts", "facts_file", metavar="FILE", help="Facts in JSON, TOML or CSV; - is JSON on standard input.")
@click.option("--row", type=click.IntRange(min=1), metavar="N", help="The row of the CSV file, from 1.")
@click.option("--outcome", metavar="NAME", help="Reach this outcome.")
@click.option("--test", "test", metavar="NAME", help="Pass this test.")
@click.option("--points", type=int, metavar="N", help="Have at least so many points in the test, instead of passing.")
@click.option("--most", type=click.IntRange(min=1, max=100), default=5, show_default=True, help="Ways to show.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="Look ahead from this day.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Look ahead until this day.")
@on_option
@language_option
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    file: str, facts: tuple[str, ...], facts_file: str | None, row: int | None, on: str | None, outcome: str | None,
    test: str | None, points: int | None, most: int, start: date | None, until: date | None,
    language: str | None, form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Say what an applicant would have to change to reach an outcome, and what time changes by itself."""
    from qmasdsl.interpreter.facts import missing
    from qmasdsl.interpreter.meaning import Meaning
    from qmasdsl.prospects.calendar import calendar
    from qmasdsl.prospects.routes import Reached, Routes, routes
    from qmasdsl.prospects.situation import turns_on

    given = sources(file, facts, facts_file, row)
    ruleset = rules_on(file, on, given, plain=plain, color=color)
    language = language or read_config().language
    check_language(ruleset, language)
    names = index(ruleset)
    goal = _goal(ruleset, outcome, test, points)
    person = applicant(ruleset, given)
    read = turns_on(names, goal)
    if unknown := [fact for fact in missing(ruleset, person.facts) if fact.name in read]:
        return lacking(ruleset, unknown, language)
    first, last = _days(ruleset, person, start, until)
    answer = routes(names, person.facts, goal, most)
    ahead = calendar(names, person.facts, first, last, person.since)
    if form == "json":
        from qmasdsl.cli.route_json import route

        put_data(json.dumps(route(names, goal, answer, ahead), ensure_ascii=False, indent=2) + "\n")
    else:
        from qmasdsl.cli.results import Telling
        from qmasdsl.cli.route_words import RouteWords
        from qmasdsl.cli.time_words import TimeWords
        from qmasdsl.interpreter.evaluate import score

        head = Telling(ruleset, score(ruleset, person.facts), person.facts, language or "en").head()
        ways = RouteWords(names, goal, language or "en").told(answer)
        dated = start is not None or (ruleset.version_by or "") in person.facts
        words = TimeWords(names, goal, ahead, dated, language or "en")
        time = list(words.lines()) if until is not None or len(ahead.spans) != 1 else []
        ends = ruleset.in_force.until if ruleset.in_force else None
        time += [words.rules_end(ends)] if time and ends is not None and ends.toordinal() == last else []
        say("\n".join([*head, "", *ways, *(["", *time] if time else [])]))
    by_waiting = any(Meaning(names, span.facts).holds(goal) is True for span in ahead.spans)
    return 0 if by_waiting or isinstance(answer, Reached | Routes) else 1


def _goal(ruleset: ir.Ruleset, outcome: str | None, test: str | None, points: int | None) -> ir.Condition:
    """What is to be reached; where nothing says so, the only outcome, else the only test."""
    if outcome is not None and test is not None:
        raise click.UsageError("name an outcome or a test, not both")
    outcomes, tests = [one.name for one in ruleset.outcomes], [one.name for one in ruleset.tests]
    if outcome is not None:
        return ir.Comes(_known(outcome, outcomes, "outcome"))
    if test is None and points is not None and len(tests) != 1:
        raise click.UsageError("--points are the points of a test; name it with --test")
    if test is not None or points is not None:
        name = tests[0] if test is None else _known(test, tests, "test")
        enough = ir.Compare(ir.Score(f"{name}.total"), ir.Comparison.AT_LEAST, ir.Constant(points or 0))
        return ir.Passes(name) if points is None else ir.And((ir.Applies(name), enough))
    if len(outcomes) == 1:
        return ir.Comes(outcomes[0])
    if len(tests) == 1 and not outcomes:
        return ir.Passes(tests[0])
    there = [*(f"--outcome {name}" for name in outcomes), *(f"--test {name}" for name in tests)]
    if not there:
        raise click.ClickException("these rules have no outcome and no test that could be reached")
    raise click.UsageError(f"say what is to be reached: {', '.join(there)}")


def _known(name: str, names: list[str], kind: str) -> str:
    from qmasdsl.diagnostics.suggest import nearest

    if name in names:
        return name
    meant = nearest(name, names)
    hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(names)}" if names else "there are none"
    raise click.ClickException(f"there is no {kind} `{name}` in these rules; {hint}")


def _days(ruleset: ir.Ruleset, person: Applicant, start: date | None, until: date | None) -> tuple[int, int]:
    """The first day and the last that are looked at."""
    from qmasdsl.ir.periods import later

    lodged = person.facts.get(ruleset.version_by or "")
    begun = lodged if isinstance(lodged, int) else date.today().toordinal()
    first = begun if start is None else start.toordinal()
    last = later(first, 12 * _YEARS) if until is None else until.toordinal()
    if last < first:
        day = date.fromordinal(first).isoformat()
        raise click.ClickException(f"--until is before {day}, the day from which it is looked ahead")
    if last > later(first, 12 * _LONGEST):
        raise click.ClickException(f"--until is more than {_LONGEST} years ahead")
    ends = ruleset.in_force.until if ruleset.in_force else None
    return first, last if ends is None else max(first, min(last, ends.toordinal()))
