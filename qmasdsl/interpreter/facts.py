"""Facts: what was given of an applicant, read strictly.

A fact that was given must be one of the rule set's, inside its domain, and exist for this applicant, and
what is `always` true must hold. Everything that is wrong is said at once. What was not given stays out:
it is unknown, or it does not exist, and is never taken for zero.
"""

from collections.abc import Iterator, Mapping

from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Misfit, Style, Wrong, fits
from qmasdsl.ir.given import encode
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import type_words, value_words

__all__ = ["Facts", "FactsDoNotFit", "Misfit", "Style", "check_encoded", "missing", "read_facts"]


class FactsDoNotFit(ValueError):
    """The facts that were given do not fit the rule set; `problems` is all that is wrong with them."""

    def __init__(self, problems: tuple[Misfit, ...]) -> None:
        super().__init__("\n".join(problem.words() for problem in problems))
        self.problems = problems


def read_facts(ruleset: ir.Ruleset, given: Mapping[str, object], style: Style) -> Facts:
    """The facts in `given`, encoded, in the order they are declared; `FactsDoNotFit` if anything is wrong."""
    facts, problems = encode(index(ruleset), given, style)
    problems += check_encoded(ruleset, facts)
    if problems:
        raise FactsDoNotFit(problems)
    return facts


def check_encoded(ruleset: ir.Ruleset, facts: Facts) -> tuple[Misfit, ...]:
    """What is wrong with facts that are encoded: domains, facts that do not exist, and `always`."""
    return tuple(_misfits(Meaning(index(ruleset), facts)))


def missing(ruleset: ir.Ruleset, facts: Facts) -> tuple[ir.Fact, ...]:
    """The facts that certainly exist for this applicant and were not given, in the order they are declared."""
    meaning = Meaning(index(ruleset), facts)
    return tuple(fact for fact in ruleset.facts if fact.name not in facts and meaning.exists(fact) is True)


def _misfits(meaning: Meaning) -> Iterator[Misfit]:
    declared = meaning.index.facts
    good = {name: value for name, value in meaning.facts.items() if fits(declared[name].type, value)}
    for name, value in meaning.facts.items():
        fact = declared[name]
        given = f"`{value_words(fact.type, value)}`" if name in good else f"`{value}`"
        if name not in good:
            yield Misfit(name, Wrong.OUTSIDE, given, type_words(fact.type), fact.label)
        elif fact.gate is not None and meaning.holds(fact.gate) is False:
            yield Misfit(name, Wrong.SHUT, given, f"`{expression_text(meaning.index, fact.gate)}`", fact.label)
    for always in meaning.index.ruleset.always if len(good) == len(meaning.facts) else ():
        if meaning.holds(always.condition) is False:
            read = [name for name in meaning.index.facts_read(always.condition) if name in good]
            values = ", ".join(f"{name} {value_words(declared[name].type, good[name])}" for name in read)
            yield Misfit("", Wrong.ALWAYS, f"`{values}`, but `always {always.text}`")
