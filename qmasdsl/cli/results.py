"""Results: what the rules say of one applicant, without the reasons.

    Quality Migrant Admission Scheme, rules in force from 28 August 2018

    RESULT  General Points Test: 105 points out of 225. The pass mark is 80. PASSES, by 25.
    Goes to selection: yes.

    Prerequisites: 5 of 5 met.

    General Points Test
      Age: 30 out of 30.

The sentences are those of the explanation, in its languages; `--explain` tells the reasons. Where facts are
missing, points may be "75 or 105", and what they depend on is told.
"""

from collections.abc import Iterator, Mapping, Sequence

from qmasdsl.cli.open_results import OpenWords
from qmasdsl.explain.catalogue import CATALOGUE, ENGLISH
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.quantities import first_day
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result, TestResult, Verdict
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index
from qmasdsl.prospects.partial import Answer, PartialResult, PartialTest, Points, Unknowns


def told(ruleset: ir.Ruleset, result: Result, facts: Facts, language: str | None = None) -> str:
    """The result as lines of text, without a newline at the end."""
    return "\n".join(Telling(ruleset, result, facts, language or "en").lines())


def told_open(
    ruleset: ir.Ruleset, found: Unknowns, answers: Sequence[Answer], facts: Facts, language: str | None = None
) -> "Telling":
    """The same of an applicant with facts missing; `answers` are those to the question for the next."""
    labels = Labels(ruleset, language or "en")
    words = OpenWords(Meaning(index(ruleset), facts), found, answers, labels, language or "en")
    return Telling(ruleset, found.result, facts, language or "en", words)


class Telling:
    """One result in one language."""

    def __init__(
        self,
        ruleset: ir.Ruleset,
        result: Result | PartialResult,
        facts: Facts,
        language: str,
        words: OpenWords | None = None,
    ) -> None:
        self._ruleset = ruleset
        self._result = result
        self._words = words
        self._language = language
        self._say = CATALOGUE.get(language, ENGLISH)
        self._labels = Labels(ruleset, language)
        self._meaning = Meaning(index(ruleset), facts)

    def lines(self) -> Iterator[str]:
        yield from self.head()
        if self._ruleset.requirements:
            met = sum(verdict is True for verdict in self._result.requirements.values())
            partly = None if self._words is None else self._words.prerequisites()
            yield ""
            yield partly or self._say.prerequisites.format(met=met, all=len(self._result.requirements))
        for test in self._applying():
            if test.factors:
                yield ""
                yield self._label(test)
                yield from self._parts(test, self._result.tests[test.name])
        yield from self.last()

    def head(self) -> Iterator[str]:
        """Whose rules these are, and the result of each test and outcome."""
        yield self._headline()
        if self._say.marked:
            yield self._say.marked
        yield ""
        if self._result.eligible is False:
            yield self._say.result.format(rest=self._say.not_eligible.format(labels=self._unmet()))
            yield f"        {self._say.information}"
        for test in self._applying():
            yield self._say.result.format(rest=f"{self._label(test)}{self._say.colon}{self._verdict(test)}")
            if self._words is not None and self._result.tests[test.name].passes is None:
                yield from (f"        {line}" for line in self._words.under(test))
        if not self._applying():
            yield self._say.result.format(rest=self._say.no_test)
        for outcome in self._ruleset.outcomes:
            verdict = self._yes_no(self._result.outcomes[outcome.name])
            yield self._say.outcome.format(label=self._label(outcome), verdict=verdict)

    def last(self) -> Iterator[str]:
        """Where facts are missing, which to give next."""
        lines = [] if self._words is None else list(self._words.last())
        yield from ["", *lines] if lines else []

    def _applying(self) -> list[ir.Test]:
        return [test for test in self._ruleset.tests if self._result.tests[test.name].applies is not False]

    def _headline(self) -> str:
        title = self._labels.of(self._ruleset.name, self._ruleset.title)
        if self._ruleset.in_force is None:
            return self._say.headline_undated.format(title=title)
        return self._say.headline.format(title=title, day=first_day(self._ruleset.in_force, self._language))

    def _unmet(self) -> str:
        unmet = [own for own in self._ruleset.requirements if self._result.requirements[own.name] is False]
        return self._say.comma.join(self._label(own) for own in unmet)

    def _verdict(self, test: ir.Test) -> str:
        result = self._result.tests[test.name]
        most = self._most(test.out_of)
        sentence = self._say.points if most is None else self._say.points_out_of
        total = self._points(f"{test.name}.total", result.total)
        said = [] if total is None else [sentence.format(points=total, most=most)]
        if isinstance(test.mark, ir.PassMark):
            said.append(self._say.mark.format(mark=test.mark.mark))
        elif isinstance(test.mark, ir.NoPassMark):
            said.append(self._say.no_mark)
        whole = self._say.gap.join([*said, self._passes(test, result)])
        if isinstance(result, PartialTest) and self._words is not None:
            return self._words.where_it_applies(result, whole)
        return whole

    def _passes(self, test: ir.Test, result: TestResult | PartialTest) -> str:
        unmet = [own for own in test.requirements if result.requirements[own.name.partition(".")[2]] is False]
        if unmet:
            return self._say.lacks_requirement.format(labels=self._say.comma.join(map(self._label, unmet)))
        if result.passes is None:
            return self._depends(test)
        if isinstance(result, PartialTest) and self._words is not None:
            certain = self._words.certain(test, result)
            if certain is not None:
                return certain
        if not isinstance(test.mark, ir.PassMark) or not isinstance(result.total, int):
            return self._say.passes if result.passes else self._say.does_not_pass
        distance = result.total - test.mark.mark
        return self._say.passes_by.format(by=distance) if result.passes else self._say.short.format(by=-distance)

    def _depends(self, test: ir.Test) -> str:
        if self._words is not None:
            return self._words.depends(test.name)
        facts = (self._meaning.index.facts[name] for name in self._result.depends_on)
        return self._say.depends.format(facts=self._say.comma.join(self._labels.fact(fact) for fact in facts))

    def _points(self, path: str, points: Points) -> str | None:
        if self._words is not None:
            return self._words.points(path, points)
        return None if points is None else str(points)

    def _parts(self, test: ir.Test, result: TestResult | PartialTest) -> Iterator[str]:
        """Sections with what is within them, in the order of the file, then the factors of no section."""

        def within(section: str | None, depth: int) -> Iterator[str]:
            for part in test.sections:
                if part.within == section:
                    yield self._part(part, result.sections, depth)
                    yield from within(part.name, depth + 1)
            for factor in test.factors:
                if factor.section == section:
                    yield self._part(factor, result.factors, depth)

        yield from within(None, 1)

    def _part(self, part: ir.Section | ir.Factor, points: Mapping[str, Points], depth: int) -> str:
        got, most = self._points(part.name, points[part.name.partition(".")[2]]), self._most(part.out_of)
        if got is None:
            return "  " * depth + self._say.factor_depends.format(label=self._label(part))
        sentence = self._say.factor if most is None else self._say.factor_out_of
        return "  " * depth + sentence.format(label=self._label(part), points=got, most=most)

    def _label(self, thing: ir.Test | ir.Section | ir.Factor | ir.Outcome | ir.Requirement) -> str:
        label = self._labels.of(thing.name, thing.label)
        return label[:1].upper() + label[1:]

    def _most(self, out_of: tuple[ir.Limit, ...]) -> int | None:
        most = self._meaning.limit(out_of)
        return most if isinstance(most, int) else None

    def _yes_no(self, verdict: Verdict) -> str:
        return self._say.unknown if verdict is None else self._say.yes if verdict else self._say.no
