"""Declarations: what TypeScript is told of a generated module.

Names of choices are unions, so that a misspelt one does not compile; a fact that exists only for some applicants may be
left out. What a type cannot say (bounds, steps, what is `always` true) is said in the comment, and checked by `score`.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from qmasdsl.codegen.javascript.literals import literal, remark
from qmasdsl.codegen.javascript.results import short
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Choice, Date, Form, Moment, Numeric, Records, Several, Type, Value, YesNo
from qmasdsl.ir.walk import Index, index
from qmasdsl.ir.words import type_words

_HEAD = """\
// Types of rules made into JavaScript by qmasdsl. Do not edit: change the rule file and make it again.
"""
_REST = """\

/** Points that a rule gives, before the caps above it. A rule that gives 0 is no award. */
export interface Award {
  readonly key: string;
  readonly factor: string;
  readonly points: number;
  readonly label: string;
  readonly cite: string;
  readonly line: number | null;
}

/** One thing wrong with the facts given. `fact` is "" where it is about several. */
export declare class Problem {
  readonly fact: string;
  readonly sentence: string;
  readonly given: string;
  readonly domain: string;
  readonly label: string;
  readonly near: string;
  /** The sentence for people, without a full stop. */
  words(): string;
}

/** The facts that were given do not fit the rules; `problems` is all that is wrong with them. */
export declare class FactsDoNotFit extends Error {
  readonly problems: readonly Problem[];
}

/**
 * What the rules say of one applicant.
 *
 * Throws FactsDoNotFit, whose `problems` are all that is wrong, where the facts do not fit the rules; TypeError where
 * they are no object.
 */
export declare function score(facts: Facts): Result;
"""


def declarations(ruleset: ir.Ruleset) -> str:
    """The text of the `.d.mts` or `.d.ts` file."""
    return "\n".join([_HEAD, *_constants(ruleset), "", *_Facts(index(ruleset)).lines(), "", *_result(ruleset), _REST])


def _constants(ruleset: ir.Ruleset) -> Iterator[str]:
    start = "null" if ruleset.in_force is None else literal(ruleset.in_force.start.isoformat())
    yield "export declare const LANGUAGE_VERSION: string;"
    yield "export declare const FORMAT: 1;"
    yield f"export declare const SCHEME: {literal(ruleset.name)};"
    yield f"export declare const TITLE: {literal(ruleset.title)};"
    yield f"export declare const IN_FORCE: {start};"
    yield f"export declare const SOURCE_HASH: {literal(ruleset.source_hash)};"


class _Facts:
    """The facts, those of a group as one object."""

    def __init__(self, names: Index) -> None:
        self._names = names
        self._facts = names.ruleset.facts
        # A fact that is counted from a day is given, or that day is.
        self._since = {
            fact.name: fact.type.since
            for fact in self._facts
            if isinstance(fact.type, Numeric) and fact.type.since is not None
        }

    def lines(self) -> Iterator[str]:
        yield "/** What is known of an applicant. */"
        yield f"export type Facts = {' & '.join(['TheseFacts', *self._instead()])};"
        yield ""
        yield "export interface TheseFacts {"
        done: set[str] = set()
        for fact in self._facts:
            if fact.member is None:
                yield from self._fact(fact, fact.name, "  ")
            elif fact.member[0] not in done:
                done.add(fact.member[0])
                yield from self._group(fact.member[0])
        for day in dict.fromkeys(self._since.values()):
            if day not in self._names.facts:
                yield "  /** A date, as YYYY-MM-DD. */"
                yield f"  readonly {literal(day)}?: string | null;"
        yield "}"

    def _group(self, name: str) -> Iterator[str]:
        members = [fact for fact in self._facts if fact.member is not None and fact.member[0] == name]
        optional = all(fact.gate is not None for fact in members)
        yield f"  readonly {literal(name)}{'?' if optional else ''}: {{"
        for fact in members:
            assert fact.member is not None
            yield from self._fact(fact, fact.member[1], "    ")
        yield f"  }}{' | null' if optional else ''};"

    def _fact(self, fact: ir.Fact, name: str, indent: str) -> Iterator[str]:
        said = [fact.label, f"{type_words(fact.type)}{_written(fact.type)}"]
        if fact.gate is not None:
            said.append(f"exists only when `{expression_text(self._names, fact.gate)}`")
        if fact.name in self._since:
            said.append(f"or give `{self._since[fact.name]}` instead")
        yield f"{indent}/** {remark('; '.join(one for one in said if one))}. */"
        is_open = fact.gate is not None or fact.name in self._since
        sign, rest = ("?", " | null") if is_open else ("", "")
        yield f"{indent}readonly {literal(name)}{sign}: {_type(fact.type)}{rest};"

    def _instead(self) -> Iterator[str]:
        """That of a fact and the day from which it is counted one is given. Of those that are not everybody's, and of
        members of a group, it is left to `score`."""
        for fact in self._facts:
            day = self._since.get(fact.name)
            if day is None or fact.gate is not None or fact.member is not None:
                continue
            counted = self._names.facts.get(day)
            name = literal(fact.name)
            if counted is not None and counted.gate is None:
                yield f"{{ readonly {name}?: null }}"
            else:
                given = f"{{ readonly {name}: {_type(fact.type)}; readonly {literal(day)}?: null }}"
                yield f"({given} | {{ readonly {name}?: null; readonly {literal(day)}: string }})"


def _result(ruleset: ir.Ruleset) -> Iterator[str]:
    yield "/** What the rules say of one applicant. `outcomes` are what a service acts on. */"
    yield "export interface Result {"
    yield "  readonly format: typeof FORMAT;"
    yield "  readonly scheme: typeof SCHEME;"
    yield "  readonly version: { readonly from: typeof IN_FORCE; readonly hash: typeof SOURCE_HASH };"
    yield "  readonly eligible: boolean;"
    yield f"  readonly requirements: {_record((one.name for one in ruleset.requirements), 'boolean')};"
    yield "  readonly tests: {"
    for test in ruleset.tests:
        yield from _test(test)
    yield "  };"
    yield f"  readonly outcomes: {_record((one.name for one in ruleset.outcomes), 'boolean')};"
    yield "  readonly depends_on: readonly [];"
    yield "}"


def _test(test: ir.Test) -> Iterator[str]:
    points = "number" if test.gate is None else "number | null"
    mark = literal(test.mark.mark if isinstance(test.mark, ir.PassMark) else None)
    words = "" if test.gate is None else " Its points are null where it does not apply."
    yield f"    /** {remark(test.label or test.name)}.{words} */"
    yield f"    readonly {literal(test.name)}: {{"
    yield f"      readonly applies: {'true' if test.gate is None else 'boolean'};"
    yield f"      readonly total: {points};"
    yield "      readonly passes: boolean;"
    yield f"      readonly pass_mark: {mark};"
    yield f"      readonly requirements: {_record(_inner(test.requirements), 'boolean')};"
    yield f"      readonly sections: {_record(_inner(test.sections), points)};"
    yield f"      readonly factors: {_record(_inner(test.factors), points)};"
    yield "      readonly awards: readonly Award[];"
    yield "    };"


def _inner(these: Iterable[ir.Requirement | ir.Section | ir.Factor]) -> Iterator[str]:
    return (short(one.name) for one in these)


def _record(names: Iterable[str], type: str) -> str:
    inside = "".join(f" readonly {literal(name)}: {type};" for name in names)
    return f"{{{inside} }}" if inside else "{ readonly [name: string]: never }"


def _type(type: Type) -> str:
    match type:
        case YesNo():
            return "boolean"
        case Numeric(Form.MONTHS):
            return "number | string"
        case Numeric():
            return "number"
        case Date() | Moment():
            return "string"
        case Choice(values):
            return _names(values)
        case Several(values):
            return f"readonly ({_names(values)})[]"
        case Records(_, fields):
            inside = "".join(f" readonly {literal(field.name)}: {_type(field.type)};" for field in fields)
            return f"readonly {{{inside} }}[]"
        case _:
            assert_never(type)


def _names(values: tuple[Value, ...]) -> str:
    return " | ".join(literal(value.name) for value in values) or "never"


def _written(type: Type) -> str:
    """How it is written, where the type does not say so."""
    match type:
        case Numeric(Form.MONTHS):
            return ", as months or as `6 years 3 months`"
        case Date():
            return ", as YYYY-MM-DD"
        case Moment():
            return " with its offset, as 2025-03-25T10:00+08:00"
        case _:
            return ""
