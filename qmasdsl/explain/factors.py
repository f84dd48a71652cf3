"""Factors: the lines of an explanation that tell what each factor gave, and why.

The rules that count come first, then those of the same group that are outdone, then the next better one
that was not reached, with what it lacks. Rules that add on their own are told also where they give nothing.
"""

from collections.abc import Iterator
from itertools import islice
from textwrap import wrap

from qmasdsl.explain.clauses import Clauses
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.interpreter.trace import Standing, Step, Tally
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.unknown import Unknown
from qmasdsl.ir.walk import rules

_WIDTH = 100


def section_line(clauses: Clauses, meaning: Meaning, section: ir.Section) -> str:
    """What the factors of a section came to together."""
    say = clauses.say
    tally = meaning.tally(section.name)
    label = clauses.path(section.name)
    if isinstance(tally.points, Unknown):
        return say.factor_depends.format(label=label)
    return say.gap.join([say.section.format(label=label, points=tally.points), *_cut(clauses, tally)])


def factor_lines(clauses: Clauses, meaning: Meaning, factor: ir.Factor) -> Iterator[str]:
    """A factor's points and their reasons, below it and indented."""
    say = clauses.say
    tally = meaning.tally(factor.name)
    label = clauses.path(factor.name)
    if tally.applies is False:
        shut = (gate for gate in meaning.index.gates(factor.name) if meaning.holds(gate) is False)
        yield from wrapped(clauses, say.factor_shut.format(label=label, why=clauses.why(next(shut))))
        return
    yield _head(clauses, meaning, factor, tally)
    steps = iter(tally.steps)
    for part in factor.parts:
        told = list(islice(steps, sum(1 for _ in rules(part))))
        for sentence in _Part(clauses, meaning, factor, part, told).sentences():
            yield from wrapped(clauses, sentence, "  ")
    for sentence in _cut(clauses, tally):
        yield f"  {sentence}"


def lacks(clauses: Clauses, meaning: Meaning, factor: ir.Factor) -> list[str]:
    """What a factor would need to give more: of each group the next better step, of each rule that adds on its own
    why it gives nothing."""
    steps = iter(meaning.tally(factor.name).steps)
    found: list[str] = []
    for part in factor.parts:
        told = list(islice(steps, sum(1 for _ in rules(part))))
        found += _Part(clauses, meaning, factor, part, told).lacks()
    return found


def _head(clauses: Clauses, meaning: Meaning, factor: ir.Factor, tally: Tally) -> str:
    label = clauses.path(factor.name)
    most = meaning.limit(factor.out_of)
    if isinstance(tally.points, Unknown):
        return clauses.say.factor_depends.format(label=label)
    if most is None or isinstance(most, Unknown):
        return clauses.say.factor.format(label=label, points=tally.points)
    return clauses.say.factor_out_of.format(label=label, points=tally.points, most=most)


def _cut(clauses: Clauses, tally: Tally) -> list[str]:
    if isinstance(tally.before, int) and isinstance(tally.cap, int) and tally.before > tally.cap:
        return [clauses.say.cut.format(before=tally.before, cap=tally.cap)]
    return []


class _Part:
    """One rule or group of a factor, and what became of its rules."""

    def __init__(
        self, clauses: Clauses, meaning: Meaning, factor: ir.Factor, part: ir.Rule | ir.Choose, steps: list[Step]
    ) -> None:
        self._clauses = clauses
        self._meaning = meaning
        self._say = clauses.say
        self._factor = factor
        self._part = part
        self._steps = steps

    def sentences(self) -> Iterator[str]:
        if isinstance(self._part, ir.Rule) or self._part.policy is ir.Policy.ALL:
            for step in self._steps:
                yield self._alone(step)
            return
        if any(step.standing is Standing.OPEN for step in self._steps):
            yield from (self._open(step) for step in self._steps if step.standing is Standing.OPEN)
            return
        counting = [step for step in self._steps if step.standing is Standing.COUNTS]
        said = [self._counts(step) for step in counting if step.rule.guard != ir.Truth(True)]
        better = list(self._next(sum(step.worth for step in counting if isinstance(step.worth, int))))
        yield from said or [self._say.none_applies if better else self._none_applies()]
        outdone = [step for step in self._steps if step.standing is Standing.OUTDONE and step.worth != 0]
        if outdone:
            items = (self._say.outdone_item.format(label=self._name(s), points=s.worth) for s in outdone)
            yield self._say.outdone.format(items=self._say.comma.join(items))
        yield from better

    def lacks(self) -> Iterator[str]:
        """What would have to hold for more points."""
        if isinstance(self._part, ir.Rule) or self._part.policy is ir.Policy.ALL:
            unmet = [step for step in self._steps if step.standing is Standing.NOT_MET]
            yield from (self._alone(step) for step in unmet)
        else:
            counting = [step.worth for step in self._steps if step.standing is Standing.COUNTS]
            yield from self._next(sum(worth for worth in counting if isinstance(worth, int)))

    def _none_applies(self) -> str:
        """With what the applicant has, where the group asks for little."""
        read = self._meaning.index.facts_read(*(step.rule.guard for step in self._steps))
        why = self._clauses.values(read) if len(read) <= 2 else ""
        return self._say.none_applies_to.format(why=why) if why else self._say.none_applies

    def _alone(self, step: Step) -> str:
        if step.standing is Standing.OPEN:
            return self._open(step)
        if step.standing is Standing.COUNTS and step.worth != 0:
            return self._counts(step)
        why = self._why(step.rule)
        label = self._label(step.rule)
        if label and why:
            return self._say.not_given.format(label=label, why=why)
        return self._say.step.format(why=why or label or step.rule.text, points=0)

    def _counts(self, step: Step) -> str:
        why, label = self._why(step.rule), self._label(step.rule)
        if label and why:
            sentence = self._say.labelled_step.format(label=label, points=step.worth, why=why)
        else:
            sentence = self._say.step.format(why=label or why or step.rule.text, points=step.worth)
        return self._say.cited.format(sentence=sentence, cite=step.rule.cite) if step.rule.cite else sentence

    def _next(self, points: int) -> Iterator[str]:
        """The least of the better rules that do not hold, and what it lacks."""
        if not isinstance(self._part, ir.Choose) or self._part.policy is ir.Policy.ONLY_ONE:
            return
        better = [
            (step.rule.value.value, step.rule)
            for step in self._steps
            if step.standing is Standing.NOT_MET
            and isinstance(step.rule.value, ir.Constant)
            and step.rule.value.value > points
        ]
        if better:
            worth, rule = min(better, key=lambda one: one[0])
            why = self._clauses.why(rule.guard)
            if why:
                yield self._say.next_step.format(points=worth, why=why)

    def _open(self, step: Step) -> str:
        return self._say.open_step.format(label=self._name(step))

    def _why(self, rule: ir.Rule) -> str:
        condition = self._clauses.why(rule.guard)
        counted = "" if isinstance(rule.value, ir.Constant) else self._clauses.value(rule.value)
        return self._say.join.join(said for said in (condition, counted) if said)

    def _label(self, rule: ir.Rule) -> str:
        return self._clauses.labels.of(self._factor.name, rule.label) if rule.label else ""

    def _name(self, step: Step) -> str:
        return self._label(step.rule) or step.rule.text


def wrapped(clauses: Clauses, sentence: str, indent: str = "") -> list[str]:
    """Lines of at most 100 letters; Chinese, which has no spaces, is left to the window it is read in."""
    if clauses.language != "en":
        return [indent + sentence]
    return wrap(sentence, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False)
