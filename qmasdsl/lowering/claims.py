"""Claims and the selection: what is to be proved of every applicant, and how applicants are ranked.

Both speak of results. A claim compares a number with bounds, states a condition, or says how points move when
facts rise; only facts whose values have an order can rise.
"""

from typing import assert_never

from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.words import type_words
from qmasdsl.lowering.context import Context
from qmasdsl.lowering.expressions import condition, term
from qmasdsl.lowering.paths import path_term
from qmasdsl.lowering.problems_claims import ClaimMalformed, SelectionMalformed
from qmasdsl.lowering.problems_names import SaidTwice, UnknownName
from qmasdsl.lowering.problems_types import NotADate, NotANumber
from qmasdsl.lowering.terms import Amount, Dated, Family, Fixed, Mistake, Term, words_for
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n


def check_claim(context: Context, claim: n.ProveHolds | n.ProveTrend) -> None:
    match claim:
        case n.ProveHolds(stated):
            found = condition(context, stated)
            context.keep(claim, found)
            if isinstance(stated, n.Between) and isinstance(term(context, stated.item), Amount):
                context.keep(stated, found)  # a range of a number is proved as a range
        case n.ProveTrend():
            _trend(context, claim)
        case _:
            assert_never(claim)


def _trend(context: Context, claim: n.ProveTrend) -> None:
    with context.knowledge.aside():
        if claim.condition is not None:
            while_ = condition(context, claim.condition)
            context.keep(claim.condition, while_)
            context.knowledge.assume(while_)
        subject = term(context, claim.subject)
        context.keep(claim.subject, subject)
        if not isinstance(subject, Amount | Mistake):
            context.report(NotANumber(claim.subject.span, claim.subject.span.text, words_for(subject)))
    seen: dict[str, Span] = {}
    for path in (*claim.rising, *claim.together):
        for name in rising(context, path):
            if name in seen:
                types = ("keep one of the two",)
                context.report(ClaimMalformed(path.span, f"`{name}` is said to rise twice", types=types))
            seen[name] = path.span
    _held_alone(context, claim)


def rising(context: Context, path: n.Path) -> tuple[str, ...]:
    """The facts that rise: one, or each member of a fact `of each` kind."""
    types = context.types.facts
    head = path.parts[0]
    if len(path.parts) == 1 and head in context.types.families and head in context.names.facts:
        context.used.add(("fact", head))
        names = tuple(f"{head}.{member}" for member in context.types.families[head][1])
    elif path.text in types:
        context.used.add(("fact", head))
        names = (path.text,)
    else:
        found = path_term(context, path)
        if not isinstance(found, Mistake):
            what = f"`{path.text}` is worked out; only a fact can rise by itself"
            context.report(ClaimMalformed(path.span, what, types=("the facts that it is worked out from",)))
        return ()
    type = types.get(names[0]) if names else None
    if type is not None and not _ordered(type):
        what = f"`{path.text}` cannot rise: its values have no order"
        note = (f"`{path.text}` is {type_words(type)}",)
        suits = "a fact that is a number, a level, a date, yes/no, `some of` or a list of people"
        context.report(ClaimMalformed(path.span, what, note, (suits,)))
        return ()
    return tuple(name for name in names if name in types)


def _held_alone(context: Context, claim: n.ProveTrend) -> None:
    """One record or one value more is more by itself: there is no telling by how much others would rise with it."""
    for path in (*claim.rising, *claim.together) if claim.together else ():
        if isinstance(context.types.facts.get(path.text), Several | Records):
            what = f"`{path.text}` rises by one at a time, and only by itself"
            types = (f"a claim of its own: … as {path.text} rises",)
            context.report(ClaimMalformed(path.span, what, types=types))


def _ordered(type: Type) -> bool:
    match type:
        case YesNo() | Numeric() | Date() | Moment():
            return True
        case Choice(ordered=ordered):
            return ordered
        case Several() | Records():
            # More is one value, or one record, more.
            return True
        case _:
            assert_never(type)


def check_selection(context: Context, selection: n.Selection) -> None:
    places: Span | None = None
    for item in selection.items:
        match item:
            case n.Quota() | n.NoQuota() | n.EachDraw():
                if places is not None:
                    context.report(SaidTwice(item.span, "how many places there are", places))
                places = item.span
                if isinstance(item, n.Quota):
                    _quota(context, item)
            case n.Rank():
                _rank(context, item)
            case n.Ties(earlier):
                for name in earlier:
                    _tie(context, name)
            case _:
                assert_never(item)
    for sort, what in ((n.Rank, "the rank"), (n.Ties, "what decides a tie")):
        said = [item for item in selection.items if isinstance(item, sort)]
        for extra in said[1:]:
            context.report(SaidTwice(extra.span, what, said[0].span))


def _quota(context: Context, quota: n.Quota) -> None:
    reserved = 0
    for places, when in quota.reserves:
        context.keep(when, condition(context, when))
        reserved += places
    if quota.places < 1 or reserved > quota.places:
        what = f"of {quota.places} places {reserved} cannot be reserved" if reserved else "a quota is at least 1"
        types = (f"quota {max(reserved, 1)} per {quota.period}     or fewer places reserved",)
        context.report(SelectionMalformed(quota.span, what, types))


def _rank(context: Context, rank: n.Rank) -> None:
    if rank.outcome.text in context.names.outcomes:
        context.used.add(("outcome", rank.outcome.text))
    elif rank.outcome.text not in context.names.missing:
        close = context.nearest(rank.outcome.text, list(context.names.outcomes))
        context.report(UnknownName(rank.outcome.span, rank.outcome.text, "outcome", close))
    found: Term = term(context, rank.by)
    context.keep(rank.by, found)
    if isinstance(found, Fixed):
        context.report(SelectionMalformed(rank.by.span, f"everybody has the same `{rank.by.span.text}`"))
    elif not isinstance(found, Amount | Dated | Mistake):
        context.report(NotANumber(rank.by.span, rank.by.span.text, words_for(found)))


def _tie(context: Context, name: n.Name) -> None:
    found = path_term(context, n.Path((name.text,), span=name.span))
    if isinstance(found, Family):
        context.report(NotADate(name.span, name.text, words_for(found), "`ties earlier … first`"))
    elif not isinstance(found, Mistake):
        is_fact = name.text in context.types.facts
        if not (isinstance(found, Dated) and is_fact):
            words = words_for(found) if is_fact else "worked out, not a fact"
            context.report(NotADate(name.span, name.text, words, "`ties earlier … first`"))
