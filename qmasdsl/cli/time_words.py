"""Time words: what time changes by itself, in sentences.

    As time passes, and nothing else changes:
      1 March 2024 to 30 June 2027: 75, does not pass, 5 short.
      1 July 2027 to 17 March 2028: 85, passes.
    Reached by waiting, from 1 July 2027 to 17 March 2028: Goes forward to the selection exercise.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from qmasdsl.cli.route_words import RouteWords
from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.prospects import prospects
from qmasdsl.explain.quantities import day, stretch
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.calendar import Calendar, Span

_MOST_LINES = 12  # beyond which spans that differ in points alone share a line


class TimeWords:
    """One calendar in one language; `dated` if it begins on a day that somebody named."""

    def __init__(self, index: Index, goal: ir.Condition, found: Calendar, dated: bool, language: str) -> None:
        self._index = index
        self._dated = dated or not found.yearly
        self._goal = goal
        self._found = found
        self._words = RouteWords(index, goal, language)
        self._language = language
        self._labels = Labels(index.ruleset, language)
        self._say = prospects(language)
        self._plain = sentences(language)
        tests = {name for span in found.spans for name, one in span.result.tests.items() if one.applies is not False}
        self._several = len(tests) > 1

    def lines(self) -> Iterator[str]:
        """A line for each span, when the goal is reached, and what moves."""
        spans = self._found.spans
        if len(spans) == 1:
            yield self._say.nothing_changes.format(last=self._day(spans[0].last))
        elif spans:
            yield self._say.time
            yield from (f"  {self._line(group)}" for group in self._groups())
            yield self._reached()
        if spans:
            yield self._say.time_moves.format(facts=self._words.facts(self._found.moving) or self._say.no_records)
        if len(spans) > 1 and self._found.yearly and self._dated:
            undated = self._words.facts(self._found.undated)
            yield self._say.time_unknown.format(facts=undated, day=self._anniversary(spans[0].first))
        if self._found.ends is not None:
            why = self._plain.join.join(wrong.words() for wrong in self._found.why)
            yield self._say.facts_end.format(first=self._day(self._found.ends), why=why)

    def rules_end(self, last: date) -> str:
        """On which day the rules themselves end."""
        return self._say.rules_end.format(last=day(last, self._language))

    def _groups(self) -> list[list[Span]]:
        spans = self._found.spans
        if len(spans) <= _MOST_LINES:
            return [[span] for span in spans]
        return [list(group) for _, group in groupby(spans, key=lambda span: _verdicts(span.result))]

    def _line(self, group: Sequence[Span]) -> str:
        rest = self._plain.gap.join(self._results([span.result for span in group]))
        first, last = group[0].first, self._found.last_told(group[-1])
        days = self._day(first) if first == last else self._from_to(self._day(first), self._day(last))
        values = self._values(group, self._say.value_of)
        if not values or not self._dated:
            return self._say.one_day.format(first=values or days, rest=rest)
        return self._say.while_from.format(values=values, days=days, rest=rest)

    def _values(self, group: Sequence[Span], form: str) -> str:
        """What the first fact is whose days are not known: "Age from 39 to 44 years"."""
        if not self._found.yearly:
            return ""
        name = self._found.undated[0]
        first, last = group[0].facts.get(name), group[-1].at_last.get(name)
        if not isinstance(first, int) or not isinstance(last, int):
            return ""
        values = stretch(self._index.facts[name].type, first, last, self._labels, self._language)
        return form.format(label=self._words.fact(name), values=values)

    def _reached(self) -> str:
        """When the goal is reached, in days or, where the days are not known, in years."""
        spans = self._found.spans
        runs = [list(group) for held, group in groupby(spans, key=self._holds) if held]
        if not runs:
            form = self._say.waiting_no if self._dated else self._say.waiting_never
            return form.format(last=self._day(spans[-1].last), goal=self._words.goal())
        told = [self._values(run, self._say.spans_while) or self._run(run) for run in runs]
        form = self._say.reached_while if runs[0][0] is spans[0] else self._say.waiting
        return form.format(spans=self._plain.comma.join(told), goal=self._words.goal())

    def _run(self, run: Sequence[Span]) -> str:
        return self._say.spans.format(first=self._day(run[0].first), last=self._day(run[-1].last))

    def _holds(self, span: Span) -> bool:
        return Meaning(self._index, span.facts).holds(self._goal) is True

    def _results(self, results: Sequence[Result]) -> Iterator[str]:
        """`85 to 90, passes.`, with the name of the test where there are several."""
        first = results[0]
        for name, test in self._index.tests.items():
            one = first.tests[name]
            if one.applies is False:
                continue
            totals = [total for result in results if (total := result.tests[name].total) is not None]
            label = f"{self._words.test(name)}{self._plain.colon}" if self._several else ""
            yield label + self._result(test, totals, one.passes)
        if first.eligible is False:
            unmet = [own for own in self._index.ruleset.requirements if first.requirements[own.name] is False]
            labels = self._plain.comma.join(self._labels.of(own.name, own.label) for own in unmet)
            yield self._plain.not_eligible.format(labels=labels)

    def _result(self, test: ir.Test, totals: Sequence[int], passes: bool | None) -> str:
        points = self._plain.unknown
        if totals:
            low, high = min(totals), max(totals)
            points = str(low) if low == high else self._from_to(str(low), str(high))
        if passes is None or (isinstance(test.mark, ir.NoPassMark) and not test.requirements):
            return self._say.then.format(points=points)
        if passes:
            return self._say.then_passes.format(points=points)
        by = test.mark.mark - totals[0] if isinstance(test.mark, ir.PassMark) and len(set(totals)) == 1 else 0
        return (self._say.then_short if by > 0 else self._say.then_fails).format(points=points, by=by)

    def _from_to(self, first: str, last: str) -> str:
        return self._say.span.format(least=first, greatest=last)

    def _day(self, ordinal: int) -> str:
        return day(date.fromordinal(ordinal), self._language)

    def _anniversary(self, ordinal: int) -> str:
        """The day without its year."""
        year = date.fromordinal(ordinal).year
        return self._day(ordinal).removesuffix(f" {year}").removeprefix(f"{year}年")


def _verdicts(result: Result) -> object:
    tests = [(test.applies, test.passes) for test in result.tests.values()]
    return result.eligible, tests, list(result.outcomes.values()), list(result.requirements.values())
