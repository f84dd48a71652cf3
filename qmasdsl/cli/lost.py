"""Lost: the factors in which most was lost, as lines and as data.

    Where most was lost, against the most that can be had there:
      1. Academic or professional qualifications: 20 of 70, 50 lost. [GPT 2]
           The next step, 40, is not reached. …
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.clauses import Clauses
from qmasdsl.explain.factors import lacks, wrapped
from qmasdsl.explain.prospects import prospects
from qmasdsl.interpreter.meaning import Facts, Meaning
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.reasons import Loss


def as_data(index: Index, facts: Facts, losses: Sequence[Loss], language: str) -> list[dict[str, object]]:
    """Each with what its factor would need to give more."""
    meaning = Meaning(index, facts)
    clauses = Clauses(meaning, language)
    return [
        asdict(loss) | {"label": clauses.path(loss.code), "needs": lacks(clauses, meaning, index.factors[loss.code])}
        for loss in losses
    ]


def told(index: Index, facts: Facts, losses: Sequence[Loss], language: str) -> Iterator[str]:
    """The same in sentences."""
    meaning = Meaning(index, facts)
    clauses = Clauses(meaning, language)
    say, plain = prospects(language), sentences(language)
    if not losses:
        yield say.lost_nothing
        return
    yield say.lost_most
    for at, loss in enumerate(losses, 1):
        form = say.lost_unproved if loss.maximum is None else say.lost
        label = clauses.path(loss.code)
        said = form.format(
            at=at, label=label[:1].upper() + label[1:], points=loss.points, maximum=loss.maximum, lost=loss.lost
        )
        yield "  " + (plain.cited.format(sentence=said, cite=loss.cite) if loss.cite else said)
        for need in lacks(clauses, meaning, index.factors[loss.code]):
            yield from wrapped(clauses, need, "       ")
