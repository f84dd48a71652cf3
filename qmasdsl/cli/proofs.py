"""Proofs in words and in JSON: what became of each `prove that` line, and what turns on each question."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from qmasdsl.analysis.claims import Refuted, Verdict
from qmasdsl.cli.output import counted
from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.ir.answers import Idle, Proved, Undecided
from qmasdsl.pipeline import Checked


def about(result: Checked, skipped: bool) -> str:
    """What was looked at beyond the rules, and what was not: "; 24 claims proved; 104 cases not run here"."""
    analysis, ruleset = result.analysis, result.ruleset
    said: list[str] = []
    proved = sum(isinstance(one.verdict, Proved) for one in analysis.proofs)
    if proved:
        said.append(f"{counted(proved, 'claim')} proved")
    if ruleset is not None and ruleset.claims and skipped:
        said.append(f"{counted(len(ruleset.claims), 'claim')} not looked at")
    said += [f"{name} could not be looked into" for name in analysis.undecided]
    cases = 0 if ruleset is None else len(ruleset.cases)
    if cases:
        path = result.source.path
        said.append(f"{counted(cases, 'case')} not run here" + (f", type: qmas test {path}" if path else ""))
    return "".join(f"; {one}" for one in said)


def lines(result: Checked) -> Iterator[str]:
    """One line for each claim, and for each result that turns on a question."""
    for proof in result.analysis.proofs:
        line = "" if proof.claim.span is None else f"line {proof.claim.span.line}: "
        yield f"  {_words(proof.verdict)}  {line}{proof.claim.text}"
        if isinstance(proof.verdict, Undecided):
            yield f"    {proof.verdict.why}"
        elif isinstance(proof.verdict, Refuted):
            yield f"    for example: {proof.verdict.example}"
    for hinge in result.analysis.hinges:
        question = hinge.question
        reading = "yes" if question.reading else "no"
        if hinge.results:
            yield f"  question {question.name}, read as {reading}: {_listed([name for name, _ in hinge.results])} on it"
            yield from (f"    {name}, for example: {example}" for name, example in hinge.results)
        elif hinge.decided:
            yield f"  question {question.name}, read as {reading}: nothing turns on it"
        if not hinge.decided:
            yield f"  question {question.name}: not everything that may turn on it could be looked into"


def document(results: Sequence[Checked], diagnostics: Sequence[Diagnostic]) -> str:
    """The findings as `qmasdsl.diagnostics.json` has them, with `proofs` and `questions` beside them."""
    import json

    from qmasdsl.diagnostics.json import document as findings

    found = findings(diagnostics) | {
        "proofs": [one for result in results for one in _proofs(result)],
        "questions": [one for result in results for one in _questions(result)],
        "undecided": [
            {"file": result.source.path or result.source.name, "what": what}
            for result in results
            for what in result.analysis.undecided
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _proofs(result: Checked) -> Iterator[dict[str, object]]:
    for proof in result.analysis.proofs:
        verdict = proof.verdict
        yield {
            "file": result.source.path or result.source.name,
            "line": None if proof.claim.span is None else proof.claim.span.line,
            "claim": proof.claim.text,
            "verdict": _words(verdict),
            "why": verdict.why if isinstance(verdict, Undecided) else None,
            "example": verdict.example if isinstance(verdict, Refuted) else None,
        }


def _questions(result: Checked) -> Iterator[dict[str, object]]:
    for hinge in result.analysis.hinges:
        yield {
            "file": result.source.path or result.source.name,
            "line": None if hinge.question.span is None else hinge.question.span.line,
            "question": hinge.question.name,
            "reading": hinge.question.reading,
            "turns": [{"result": name, "example": example} for name, example in hinge.results],
            "decided": hinge.decided,
        }


def _words(verdict: Verdict) -> str:
    match verdict:
        case Proved():
            return "proved"
        case Idle():
            return "idle"
        case Refuted():
            return "refuted"
        case Undecided():
            return "undecided"
        case _:
            assert_never(verdict)


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} turns"
    return f"{', '.join(names[:-1])} and {names[-1]} turn"
