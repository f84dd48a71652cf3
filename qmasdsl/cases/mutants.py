"""Mutants: a rule set with one thing changed, as a slip of the hand or of the eye would change it.

Limits one step off, points one off, `and` for `or`, conditions left out or turned round, rules, list entries,
requirements, caps and `only when` left out, another way to combine, a question read the other way. Each mutant is
an ordinary rule set. If no case comes out differently under it, nobody would notice the slip.

What decides nothing (`out of`, claims, labels, wordings) is left as it is, and so is what says who is an applicant
at all (facts and `always`).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from qmasdsl.cases.changes import Changed, Changes, with_one
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.source import Span

Part = TypeVar("Part", ir.Factor, ir.Section)


@frozen
class Altered:
    """One place of a rule set that is altered: `words` say how, `name` says in what, as in `define dependants` or
    `score general.age`. Whatever does not read it cannot tell the two apart."""

    words: str
    name: str
    span: Span | None


@frozen
class Mutant(Altered):
    """The rule set as it would be."""

    ruleset: ir.Ruleset

    @property
    def altered(self) -> Altered:
        """What is altered, to keep: there are thousands of mutants, and each is a whole rule set."""
        return Altered(self.words, self.name, self.span)


def mutants(ruleset: ir.Ruleset) -> Iterator[Mutant]:
    """Every mutant of `ruleset`, in the order of the file's parts."""
    changes = Changes(ruleset)
    for at, one in enumerate(ruleset.lists):
        for made, words, span in changes.of_list(one):
            whole = replace(ruleset, lists=with_one(ruleset.lists, at, made))
            yield Mutant(words, f"list {one.name}", span, whole)
    for at, question in enumerate(ruleset.questions):
        turned = replace(question, reading=not question.reading)
        whole = replace(ruleset, questions=with_one(ruleset.questions, at, turned))
        words = f"`{question.name}` is read as {'yes' if turned.reading else 'no'}"
        yield Mutant(words, f"question {question.name}", question.span, whole)
    for at, define in enumerate(ruleset.defines):
        for other, words, span in changes.of_define(define):
            whole = replace(ruleset, defines=with_one(ruleset.defines, at, other))
            yield Mutant(words, f"define {define.name}", span, whole)
    for at, requirement in enumerate(ruleset.requirements):
        for less, words, span in changes.of_requirement(requirement):
            whole = replace(ruleset, requirements=with_one(ruleset.requirements, at, less))
            yield Mutant(words, f"requirement {requirement.name}", span, whole)
    for at, test in enumerate(ruleset.tests):
        for changed, words, name, span in _of_test(changes, test):
            yield Mutant(words, name, span, replace(ruleset, tests=with_one(ruleset.tests, at, changed)))
    for at, outcome in enumerate(ruleset.outcomes):
        for condition, words in changes.slips.condition(outcome.condition):
            outcomes = with_one(ruleset.outcomes, at, replace(outcome, condition=condition))
            yield Mutant(words, f"outcome {outcome.name}", outcome.span, replace(ruleset, outcomes=outcomes))


def _of_test(changes: Changes, test: ir.Test) -> Iterator[tuple[ir.Test, str, str, Span | None]]:
    whole = f"test {test.name}"
    for mark, words, span in changes.of_mark(test):
        yield replace(test, mark=mark), words, whole, span
    for made, words, span in changes.of_gate(test, test.factors):
        yield made, words, whole, span
    for made, words, span in changes.of_cap(test):
        yield made, words, whole, span
    for at, requirement in enumerate(test.requirements):
        for less, words, span in changes.of_requirement(requirement):
            own = with_one(test.requirements, at, less)
            yield replace(test, requirements=own), words, f"requirement {requirement.name}", span
    for at, section in enumerate(test.sections):
        for other, words, span in _of_section(changes, test, section):
            sections = with_one(test.sections, at, other)
            yield replace(test, sections=sections), words, f"score {section.name}", span
    for at, factor in enumerate(test.factors):
        for another, words, span in changes.of_factor(factor):
            factors = with_one(test.factors, at, another)
            yield replace(test, factors=factors), words, f"score {factor.name}", span


def _of_section(changes: Changes, test: ir.Test, section: ir.Section) -> Iterator[Changed[ir.Section]]:
    yield from changes.of_gate(section, tuple(_within(test, section)))
    yield from changes.of_cap(section)
    words = "the factors are added up" if section.highest else "only the highest of the factors counts"
    yield replace(section, highest=not section.highest), words, section.span


def _within(test: ir.Test, section: ir.Section) -> Iterator[ir.Factor]:
    """The factors of a section and of the sections within it."""
    above = {each.name: each.within for each in test.sections}
    for factor in test.factors:
        name = factor.section
        for _ in above:
            if name == section.name:
                yield factor
                break
            name = above[name] if name is not None else None
