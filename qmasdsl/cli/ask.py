"""Asking: the facts that are missing, one question each, with what may be answered.

The order is that of the file, unless the caller knows a better one. A fact that does not exist for this
applicant is not asked for, and an answer that does not fit is said so and asked again. Questions go to standard
error, so that standard output holds the result alone.
"""

from collections.abc import Callable, Mapping

import click

from qmasdsl.cli.output import say
from qmasdsl.explain.labels import Labels
from qmasdsl.interpreter.facts import Style, check_encoded, missing
from qmasdsl.ir.given import encode
from qmasdsl.ir.nodes import Encoded, Fact, Ruleset
from qmasdsl.ir.types import Choice, Form, Numeric, Records, Several, Type
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import type_words


def ask_for_missing(
    ruleset: Ruleset,
    facts: Mapping[str, Encoded],
    language: str | None,
    next_of: Callable[[Mapping[str, Encoded]], str | None] | None = None,
) -> dict[str, Encoded]:
    """`facts` and the answers. `next_of` says which fact to ask for with the answers so far, None for no more.
    Raises click.Abort when there is nobody to answer any more."""
    found = dict(facts)
    names, labels = index(ruleset), Labels(ruleset, language or "en")
    while unknown := missing(ruleset, found):
        wanted = unknown[0].name if next_of is None else next_of(found)
        if wanted is None:
            break
        fact = names.facts[wanted]
        answers = _answers(fact, labels)
        read, problems = encode(names, answers, Style.TEXT)
        problems += check_encoded(ruleset, found | read) if not problems else ()
        if problems:
            for problem in problems:
                say(f"  {problem.words()}", err=True)
        else:
            found |= read
    return found


def _answers(fact: Fact, labels: Labels) -> dict[str, object]:
    """What was answered for one fact, as `name=value` would have it."""
    if not isinstance(fact.type, Records):
        return {fact.name: _asked(_named(labels.fact(fact), fact.name), fact.type)}
    question = f"{labels.fact(fact)}: how many, 0 to {fact.type.limit}?"
    number = click.prompt(question, type=click.IntRange(0, fact.type.limit), prompt_suffix=" ", err=True)
    if number == 0:
        return {fact.name: "none"}
    answers: dict[str, object] = {}
    for at in range(1, number + 1):
        for field in fact.type.fields:
            label = f"{labels.fact(fact)} {at}, {labels.of(field.name, field.label)}"
            answers[f"{fact.name}.{at}.{field.name}"] = _asked(label, field.type)
    return answers


def _named(label: str, name: str) -> str:
    """The label, and the name beside it unless it says the same."""
    return label if label == name.replace("_", " ") else f"{label} [{name}]"


def _asked(label: str, type: Type) -> str:
    answer: str = click.prompt(f"{label}, {_may_be(type)}", prompt_suffix=": ", err=True)
    return answer.strip()


def _may_be(type: Type) -> str:
    """The domain, and how to write an answer where that is not plain."""
    match type:
        case Numeric(form=Form.MONTHS):
            return f"{type_words(type)}, such as `6 years 3 months`"
        case Several():
            return f"{type_words(type)}, with commas and no spaces, or none"
        case Choice():
            return ", ".join(f"{value.name} ({value.label})" if value.label else value.name for value in type.values)
        case _:
            return type_words(type)
