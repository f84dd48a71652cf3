"""The explanation of a score, as plain lines that can be read aloud.

First the result, with the prerequisites; then every factor with the rules that gave its points, those that
were outdone and the next one that was not reached; last, which factors the result hangs on, found by
scoring the applicant again without each. No columns, no boxes: a line is one or a few sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.clauses import Clauses
from qmasdsl.explain.factors import factor_lines, section_line, wrapped
from qmasdsl.explain.quantities import first_day
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.interpreter.trace import Result, Verdict
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import index

_MOST_RESCORED = 50  # factors for which the applicant is scored once more


def explain(
    ruleset: ir.Ruleset, result: Result, facts: Facts, language: str = "en", head: Sequence[str] = ()
) -> str:
    """Why the applicant with `facts` has this `result`, in a language of `CATALOGUE`; a newline at the end. `head`
    are lines that tell the result, where more is known of it than `result` says."""
    return "".join(f"{line}\n" for line in _Explanation(ruleset, result, facts, language).lines(head))


class _Explanation:
    def __init__(self, ruleset: ir.Ruleset, result: Result, facts: Facts, language: str) -> None:
        self._ruleset = ruleset
        self._result = result
        self._facts = facts
        self._language = language
        self._say = sentences(language)
        self._meaning = Meaning(index(ruleset), facts)
        self._clauses = Clauses(self._meaning, language)
        self._labels = self._clauses.labels

    def lines(self, head: Sequence[str]) -> Iterator[str]:
        applying = [test for test in self._ruleset.tests if self._result.tests[test.name].applies is not False]
        yield from head or self._head(applying)
        if self._ruleset.requirements:
            yield ""
            yield from self._prerequisites()
        for test in applying:
            yield from self._test(test)

    def _head(self, applying: list[ir.Test]) -> Iterator[str]:
        yield self._headline()
        if self._say.marked:
            yield self._say.marked
        yield ""
        yield from self._verdicts(applying)
        for outcome in self._ruleset.outcomes:
            label = self._labels.of(outcome.name, outcome.label)
            verdict = self._yes_no(self._result.outcomes[outcome.name])
            yield self._say.outcome.format(label=_capital(label), verdict=verdict)

    def _headline(self) -> str:
        title = self._labels.of(self._ruleset.name, self._ruleset.title)
        if self._ruleset.in_force is None:
            return self._say.headline_undated.format(title=title)
        return self._say.headline.format(title=title, day=first_day(self._ruleset.in_force, self._language))

    def _verdicts(self, applying: list[ir.Test]) -> Iterator[str]:
        head = self._say.result
        if self._result.eligible is None:
            yield head.format(rest=self._depends())
            head = "  {rest}"
        elif not self._result.eligible:
            unmet = [r for r in self._ruleset.requirements if self._result.requirements[r.name] is False]
            labels = self._say.comma.join(self._labels.of(r.name, r.label) for r in unmet)
            yield self._say.result.format(rest=self._say.not_eligible.format(labels=labels))
            if applying:
                yield self._say.information
            for test in applying:
                yield f"  {self._clauses.path(f'{test.name}.total')}{self._say.colon}{self._points(test)}"
            return
        if not applying:
            yield self._say.result.format(rest=self._say.no_test)
        for test in applying:
            said = [self._points(test), self._mark(test), self._passes(test)]
            rest = self._say.gap.join(part for part in said if part)
            label = self._clauses.path(f"{test.name}.total")
            yield head.format(rest=f"{label}{self._say.colon}{rest}")
            head = "  {rest}"

    def _points(self, test: ir.Test) -> str:
        total = self._result.tests[test.name].total
        most = self._meaning.limit(test.out_of)
        if total is None:
            return ""
        if not isinstance(most, int):
            most = test.mark.worth if isinstance(test.mark, ir.PassWhen) else None
        return self._say.points.format(points=total) if most is None else self._say.points_out_of.format(
            points=total, most=most
        )

    def _mark(self, test: ir.Test) -> str:
        if self._result.tests[test.name].total is None:
            return ""
        if isinstance(test.mark, ir.NoPassMark):
            return self._say.no_mark
        return self._say.mark.format(mark=test.mark.mark) if isinstance(test.mark, ir.PassMark) else ""

    def _passes(self, test: ir.Test) -> str:
        result = self._result.tests[test.name]
        if result.passes is None:
            return self._depends()
        if isinstance(test.mark, ir.NoPassMark) and not test.requirements:
            return ""
        unmet = [own for own in test.requirements if result.requirements[own.name.partition(".")[2]] is False]
        if unmet:
            labels = self._say.comma.join(self._labels.of(own.name, own.label) for own in unmet)
            return self._say.lacks_requirement.format(labels=labels)
        if result.total is None or not isinstance(test.mark, ir.PassMark):
            return self._say.passes if result.passes else self._say.does_not_pass
        if result.total == test.mark.mark:
            return self._say.passes_exactly
        if result.passes:
            return self._say.passes_by.format(by=result.total - test.mark.mark)
        return self._say.short.format(by=test.mark.mark - result.total)

    def _depends(self) -> str:
        facts = [self._meaning.index.facts[name] for name in self._result.depends_on]
        return self._say.depends.format(facts=self._say.comma.join(self._labels.fact(fact) for fact in facts))

    def _prerequisites(self) -> Iterator[str]:
        verdicts = self._result.requirements
        met = sum(verdict is True for verdict in verdicts.values())
        yield self._say.prerequisites.format(met=met, all=len(verdicts))
        for requirement in self._ruleset.requirements:
            if verdicts[requirement.name] is False:
                label = self._labels.of(requirement.name, requirement.label)
                sentence = self._say.not_met.format(label=label, why=self._clauses.why(requirement.condition))
                yield from wrapped(self._clauses, sentence, "  ")

    def _test(self, test: ir.Test) -> Iterator[str]:
        if test.factors or isinstance(test.mark, ir.PassWhen):
            yield ""
        if isinstance(test.mark, ir.PassWhen):
            yield from wrapped(self._clauses, f"{self._clauses.why(test.mark.condition)}{self._say.stop}")
        told: set[str] = set()
        for factor in test.factors:
            for section in self._sections_above(factor):
                if section.name not in told:
                    told.add(section.name)
                    yield section_line(self._clauses, self._meaning, section)
            yield from factor_lines(self._clauses, self._meaning, factor)
        yield from self._hangs(test)

    def _sections_above(self, factor: ir.Factor) -> list[ir.Section]:
        found: list[ir.Section] = []
        name = factor.section
        while name is not None:
            found.insert(0, self._meaning.index.sections[name])
            name = found[0].within
        return found

    def _hangs(self, test: ir.Test) -> Iterator[str]:
        """Each factor without whose points the test would not be passed, and the total that would be left."""
        result = self._result.tests[test.name]
        if result.passes is not True or not isinstance(test.mark, ir.PassMark) or not self._result.eligible:
            return
        items = []
        for factor in test.factors[:_MOST_RESCORED]:
            if result.factors[factor.name.partition(".")[2]]:
                without = score(_without(self._ruleset, test, factor), self._facts).tests[test.name]
                if without.passes is False and without.total is not None:
                    label = self._clauses.path(factor.name)
                    items.append(self._say.hangs_item.format(label=label, total=without.total))
        if items:
            yield ""
            yield from wrapped(self._clauses, self._say.hangs.format(items=self._say.comma.join(items)))

    def _yes_no(self, verdict: Verdict) -> str:
        return self._say.unknown if verdict is None else self._say.yes if verdict else self._say.no


def _without(ruleset: ir.Ruleset, test: ir.Test, factor: ir.Factor) -> ir.Ruleset:
    factors = tuple(replace(one, parts=()) if one.name == factor.name else one for one in test.factors)
    tests = tuple(replace(one, factors=factors) if one.name == test.name else one for one in ruleset.tests)
    return replace(ruleset, tests=tests)


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
