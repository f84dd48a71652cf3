"""Open results: what can be said of an applicant of whom some facts are not given, in sentences.

    RESULT  General Points Test: 75 or 105 points out of 225. The pass mark is 80. DEPENDS ON what was not given:
            Experience in a leading company of the field.
            If yes: 105, passes.
            If no: 75, does not pass, 5 short.
"""

from collections.abc import Iterator, Mapping, Sequence

from qmasdsl.explain.catalogue import Sentences, sentences
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.prospects import prospects
from qmasdsl.explain.quantities import stretch
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.ir.unknown import Unknown
from qmasdsl.prospects.partial import Answer, Between, PartialResult, PartialTest, Points, Then, Unknowns

_FEW_VALUES = 3  # that are told one by one
_FEW_FACTS = 5  # that are named
_FEW_ANSWERS = 6  # that are gone through


class OpenWords:
    """The words for points that depend, and for what they depend on, in one language."""

    def __init__(
        self, meaning: Meaning, found: Unknowns, answers: Sequence[Answer], labels: Labels, language: str
    ) -> None:
        self._meaning = meaning
        self._index = meaning.index
        self._found = found
        self._answers = answers if len(answers) <= _FEW_ANSWERS else ()
        self._labels = labels
        self._language = language
        self._say = prospects(language)
        self._plain: Sentences = sentences(language)

    @property
    def result(self) -> PartialResult:
        return self._found.result

    def points(self, path: str, points: Points) -> str | None:
        """How many points: "75 or 105", "75 to 105"; None if there are none to tell."""
        if not isinstance(points, Between):
            return None if points is None else str(points)
        values = sorted(self._found.values.get(path, ()))
        if 2 <= len(values) <= _FEW_VALUES:
            items = self._plain.comma.join(map(str, values[:-1]))
            return self._say.either.format(items=items, last=values[-1])
        return self._span(points.least, points.greatest)

    def _span(self, least: int, greatest: int) -> str:
        return str(least) if least == greatest else self._say.span.format(least=least, greatest=greatest)

    def where_it_applies(self, test: PartialTest, rest: str) -> str:
        return self._say.where_it_applies.format(rest=rest) if test.applies is None else rest

    def certain(self, test: ir.Test, result: PartialTest) -> str | None:
        """The verdict of a test whose points are open but whose passing is not."""
        if not isinstance(test.mark, ir.PassMark) or not isinstance(result.total, Between) or result.passes is None:
            return None
        if not result.passes:
            by = test.mark.mark - result.total.greatest
            # Somebody may fail for another reason than points.
            return self._say.fails_surely.format(by=by) if by > 0 else None
        by = result.total.least - test.mark.mark
        return self._say.passes_surely.format(by=by) if by > 0 else self._say.passes_exactly

    def depends(self, test: str) -> str:
        """On which facts the passing of a test depends, the most important first."""
        open = self._meaning.holds(ir.Passes(test))
        read = open.facts if isinstance(open, Unknown) else frozenset()
        first = self.result.ask_next
        later = (name for name in self.result.depends_on if name not in first)
        names = [name for name in (*first, *later) if name in read]
        labels = [self._labels.fact(self._index.facts[name]) for name in names]
        shown = labels if len(labels) <= _FEW_FACTS + 1 else labels[:_FEW_FACTS]
        if len(shown) < len(labels):
            shown.append(self._say.and_more.format(count=len(labels) - len(shown)))
        return self._plain.depends.format(facts=self._plain.comma.join(shown))

    def under(self, test: ir.Test) -> Iterator[str]:
        """What each answer means for a test, where a single fact is missing."""
        if len(self.result.depends_on) == 1:
            yield from self._ifs({test.name: test})

    def last(self) -> Iterator[str]:
        """Which fact to ask next, what its answers mean, and what could not be settled."""
        told = any(test.passes is None for test in self.result.tests.values())
        if self.result.ask_next and not (told and len(self.result.depends_on) == 1):
            name = self.result.ask_next[0]
            form = self._say.ask_next if len(self.result.ask_next) > 1 else self._say.not_given
            yield form.format(label=self._labels.fact(self._index.facts[name]), name=name)
            yield from (f"  {line}" for line in self._ifs(self._index.tests))
        if self.result.undecided:
            yield self._say.unsettled.format(items=self._plain.comma.join(self.result.undecided))

    def _ifs(self, tests: Mapping[str, ir.Test]) -> Iterator[str]:
        name = self.result.ask_next[0] if self.result.ask_next else ""
        for answer in self._answers:
            told = [test for test in answer.tests if test in tests]
            rests = [
                (f"{self._label(tests[test])}{self._plain.colon}" if len(self._tests()) > 1 and len(tests) > 1 else "")
                + self._then(tests[test], answer.tests[test])
                for test in told
            ]
            if rests:
                yield self._if(self._index.facts[name], answer, self._plain.gap.join(rests))

    def _tests(self) -> set[str]:
        return {test for answer in self._answers for test in answer.tests}

    def _if(self, fact: ir.Fact, answer: Answer, rest: str) -> str:
        if isinstance(fact.type, YesNo):
            return (self._say.if_yes if answer.first else self._say.if_no).format(rest=rest)
        words = stretch(fact.type, answer.first, answer.last, self._labels, self._language)
        return self._say.if_so.format(answer=words, rest=rest)

    def _then(self, test: ir.Test, then: Then) -> str:
        points = self._span(then.least, then.greatest)
        if isinstance(test.mark, ir.NoPassMark) and not test.requirements:
            return self._say.then.format(points=points)
        if then.passes is None:
            return self._say.then_depends.format(points=points)
        if then.passes:
            return self._say.then_passes.format(points=points)
        by = test.mark.mark - then.greatest if isinstance(test.mark, ir.PassMark) else 0
        sentence = self._say.then_short if by > 0 and then.least == then.greatest else self._say.then_fails
        return sentence.format(points=points, by=by)

    def prerequisites(self) -> str | None:
        """How many are met, where some are open."""
        verdicts = list(self.result.requirements.values())
        if None not in verdicts:
            return None
        met = sum(verdict is True for verdict in verdicts)
        return self._say.prerequisites.format(met=met, all=len(verdicts), open=verdicts.count(None))

    def _label(self, test: ir.Test) -> str:
        label = self._labels.of(test.name, test.label)
        return label[:1].upper() + label[1:]
