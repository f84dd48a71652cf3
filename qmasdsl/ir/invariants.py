"""Invariants: what is true of every rule set, whatever it was made from.

Whoever reads the intermediate representation relies on these and checks none of them. Each is a function
that yields complaints; a complaint is a mistake of ours, never of an author. The tests hold every rule set
that is ever made against all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import fits
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Records, Several, Type, YesNo
from qmasdsl.ir.walk import Expression, Index, Reference, field_type, index, named_facts, nodes, roots, rules

_LARGEST = 2**53


def complaints(ruleset: ir.Ruleset) -> tuple[str, ...]:
    """Everything about `ruleset` that should never be; nothing, if all is well."""
    names = index(ruleset)
    # A name that is not declared makes the other questions meaningless.
    for invariant in INVARIANTS:
        found = tuple(invariant(names))
        if found:
            return found
    return ()


def names_are_unique(names: Index) -> Iterator[str]:
    ruleset = names.ruleset
    declared: dict[str, Iterable[str]] = {
        "fact": (fact.name for fact in ruleset.facts),
        "list": (one.name for one in ruleset.lists),
        "question": (question.name for question in ruleset.questions),
        "define": (define.name for define in ruleset.defines),
        "requirement": (own.name for own in chain(ruleset.requirements, *(t.requirements for t in ruleset.tests))),
        "test": (test.name for test in ruleset.tests),
        "part": chain.from_iterable(_part_names(test) for test in ruleset.tests),
        "outcome": (outcome.name for outcome in ruleset.outcomes),
        "rule": (rule.key for test in ruleset.tests for factor in test.factors for rule in _rules(factor)),
    }
    for one in ruleset.lists:
        declared[f"entry of {one.name}"] = (entry.name for entry in one.entries)
    for kind, several in declared.items():
        seen: set[str] = set()
        for name in several:
            if name in seen:
                yield f"two {kind}s are named {name!r}"
            seen.add(name)


def every_name_is_declared(names: Index) -> Iterator[str]:
    for place, root in roots(names.ruleset):
        for node in nodes(root):
            if not _is_declared(names, node):
                yield f"{place}: {node!r} names nothing"
            elif isinstance(node, ir.OnList):
                for entry in (entry for _, entry in node.entries if entry not in names.lists[node.list]):
                    yield f"{place}: {entry!r} is no entry of {node.list!r}"
    for case in names.ruleset.cases:
        for fact in (name for name, _ in case.given if name not in names.facts):
            yield f"case {case.label!r} gives {fact!r}, which is no fact"


def parts_stand_in_their_test(names: Index) -> Iterator[str]:
    for test in names.ruleset.tests:
        sections = {section.name: section.within for section in test.sections}
        dotted = [*sections, *(f.name for f in test.factors), *(own.name for own in test.requirements)]
        for name in dotted:
            if not name.startswith(f"{test.name}."):
                yield f"{name!r} stands in test {test.name!r}"
        above = [*sections.values(), *(factor.section for factor in test.factors)]
        for missing in (name for name in above if name is not None and name not in sections):
            yield f"{missing!r} is no section of {test.name!r}"
        for name in sections:
            up: str | None = name
            for _ in sections:
                up = sections.get(up) if up is not None else None
            if up is not None:
                yield f"section {name!r} is within itself"


def reads_fit_types(names: Index) -> Iterator[str]:
    for place, root in roots(names.ruleset):
        for node in nodes(root):
            if not _fits_type(names, node):
                yield f"{place}: {node!r} reads a value of another type"


def fields_are_read_in_their_records(names: Index) -> Iterator[str]:
    for place, root in roots(names.ruleset):
        inside: set[int] = set()
        for node in nodes(root):
            if isinstance(node, ir.Count | ir.Total) and node.where is not None:
                type = names.facts[node.fact].type
                for below in nodes(node.where):
                    inside.add(id(below))
                    if isinstance(below, _FIELD_READS) and field_type(type, below.field) is None:
                        yield f"{place}: {node.fact!r} has no field {below.field!r}"
                    if any(True for _ in named_facts(below)):
                        yield f"{place}: a `where` of {node.fact!r} reads a fact"
            elif isinstance(node, _FIELD_READS) and id(node) not in inside:
                yield f"{place}: {node.field!r} is read where there is no record"


def nothing_is_worked_out_from_itself(names: Index) -> Iterator[str]:
    done: set[Reference] = set()
    for _, root in roots(names.ruleset):
        for start in names.references(root):
            path: list[tuple[Reference, Iterator[Reference]]] = []
            waiting: list[Reference] = [start]
            while waiting or path:
                if waiting and (top := waiting.pop()) not in done:
                    if any(top == above for above, _ in path):
                        yield f"{top!r} is worked out from itself"
                        return
                    path.append((top, names.references(*names.behind(top))))
                if path:
                    following = next(path[-1][1], None)
                    waiting = [] if following is None else [following]
                    if following is None:
                        done.add(path.pop()[0])


def facts_exist_by_other_facts(names: Index) -> Iterator[str]:
    reads = {f.name: names.facts_read(f.gate) for f in names.ruleset.facts if f.gate is not None}
    settled = {name for name in names.facts if name not in reads}
    while ready := [name for name, others in reads.items() if name not in settled and settled.issuperset(others)]:
        settled.update(ready)
    for name in (name for name in names.facts if name not in settled):
        yield f"whether there is a fact {name!r} turns on itself"


def numbers_are_small(names: Index) -> Iterator[str]:
    for place, root in roots(names.ruleset):
        for node in nodes(root):
            if isinstance(node, ir.Constant) and abs(node.value) > _LARGEST:
                yield f"{place}: {node.value} is too large"
            if isinstance(node, ir.Each) and (node.step < 1 or (node.cap is not None and node.cap < 0)):
                yield f"{place}: {node!r} has no step"
            if isinstance(node, ir.Completed) and node.months < 1:
                yield f"{place}: {node!r} has no period"


def types_have_values(names: Index) -> Iterator[str]:
    for fact in names.ruleset.facts:
        fields = [(f"{fact.name}.{f.name}", f.type) for f in fact.type.fields] if isinstance(fact.type, Records) else []
        for name, type in [(fact.name, fact.type), *fields]:
            match type:
                case Numeric(_, least, greatest, step):
                    empty = least > greatest or step < 1 or (greatest - least) % step != 0
                case Date(least, greatest) | Moment(least, greatest):
                    empty = least > greatest
                case Choice(values) | Several(values):
                    empty = not values or len({value.name for value in values}) < len(values)
                case _:
                    empty = False
            if empty:
                yield f"{name!r} has a type without values, or with a step that misses its end: {type!r}"
        if fact.member is not None and ".".join(fact.member) != fact.name:
            yield f"{fact.name!r} is member {fact.member!r}"


def groups_say_something(names: Index) -> Iterator[str]:
    for factor in names.factors.values():
        if not factor.parts:
            yield f"factor {factor.name!r} has no rule"
        waiting: list[ir.Rule | ir.Choose] = list(factor.parts)
        while waiting:
            part = waiting.pop()
            if isinstance(part, ir.Choose):
                waiting.extend(part.items)
                if not part.items and part.otherwise is None:
                    yield f"factor {factor.name!r} has an empty group"
                if part.otherwise is not None and part.otherwise.guard != ir.Truth(True):
                    yield f"factor {factor.name!r} has an `otherwise` under a condition"


def the_version_is_chosen_by_a_day(names: Index) -> Iterator[str]:
    fact = names.ruleset.version_by
    if fact is not None and not (fact in names.facts and isinstance(names.facts[fact].type, Date)):
        yield f"`version by {fact}` names no date"


def cases_give_values_that_fit(names: Index) -> Iterator[str]:
    for case in names.ruleset.cases:
        for name, value in case.given:
            if not fits(names.facts[name].type, value):
                yield f"case {case.label!r} gives {name!r} {value!r}"


# In this order: each relies on those before it.
INVARIANTS: tuple[Callable[[Index], Iterator[str]], ...] = (
    names_are_unique,
    every_name_is_declared,
    parts_stand_in_their_test,
    types_have_values,
    reads_fit_types,
    fields_are_read_in_their_records,
    nothing_is_worked_out_from_itself,
    facts_exist_by_other_facts,
    numbers_are_small,
    groups_say_something,
    the_version_is_chosen_by_a_day,
    cases_give_values_that_fit,
)
_FIELD_READS = (ir.FieldValue, ir.FieldHolds, ir.FieldIncludes)


def _part_names(test: ir.Test) -> Iterator[str]:
    yield from (section.name for section in test.sections)
    yield from (factor.name for factor in test.factors)


def _rules(factor: ir.Factor) -> Iterator[ir.Rule]:
    return chain.from_iterable(rules(part) for part in factor.parts)


def _is_declared(names: Index, node: Expression) -> bool:
    match node:
        case ir.FactValue(name) | ir.FactHolds(name) | ir.Includes(name) | ir.Size(name):
            return name in names.facts
        case ir.Count(name) | ir.Total(name):
            return name in names.facts
        case ir.DefineValue(name) | ir.DefineHolds(name):
            return name in names.defines
        case ir.Score(path):
            is_total = path.endswith(".total") and path.removesuffix(".total") in names.tests
            return is_total or path in names.factors or path in names.sections
        case ir.Passes(name) | ir.Applies(name):
            return name in names.tests
        case ir.Met(name):
            return name in names.requirements
        case ir.Comes(name):
            return name in names.outcomes
        case ir.Reading(name):
            return name in names.questions
        case ir.OnList(list=name):
            return name in names.lists
        case _:
            return True


def _fits_type(names: Index, node: Expression) -> bool:
    match node:
        case ir.FactHolds(name):
            return isinstance(names.facts[name].type, YesNo)
        case ir.FactValue(name):
            return isinstance(names.facts[name].type, Numeric | Date | Moment | Choice)
        case ir.Includes(name, values):
            return _has_values(names.facts[name].type, values) and isinstance(names.facts[name].type, Several)
        case ir.Size(name):
            return isinstance(names.facts[name].type, Several)
        case ir.Count(name):
            return isinstance(names.facts[name].type, Records)
        case ir.Total(name, field):
            return isinstance(field_type(names.facts[name].type, field), Numeric)
        case ir.DefineHolds(name):
            return isinstance(names.defines[name].type, YesNo)
        case ir.DefineValue(name):
            return not isinstance(names.defines[name].type, YesNo | Records | Several)
        case ir.Among(item, values):
            type = names.type_of(item)
            return type is None or _has_values(type, values)
        case ir.OnList(item, _, entries):
            type = names.type_of(item)
            return type is None or _has_values(type, tuple(value for value, _ in entries))
        case _:
            return True


def _has_values(type: Type, values: tuple[int, ...]) -> bool:
    """Whether a choice has these values, in ascending order, none twice."""
    known = len(type.values) if isinstance(type, Choice | Several) else 0
    return list(values) == sorted(set(values)) and all(0 <= value < known for value in values)
