"""Of any rule set and any applicant: what is decided with facts missing stays so when they are given.

Rule sets and applicants are made up. Each rule set is held against every invariant; each applicant is
scored whole and with some facts left out, and explained in both languages.
"""

from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from generated import examples, rulesets
from qmasdsl.diagnostics.model import Severity
from qmasdsl.explain import explain
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import Style, read_facts
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.invariants import complaints
from qmasdsl.ir.text import ruleset_text
from qmasdsl.ir.walk import index
from qmasdsl.lowering.check import check
from qmasdsl.lowering.lower import lower
from qmasdsl.lowering.names import resolve
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse
from qmasdsl.testing.population import Population
from qmasdsl.testing.python_facts import as_python
from qmasdsl.testing.strategies import persons


def lowered(text: str) -> ir.Ruleset | None:
    """What `text` means; None if it has an error."""
    module, unread = parse(SourceFile("made_up.qmas", text))
    if any(problem.severity is Severity.ERROR for problem in unread):
        return None
    names, unknown = resolve(module, {})
    types, wrong = check(module, names)
    if any(problem.severity is Severity.ERROR for problem in (*unknown, *wrong)):
        return None
    return lower(module, names, types)


def decided(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every verdict and number in a result that is not open, by its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("awards", "depends_on"):
                yield from decided(inner, f"{place}/{name}")
    elif value is not None:
        yield place, value


@given(st.data())
@examples(40)
def test_what_is_decided_stays_so(data: st.DataObject) -> None:
    ruleset = lowered(data.draw(rulesets()))
    assume(ruleset is not None)
    assert ruleset is not None
    assert complaints(ruleset) == ()
    assert ruleset_text(ruleset) == ruleset_text(ruleset)
    person = data.draw(persons(Population(index(ruleset))))
    assert dict(read_facts(ruleset, as_python(ruleset, person), Style.PYTHON)) == person
    whole = score(ruleset, person)
    assert whole.depends_on == ()
    known = dict(decided(as_json(whole)))
    hidden = data.draw(st.sets(st.sampled_from(sorted(person)))) if person else set()
    partial = {name: value for name, value in person.items() if name not in hidden}
    result = score(ruleset, partial)
    assert {place: value for place, value in decided(as_json(result)) if known.get(place) != value} == {}
    # A test that applies where a hidden fact is not known has no points yet; all its awards are certain.
    assert {award for test in result.tests.values() for award in test.awards} <= {
        award for test in whole.tests.values() for award in test.awards
    }
    # A fact that is not hidden decides nothing more; what is hidden and named exists.
    assert set(result.depends_on) <= {fact.name for fact in ruleset.facts} - set(partial)
    for language in ("en", "zh-Hant"):
        assert explain(ruleset, whole, person, language).endswith("\n")
        assert explain(ruleset, result, partial, language).endswith("\n")
