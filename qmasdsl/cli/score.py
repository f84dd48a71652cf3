"""`qmas score`: one applicant under the rules.

    qmas score hk.qmas --facts applicant.json
    qmas score hk.qmas --facts people.csv --row 12
    qmas score rulesets/hk/qmas --on 2019-05-01 …                   the version in force on that day
    qmas score hk.qmas age=34 education=master 'graduate_work=6 years' …
    qmas score hk.qmas --facts applicant.json age=51 --explain      what if

What is typed as name=value goes before what the file says. On a terminal the facts that are missing and can
still change the result are asked for, the one that decides most first. Anywhere else, and with --no-ask, the
answer is what is certain without them: exact ranges of points, verdicts of yes, no or depends, and which fact to
give next. With --complete a missing fact is an error that names all of them (exit code 2).
"""

import json
import sys
from collections.abc import Mapping

import click

from qmasdsl.cli.applicant import applicant, check_language, lacking, sources
from qmasdsl.cli.config import read_config
from qmasdsl.cli.options import color_option, format_option, language_option, plain_option, rule_file
from qmasdsl.cli.output import complain, put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir.nodes import Encoded, Ruleset


@click.command("score")
@rule_file
@click.argument("facts", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--facts", "facts_file", metavar="FILE", help="Facts in JSON, TOML or CSV; - is JSON on standard input.")
@click.option("--row", type=click.IntRange(min=1), metavar="N", help="The row of the CSV file, from 1.")
@click.option("--explain", is_flag=True, help="Say why: every rule that counts, and how near the others were.")
@click.option("--reasons", is_flag=True, help="Say in which factors most points were lost.")
@click.option("--no-ask", is_flag=True, help="Never ask for missing facts; say what is certain without them.")
@click.option("--complete", is_flag=True, help="Refuse to score while a fact is missing.")
@on_option
@language_option
@format_option("pretty", "json")
@plain_option
@color_option
def command(
    file: str, facts: tuple[str, ...], facts_file: str | None, row: int | None, explain: bool, reasons: bool,
    no_ask: bool, complete: bool, on: str | None, language: str | None, form: str | None, plain: bool, color: str,
) -> int:  # fmt: skip
    """Score one applicant under the rules in FILE; facts come from --facts, from NAME=VALUE, or are asked for."""
    from qmasdsl.interpreter.evaluate import score
    from qmasdsl.interpreter.facts import missing

    given = sources(file, facts, facts_file, row)
    ruleset = rules_on(file, on, given, plain=plain, color=color)
    language = language or read_config().language
    check_language(ruleset, language)
    encoded = applicant(ruleset, given).facts
    if unknown := missing(ruleset, encoded):
        if complete:
            return lacking(ruleset, unknown, language)
        if not no_ask and sys.stdin.isatty() and sys.stderr.isatty():
            encoded = _asked(ruleset, encoded, language)
    telling = _Telling(ruleset, encoded, language or "en", explain, reasons)
    result = score(ruleset, encoded)
    if result.depends_on:
        return telling.open(form)
    return telling.whole(result, form)


def _asked(ruleset: Ruleset, facts: Mapping[str, Encoded], language: str | None) -> dict[str, Encoded]:
    """The facts, and the answers to as many questions as it takes to decide everything."""
    from qmasdsl.cli.ask import ask_for_missing
    from qmasdsl.ir.walk import index
    from qmasdsl.prospects.partial import Unknowns
    from qmasdsl.prospects.unknowns import unknowns

    def next_of(found: Mapping[str, Encoded]) -> str | None:
        now = unknowns(index(ruleset), found)
        return next(iter(now.result.ask_next), None) if isinstance(now, Unknowns) else None

    return ask_for_missing(ruleset, facts, language, next_of)


class _Telling:
    """Writes one result, in the form that was asked for."""

    def __init__(
        self, ruleset: Ruleset, facts: Mapping[str, Encoded], language: str, explain: bool, reasons: bool
    ) -> None:
        self._ruleset = ruleset
        self._facts = facts
        self._language = language
        self._explain = explain
        self._reasons = reasons

    def whole(self, result: Result, form: str | None) -> int:
        if form == "json":
            from qmasdsl.interpreter.trace import as_json

            return self._put(as_json(result))
        if self._explain:
            from qmasdsl.explain import explain

            say(explain(self._ruleset, result, self._facts, self._language).rstrip("\n"))
        else:
            from qmasdsl.cli.results import told

            say(told(self._ruleset, result, self._facts, self._language))
        return self._say_reasons()

    def open(self, form: str | None) -> int:
        """The result of an applicant with facts missing."""
        from qmasdsl.ir.walk import index
        from qmasdsl.prospects.asking import answers
        from qmasdsl.prospects.completions import Completions
        from qmasdsl.prospects.partial import Unknowns, as_json
        from qmasdsl.prospects.unknowns import unknowns

        completions = Completions(index(self._ruleset), self._facts)
        found = unknowns(completions.index, self._facts, completions)
        if not isinstance(found, Unknowns):
            return complain("no possible applicant has these facts, whatever the missing ones are")
        if form == "json":
            return self._put(as_json(found.result))
        from qmasdsl.cli.results import told_open
        from qmasdsl.interpreter.evaluate import score

        first = found.result.ask_next[:1]
        next_answers = [answer for name in first for answer in answers(completions, name, found.open)]
        telling = told_open(self._ruleset, found, next_answers, self._facts, self._language)
        if self._explain:
            from qmasdsl.explain import explain

            known = score(self._ruleset, self._facts)
            head = list(telling.head())
            said = explain(self._ruleset, known, self._facts, self._language, head)
            say("\n".join([said.rstrip("\n"), *telling.last()]))
        else:
            say("\n".join(telling.lines()))
        return self._say_reasons()

    def _put(self, result: dict[str, object]) -> int:
        if self._reasons:
            from qmasdsl.cli.lost import as_data
            from qmasdsl.ir.walk import index
            from qmasdsl.prospects.reasons import losses

            names = index(self._ruleset)
            result |= {"reasons": as_data(names, self._facts, losses(names, self._facts), self._language)}
        put_data(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        return 0

    def _say_reasons(self) -> int:
        if self._reasons:
            from qmasdsl.cli.lost import told
            from qmasdsl.ir.walk import index
            from qmasdsl.prospects.reasons import losses

            names = index(self._ruleset)
            say("\n".join(["", *told(names, self._facts, losses(names, self._facts), self._language)]))
        return 0
