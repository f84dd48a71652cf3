"""Claims: `prove that` lines, each proved, idle, refuted or undecided.

Proved means: of every possible applicant, those that the file's own facts and `always` allow. Idle means
that there is nobody it speaks of: true, and worth nothing. What refutes a claim has been scored by the
interpreter, and is shown.
"""

from collections.abc import Iterator
from time import monotonic
from typing import assert_never

from qmasdsl.analysis.beside import shared
from qmasdsl.analysis.problems_claims import ClaimIdle, ClaimRefuted, ClaimUndecided
from qmasdsl.diagnostics.model import Problem
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Idle, Nobody, Pair, Person, Proved, Somebody, Undecided
from qmasdsl.ir.walk import Expression
from qmasdsl.proving.portraits import described, has, noteworthy
from qmasdsl.proving.prover import Prover
from qmasdsl.source import Span


@frozen
class Refuted:
    """Not so: `example` is an applicant, or two, in words."""

    example: str


_LONG = 0.3  # seconds after which a second process is worth its while

Verdict = Proved | Idle | Refuted | Undecided


@frozen
class Proof:
    """A `prove that` line and what became of it; `problem` is None where it is proved."""

    claim: ir.Claim
    verdict: Verdict
    problem: Problem | None


def prove(prover: Prover, share: bool) -> Iterator[Proof]:
    """Each claim of the rule set, in the order of the file. With `share`, what takes long is shared with a second
    process."""
    claims = prover.index.ruleset.claims
    began = monotonic()
    found: list[Verdict] = []
    for claim in claims:
        if share and monotonic() - began > _LONG:
            found += shared(lambda one: verdict(prover, one), claims[len(found) :])
            break
        found.append(verdict(prover, claim))
    for claim, made in zip(claims, found, strict=True):
        yield Proof(claim, made, None if claim.span is None else problem(claim, made, claim.span))


def verdict(prover: Prover, claim: ir.Claim) -> Verdict:
    """What can be said of a claim about every possible applicant."""
    match claim:
        case ir.RangeClaim():
            return _range(prover, claim)
        case ir.HoldsClaim():
            return _holds(prover, claim)
        case ir.TrendClaim():
            return _trend(prover, claim)
        case _:
            assert_never(claim)


def problem(claim: ir.Claim, verdict: Verdict, span: Span) -> Problem | None:
    """The finding that a verdict is; what is proved is none."""
    match verdict:
        case Proved():
            return None
        case Idle():
            return ClaimIdle(span=span, claim=claim.text)
        case Refuted(example):
            return ClaimRefuted(span=span, claim=claim.text, example=example)
        case Undecided(why):
            return ClaimUndecided(span=span, claim=claim.text, why=why)
        case _:
            assert_never(verdict)


def _range(prover: Prover, claim: ir.RangeClaim) -> Verdict:
    if prover.stays_within(claim.subject, claim.least, claim.greatest):
        return Proved() if prover.exists() else Idle()
    found = prover.extent(claim.subject)
    if not isinstance(found, Extent):
        return Idle() if isinstance(found, Nobody) else found
    for end, person in ((found.greatest, found.at_greatest), (found.least, found.at_least)):
        if not claim.least <= end <= claim.greatest:
            return Refuted(f"{_said(prover, person, claim.subject)}: the rules give {end}")
    return Proved()


def _holds(prover: Prover, claim: ir.HoldsClaim) -> Verdict:
    found = prover.find(ir.Not(claim.condition))
    if isinstance(found, Somebody):
        return Refuted(_said(prover, found.person, claim.condition))
    if isinstance(found, Undecided):
        return found
    # "A only if B" says something of those who are A; if there are none, it says nothing.
    match claim.condition:
        case ir.Or((ir.Not(speaks_of), *_)):
            return Idle() if prover.exists(speaks_of) is False else Proved()
        case _:
            return Idle() if prover.exists() is False else Proved()


def _trend(prover: Prover, claim: ir.TrendClaim) -> Verdict:
    found = prover.trend(claim)
    if not isinstance(found, Pair):
        return found
    index = prover.index
    changed = [name for name, value in found.more.items() if found.less.get(name) != value]
    more, less = (Meaning(index, one).number(claim.subject) for one in (found.more, found.less))
    first = _said(prover, found.less, claim.subject, also=changed)
    rises = " and ".join(has(index, name, found.more[name]) for name in changed)
    return Refuted(f"{first}; the same applicant, but {rises}, has {more} instead of {less}")


def _said(prover: Prover, person: Person, about: Expression, also: list[str] | None = None) -> str:
    """The applicant by what has to do with the claim and is not no, none or 0."""
    index = prover.index
    read = index.facts_read(about)
    told = [*(also or ()), *(name for name in noteworthy(index, person, read) if name not in (also or ()))]
    return described(index, person, [name for name in index.facts if name in told]) if told else _NOBODY_SPECIAL


_NOBODY_SPECIAL = "an applicant with nothing in particular"
