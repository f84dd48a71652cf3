"""Lower: a checked module put together as a rule set.

Every expression already has its meaning; what is left is the frame around them, in reading order, with defines in
the order in which each reads only those before it. Total for every module that was checked without an error, and
of no use for any other.
"""

from dataclasses import replace
from typing import assert_never

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import YesNo
from qmasdsl.lowering.context import Types
from qmasdsl.lowering.keys import Keys
from qmasdsl.lowering.lower_results import cases, claims, selection
from qmasdsl.lowering.lower_rules import Site, choose, parts
from qmasdsl.lowering.names import DeclaredTest, Names
from qmasdsl.lowering.values import encoded
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer import expr_text


def lower(module: n.Module, names: Names, types: Types) -> ir.Ruleset:
    """The rule set that `module` means."""
    scheme = names.scheme
    assert scheme is not None
    keys = Keys()
    ruleset = ir.Ruleset(
        name=scheme.name.text,
        title=_text(scheme.label),
        facts=tuple(_facts(names, types)),
        lists=tuple(_list(block, types) for block in names.lists.values()),
        always=tuple(
            ir.Always(types.condition(item.condition), expr_text(item.condition), span=item.span)
            for item in module.items
            if isinstance(item, n.Always)
        ),
        questions=tuple(
            ir.Question(name, question.reading, _text(question.label), span=question.span)
            for name, question in names.questions.items()
        ),
        defines=tuple(_define(name, names, types, keys) for name in types.defines),
        requirements=tuple(_requirement(require, name, types) for name, require in names.requirements.items()),
        tests=tuple(_test(test, types, keys) for test in names.tests.values()),
        outcomes=tuple(
            ir.Outcome(
                name, types.condition(outcome.condition), _text(outcome.label), expr_text(outcome.condition),
                span=outcome.span,
            )
            for name, outcome in names.outcomes.items()
        ),
        selection=None if names.selection is None else selection(names.selection, types),
        claims=claims(module, types),
        cases=cases(module, types),
        wordings=tuple(
            ir.Wording(
                item.language,
                tuple((row.key, row.text) for row in item.rows),
                span=item.span,
                spans=tuple(row.span for row in item.rows),
            )
            for item in module.items
            if isinstance(item, n.Wording)
        ),
        source_hash=module.source.content_hash,
        source_name=module.source.name,
    )
    return _with_clauses(ruleset, scheme)


def _with_clauses(ruleset: ir.Ruleset, scheme: n.Scheme) -> ir.Ruleset:
    """The rule set with what stands beneath `scheme`."""
    sources: list[ir.Source] = []
    for clause in scheme.clauses:
        match clause:
            case n.InForce(start, end):
                until = None if end is None else end.value
                latest, until = (until, None) if clause.some_day else (None, until)
                ruleset = replace(ruleset, in_force=ir.InForce(start.value, latest, until))
            case n.VersionBy(fact):
                ruleset = replace(ruleset, version_by=fact.text)
            case n.SourceLine(title, address):
                sources.append(ir.Source(title.text, _text(address)))
            case n.Replaces():
                ruleset = replace(ruleset, replaces=True)
            case n.Jurisdiction(label):
                ruleset = replace(ruleset, jurisdiction=label.text)
            case _:
                assert_never(clause)
    return replace(ruleset, sources=tuple(sources))


def _facts(names: Names, types: Types) -> list[ir.Fact]:
    found: list[ir.Fact] = []
    for name, declared in names.facts.items():
        line = declared.line
        kind_members = types.families[name][1] if line.of_each is not None else ("",)
        for member in kind_members:
            full = f"{name}.{member}" if member else name
            found.append(
                ir.Fact(
                    full,
                    types.facts[full],
                    _text(line.label),
                    types.gates.get(full),
                    (name, member) if member else None,
                    line.modifiers.fixed,
                    line.modifiers.grows,
                    line.modifiers.effort,
                    span=declared.name.span,
                )
            )
    return found


def _list(block: n.ListBlock, types: Types) -> ir.List:
    entries = tuple(
        ir.Entry(
            entry.name.text,
            _text(entry.label),
            _text(entry.cite),
            None if entry.only_when is None else types.condition(entry.only_when),
            "" if entry.only_when is None else expr_text(entry.only_when),
            span=entry.span,
        )
        for entry in block.entries
    )
    return ir.List(block.name.text, entries, _text(block.label), _text(block.cite), span=block.span)


def _define(name: str, names: Names, types: Types, keys: Keys) -> ir.Define:
    head, _, member = name.partition(".")
    define, type = names.defines[head], types.defines[name].type
    body = define.body
    if isinstance(body, n.Group | n.Table | n.Thresholds):
        site = Site(types, keys, name, type, member, named=False)
        return ir.Define(name, type, choose(site, body), _text(define.label), "", span=define.span)
    found = types.condition(body, member) if isinstance(type, YesNo) else encoded(types.term(body, member), type)
    return ir.Define(name, type, found, _text(define.label), expr_text(body), span=define.span)


def _requirement(require: n.Require, name: str, types: Types) -> ir.Requirement:
    return ir.Requirement(
        name,
        types.condition(require.condition),
        expr_text(require.condition),
        _text(require.label),
        _text(require.cite),
        span=require.span,
    )


def _test(test: DeclaredTest, types: Types, keys: Keys) -> ir.Test:
    node = test.node
    name, heading = node.name.text, node.heading
    factors: list[ir.Factor] = []
    sections: list[ir.Section] = []
    mark: ir.PassMark | ir.PassWhen | ir.NoPassMark = ir.NoPassMark()
    for item in node.items:
        match item:
            case n.Section():
                sections.append(_section(item, name, types))
                for inner in item.items:
                    factors += _factors(inner, test, types, keys)
            case n.Factor() | n.UseFactors():
                factors += _factors(item, test, types, keys)
            case n.PassMark():
                mark = ir.PassMark(item.mark)
            case n.PassWhen():
                when = types.condition(item.condition)
                mark = ir.PassWhen(when, item.worth, expr_text(item.condition), span=item.span)
            case n.NoPassMark() | n.Require():
                pass
            case _:
                assert_never(item)
    return ir.Test(
        name,
        mark,
        tuple(factors),
        tuple(sections),
        tuple(_requirement(require, f"{name}.{word}", types) for word, require in test.requirements.items()),
        _text(heading.label),
        _text(heading.cite),
        _limits(heading.out_of, types),
        _limits(heading.capped, types),
        None if heading.only_when is None else types.condition(heading.only_when),
        span=node.span,
    )


def _section(section: n.Section, test: str, types: Types) -> ir.Section:
    heading = section.heading
    return ir.Section(
        f"{test}.{section.name.text}",
        _text(heading.label),
        _text(heading.cite),
        None if heading.within is None else f"{test}.{heading.within.text}",
        heading.highest,
        _limits(heading.out_of, types),
        _limits(heading.capped, types),
        None if heading.only_when is None else types.condition(heading.only_when),
        span=section.span,
    )


def _factors(item: n.Factor | n.UseFactors, test: DeclaredTest, types: Types, keys: Keys) -> list[ir.Factor]:
    """A factor, or the shared factors that are used, under the test's name."""
    name = test.node.name.text
    found: list[ir.Factor] = []
    for word in [item.name] if isinstance(item, n.Factor) else item.names:
        factor, section = test.factors[word.text]
        dotted, heading = f"{name}.{word.text}", factor.heading
        site = Site(types, keys, dotted)
        found.append(
            ir.Factor(
                dotted,
                tuple(each for part in factor.parts for each in parts(site, part)),
                _text(heading.label),
                _text(heading.cite),
                _limits(heading.out_of, types),
                _limits(heading.capped, types),
                None if heading.only_when is None else types.condition(heading.only_when),
                f"{name}.{section}" if section else None,
                span=factor.span,
            )
        )
    return found


def _limits(cases: tuple[n.LimitCase, ...], types: Types) -> tuple[ir.Limit, ...]:
    return tuple(
        ir.Limit(case.points, None if case.when is None else types.condition(case.when)) for case in cases
    )


def _text(written: n.Text | n.Cite | None) -> str:
    return "" if written is None else written.text
