"""Check: every expression typed, every rule read where it stands, everything that does not hold together reported.

The order follows what leans on what: domains of facts; defines and the conditions under which facts exist, each
before what needs it; requirements; lists, tests, outcomes; then what speaks of results. What was found is in
`Types`, from which `lower` builds the rule set. A file with several mistakes gets several messages, and one mistake
one: what failed to mean anything agrees with everything.
"""

from qmasdsl.diagnostics.model import Problem
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Date
from qmasdsl.ir.words import type_words
from qmasdsl.lowering.cases import check_case
from qmasdsl.lowering.circles import report_circles, unread
from qmasdsl.lowering.claims import check_claim, check_selection
from qmasdsl.lowering.context import Context, Types
from qmasdsl.lowering.expressions import condition
from qmasdsl.lowering.facts import find_types
from qmasdsl.lowering.names import Names
from qmasdsl.lowering.problems_names import NeverRead, SaidTwice, UnknownName, Unused
from qmasdsl.lowering.problems_types import NotADate
from qmasdsl.lowering.scheme import check_outcomes, check_requirements, check_tests
from qmasdsl.lowering.settle import settle
from qmasdsl.source import Span
from qmasdsl.syntax import nodes as n


def check(module: n.Module, names: Names) -> tuple[Types, tuple[Problem, ...]]:
    """The type and meaning of everything in `module`, and what is wrong with it."""
    context = Context(names, Types(), has_always=any(isinstance(item, n.Always) for item in module.items))
    _prepare_knowledge(context)
    find_types(context)
    settle(context)
    _version(context)
    check_requirements(context)
    _check_lists(context)
    _check_always(context, module)
    check_tests(context)
    check_outcomes(context)
    for selection in names.selections[:1]:
        with context.owner(("selection", "")):
            check_selection(context, selection)
    with context.owner(("claims", "")):
        for item in module.items:
            if isinstance(item, n.ProveHolds | n.ProveTrend):
                check_claim(context, item)
    report_circles(context)
    _point_out_unused(context)
    _check_cases(context, module)
    _check_wordings(context, module)
    return context.types, tuple(sorted(context.problems, key=lambda problem: problem.span.start))


def _prepare_knowledge(context: Context) -> None:
    names, types = context.names, context.types
    knowledge = context.knowledge
    gated = any(fact.line.only_when is not None for fact in names.facts.values())
    knowledge.active = gated or any(context.gated_entries(block) for block in names.lists.values())
    knowledge.fact_type = types.facts.get
    knowledge.define_type = lambda name: types.defines[name].type if name in types.defines else None

    def expand(found: ir.Condition) -> ir.Condition | None:
        match found:
            case ir.DefineHolds(name):
                return types.defines[name].condition if name in types.defines else None
            case ir.Met(name):
                return context.held.get(("requirement", name))
            case ir.Applies(name):
                return context.held.get(("applies", name))
            case _:
                return None

    knowledge.expand = expand


def _version(context: Context) -> None:
    """The fact that decides which version applies is a date."""
    scheme = context.names.scheme
    for clause in scheme.clauses if scheme else ():
        if not isinstance(clause, n.VersionBy):
            continue
        name = clause.fact
        context.used.add(("fact", name.text))
        type = context.types.facts.get(name.text)
        if name.text not in context.names.facts:
            if name.text not in context.names.missing:
                close = context.nearest(name.text, list(context.names.facts))
                context.report(UnknownName(name.span, name.text, "fact", close))
        elif type is not None and not isinstance(type, Date):
            context.report(NotADate(name.span, name.text, type_words(type), "`version by`"))


def _check_lists(context: Context) -> None:
    for name, block in context.names.lists.items():
        with context.owner(("list", name)):
            context.reading_list = name
            for entry in block.entries:
                if entry.only_when is not None:
                    context.keep(entry.only_when, condition(context, entry.only_when))
            context.reading_list = ""


def _check_always(context: Context, module: n.Module) -> None:
    with context.owner(("always", "")):
        for item in module.items:
            if isinstance(item, n.Always):
                context.keep(item.condition, condition(context, item.condition))


def _check_cases(context: Context, module: n.Module) -> None:
    """Cases, whose labels tell them apart."""
    seen: dict[str, Span] = {}
    for item in module.items:
        if isinstance(item, n.Case):
            first = seen.setdefault(item.label.text, item.label.span)
            if first is not item.label.span:
                context.report(SaidTwice(item.label.span, f'the case "{item.label.text}"', first))
            with context.owner(("cases", "")):
                check_case(context, item)


def _check_wordings(context: Context, module: n.Module) -> None:
    seen: dict[str, Span] = {}
    for item in module.items:
        if isinstance(item, n.Wording):
            first = seen.setdefault(item.language, item.span)
            if first is not item.span:
                context.report(SaidTwice(item.span, f"the wording in {item.language}", first))


def _point_out_unused(context: Context) -> None:
    for what, name, place in unread(context):
        context.report(Unused(place, what, name))
    for name, fact in context.names.facts.items():
        if ("fact", name) not in context.used:
            context.report(NeverRead(fact.name.span, name))
