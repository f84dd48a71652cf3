"""Coverage in words: what the cases of a file show, what they do not, and the case to type for it."""

from collections.abc import Iterator, Sequence

from qmasdsl.cases.aims import Aims
from qmasdsl.cases.coverage import Coverage, Lack, coverage
from qmasdsl.cases.filling import Filled, filled
from qmasdsl.cases.goals import Kind
from qmasdsl.explain.caseblock import case_block
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index, index
from qmasdsl.proving.budget import Budget
from qmasdsl.source import SourceFile, Span

_SHOWN = 20  # cases to type that are printed
_WRITTEN = 200  # that are written at all


@frozen
class Covered:
    """The coverage of one file, and the cases that would complete it."""

    names: Index
    found: Coverage
    to_type: tuple[Filled, ...]

    @property
    def least(self) -> int:
        """The lowest percentage of rules, boundaries and conditions."""
        return min(self.found.percent(kind) for kind in Kind)


def covered(
    ruleset: ir.Ruleset, cases: Sequence[ir.Case], budget: Budget, only: SourceFile | None = None, *, as_data: bool
) -> Covered:
    """What `cases` show of `ruleset`, or of what stands in `only` one of the files it was made from."""
    most = _WRITTEN if as_data else _SHOWN
    aims = Aims(ruleset, budget, only)
    found = coverage(aims, cases)
    labels = [case.label for case in ruleset.cases]
    return Covered(index(ruleset), found, filled(aims, found.lacking, labels, most))


def told(covered: Covered) -> Iterator[str]:
    """The numbers, then what is lacking, with what to type."""
    yield summary(covered.found)
    for group in covered.to_type[:_SHOWN]:
        yield ""
        yield from (f"  {line}" for line in _lacking(group.lacks))
        yield from (f"  {line}" for line in typed(covered.names, group.case))
    left = sum(len(group.lacks) for group in covered.to_type[_SHOWN:])
    if left:
        yield ""
        yield f"  … and {left} more: --format json lists all of them, and `qmas cases` writes cases for them"


def summary(found: Coverage) -> str:
    """`rules: 31 of 31 covered; boundaries: 40 of 42; conditions: 12 of 14`"""
    said = [f"{kind}: {found.reached[kind]} of {found.aims[kind]}" for kind in Kind]
    return "; ".join([f"{said[0]} covered", *said[1:]])


def document(covered: Covered) -> dict[str, object]:
    """The same for programs."""
    found = covered.found
    numbers: dict[str, object] = {str(k): {"covered": found.reached[k], "of": found.aims[k]} for k in Kind}
    lacking = [
        {
            "kind": str(lack.aim.kind),
            "line": None if lack.aim.span is None else lack.aim.span.line,
            "in": name_words(lack.aim.within),
            "what": lack.aim.what,
            "no_case": lack.goal.words,
            "undecided": lack.why or None,
            "case": block(covered.names, group.case),
        }
        for group in covered.to_type
        for lack in group.lacks
    ]
    return numbers | {"lacking": lacking}


def _lacking(lacks: Sequence[Lack]) -> Iterator[str]:
    for lack in lacks:
        yield f"{place(lack.aim.span, lack.aim.within)}: `{lack.aim.what}`: no case {lack.goal.words}"
        if lack.why:
            yield f"  whether anybody can is undecided: {lack.why}"


def place(span: Span | None, within: str) -> str:
    """`line 53, general.age`"""
    name = name_words(within)
    return name if span is None else f"line {span.line}, {name}"


def name_words(within: str) -> str:
    """A declaration as people name it: a score by its name alone, anything else with what it is."""
    return within.removeprefix("score ")


def typed(names: Index, case: ir.Case | None) -> Iterator[str]:
    """The case to type, beneath `= type:`."""
    text = block(names, case)
    if text is not None:
        yield "  = type:"
        yield from (f"      {line}" for line in text.split("\n"))


def block(names: Index, case: ir.Case | None) -> str | None:
    """A case as it stands in a file."""
    if case is None:
        return None
    return case_block(names, case.label, dict(case.given), [expects.text for expects in case.expects])
