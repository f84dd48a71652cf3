"""Proposals: a case that somebody found by the prover would make, ready to be typed.

It gives no more facts than it needs, and expects what the rules give. Whether the rules are right is for people to
say: a proposed case only says what they do.
"""

from collections.abc import Callable, Iterable

from qmasdsl.cases.labels import label
from qmasdsl.cases.plain import plainest
from qmasdsl.cases.results import Bearing, Outcome, expectation
from qmasdsl.cases.run import run_case
from qmasdsl.interpreter.facts import Facts
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Person
from qmasdsl.ir.walk import Index, index


def proposed(
    ruleset: ir.Ruleset,
    person: Person,
    wanted: Callable[[Facts], bool],
    asked: Iterable[Outcome],
    *,
    plain: bool = True,
) -> ir.Case | None:
    """The plainest case of `person` that is still `wanted` and expects what is `asked`; None if there is none.
    Where there is no time to look for the plainest, `person` is taken as they are.

    The case gives every fact it has, `everything else` or not: whoever prints it leaves out what rests.
    """
    names = index(ruleset)
    results = list(dict.fromkeys(asked))

    def decided(facts: Facts) -> bool:
        meaning = Meaning(names, facts)
        return wanted(facts) and all(expectation(meaning, result) is not None for result in results)

    facts = plainest(ruleset, person, decided) if plain else person
    meaning = Meaning(names, facts)
    expects = tuple(found for result in results if (found := expectation(meaning, result)) is not None)
    case = ir.Case(label(names, facts, expects), tuple(facts.items()), False, expects)
    return case if expects and run_case(ruleset, case).came_out else None


def shown_by(names: Index, bearing: Bearing, declared: str) -> list[Outcome]:
    """The results by which a case shows what a declaration does: `score general.age` its points."""
    kind, _, name = declared.partition(" ")
    match kind:
        case "score":
            return [ir.Score(name)]
        case "requirement":
            return [ir.Met(name)]
        case "outcome":
            return [ir.Comes(name)]
        case "test":
            has_mark = not isinstance(names.tests[name].mark, ir.NoPassMark)
            return [ir.Score(f"{name}.total"), ir.Passes(name) if has_mark else ir.Applies(name)]
        case _:
            return list(bearing.on(declared))[:2]
