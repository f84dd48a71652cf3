"""Reading: the quick reading of an applicant's facts, and the tables of the whole one.

Almost everybody who asks gives what is right, in the plainest form. So `_quick` takes each fact straight to its cell
and gives up (null) at whatever is odd: a fact missing, one too many, a value that does not fit, an object that may
inherit something. `_checked` of the runtime then looks again, says everything that is wrong, or finds the same cells
by a longer way. That every name which is read is the object's own is told by looking it up in `_PLAIN` as well, which
engines do in no time.
"""

from collections.abc import Iterator, Mapping

from qmasdsl.codegen.javascript.literals import listed, literal
from qmasdsl.codegen.javascript.types import Types, offsets, width_of
from qmasdsl.codegen.names import Code, Names
from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.types import Records, Scalar, Several, YesNo


class Quick:
    """Writes `_quick`; `at` is the first cell of each fact."""

    def __init__(self, types: Types, at: Mapping[str, int]) -> None:
        self._types = types
        self._at = at
        self._names = Names()

    def lines(self, ruleset: Ruleset) -> Iterator[str]:
        yield "function _quick(facts) {"
        yield "  if (!_isPlain(facts)) return null;"
        yield "  const c = _BLANK.slice();"
        yield f"  let n = {len({_top(fact) for fact in ruleset.facts if fact.gate is None})};"
        for top, members in _grouped(ruleset).items():
            if members[0].member is None:
                yield from self._fact(members[0], Code("facts"), members[0].name, "n", "  ")
            else:
                yield from self._group(top, members)
        yield "  return Object.getOwnPropertyNames(facts).length === n ? c : null;"
        yield "}"

    def _group(self, name: str, members: list[Fact]) -> Iterator[str]:
        group, count = self._names.new("g"), self._names.new("n")
        key, sure = literal(name), [fact for fact in members if fact.gate is None]
        if sure:
            yield f"  const {group} = facts[{key}];"
            yield f"  if ({key} in _PLAIN || !_isPlain({group})) return null;"
            yield from self._members(members, group, count, "  ")
            return
        yield f"  if ({key} in _PLAIN) return null;"
        yield f"  if ({key} in facts) {{"
        yield "    n += 1;"
        yield f"    const {group} = facts[{key}];"
        yield f"    if ({group} !== undefined && {group} !== null) {{"
        yield f"      if (!_isPlain({group})) return null;"
        yield from self._members(members, group, count, "      ")
        yield "    }"
        yield "  }"

    def _members(self, members: list[Fact], group: Code, count: Code, indent: str) -> Iterator[str]:
        yield f"{indent}let {count} = {sum(fact.gate is None for fact in members)};"
        for fact in members:
            assert fact.member is not None
            yield from self._fact(fact, group, fact.member[1], count, indent)
        yield f"{indent}if (Object.getOwnPropertyNames({group}).length !== {count}) return null;"

    def _fact(self, fact: Fact, group: Code, name: str, count: str, indent: str) -> Iterator[str]:
        at, key = self._at[fact.name], literal(name)
        if fact.gate is None:
            yield from self._value(fact, Code(f"{group}[{key}]"), at, indent, f"{key} in _PLAIN || ")
            return
        given = self._names.new("r")
        yield f"{indent}if ({key} in _PLAIN) return null;"
        yield f"{indent}if ({key} in {group}) {{"
        yield f"{indent}  {count} += 1;"
        yield f"{indent}  const {given} = {group}[{key}];"
        yield f"{indent}  if ({given} !== undefined && {given} !== null) {{"
        yield from self._value(fact, given, at, indent + "    ")
        yield f"{indent}  }}"
        yield f"{indent}}}"

    def _value(self, fact: Fact, given: Code, at: int, indent: str, or_else: str = "") -> Iterator[str]:
        if isinstance(fact.type, Records):
            yield from self._records(fact.type, given, at, indent, or_else)
        else:
            yield from self._scalar(fact.type, given, str(at), indent, or_else)

    def _scalar(self, type: Scalar, given: Code, at: str, indent: str, or_else: str) -> Iterator[str]:
        """Statements that put a value into its cell, unless `or_else` holds; it is taken out of what is given once."""
        if isinstance(type, YesNo):
            yield f'{indent}if ({or_else}typeof (c[{at}] = {given}) !== "boolean") return null;'
        elif isinstance(type, Several):
            found = self._names.new("r")
            yield f"{indent}const {found} = {self._types.reads(type, given)};"
            yield f"{indent}if ({or_else}{found} === undefined) return null;"
            yield f"{indent}for (let i = 0; i < {len(type.values)}; i += 1) c[{at} + i] = {found}[i];"
        else:
            yield f"{indent}if ({or_else}(c[{at}] = {self._types.reads(type, given)}) === undefined) return null;"

    def _records(self, type: Records, given: Code, at: int, indent: str, or_else: str) -> Iterator[str]:
        rows, row, start = self._names.new("r"), self._names.new("r"), self._names.new("a")
        yield f"{indent}const {rows} = {given};"
        yield f"{indent}if ({or_else}!Array.isArray({rows}) || {rows}.length > {type.limit}) return null;"
        yield f"{indent}c[{at}] = {rows}.length;"
        yield f"{indent}for (let k = 0; k < {rows}.length; k += 1) {{"
        yield f"{indent}  const {row} = {rows}[k];"
        own = f"Object.getOwnPropertyNames({row}).length"
        yield f"{indent}  if (!_isPlain({row}) || {own} !== {len(type.fields)}) return null;"
        yield f"{indent}  const {start} = {at + 1} + k * {width_of(type.fields)};"
        for field, offset in zip(type.fields, offsets(type.fields), strict=True):
            key = literal(field.name)
            where = f"{start} + {offset}" if offset else str(start)
            yield from self._scalar(field.type, Code(f"{row}[{key}]"), where, indent + "  ", f"{key} in _PLAIN || ")
        yield f"{indent}}}"


def groups_table(ruleset: Ruleset) -> Code:
    """The groups and the facts in each."""
    found = [[top, [fact.name for fact in members]] for top, members in _grouped(ruleset).items() if members[0].member]
    return Code(f"new Map({listed(literal(row) for row in found)})")


def _top(fact: Fact) -> str:
    """The name under which a fact stands in what is given."""
    return fact.name if fact.member is None else fact.member[0]


def _grouped(ruleset: Ruleset) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {}
    for fact in ruleset.facts:
        found.setdefault(_top(fact), []).append(fact)
    return found
