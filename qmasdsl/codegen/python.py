"""Python: a rule set as one module that needs nothing but Python.

The module holds the rules as straight-line functions, the check of what a service gives, and the result
classes. It imports nothing that takes time, says which rules it was made from, and is the same text, byte
for byte, wherever and whenever it is made.

    score(facts) -> Result      checks everything that is given; for input from outside
    totals(facts)               (eligible, the total of each test of TESTS or None); trusts what is given
    breakdown(facts)            (eligible, for each test (total, passes, points of FACTORS[test]) or None); trusts
"""

from functools import cache
from importlib.resources import files

from qmasdsl.codegen.awards import rule_numbers
from qmasdsl.codegen.checking import Conditions, table_type
from qmasdsl.codegen.expressions import Ranks
from qmasdsl.codegen.functions import Maker, breakdown_type
from qmasdsl.codegen.literals import Literal, literal, tuple_of
from qmasdsl.codegen.names import LANGUAGE_VERSION, Code, Names
from qmasdsl.codegen.statements import Block, Page
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Date, Moment, Numeric, Records
from qmasdsl.ir.walk import Index, index, rules
from qmasdsl.ir.words import type_words

_PASTED = "\n# pasted from here\n"
_HEAD = '''"""Rules made into Python by qmasdsl. Do not edit: change the rule file and make it again.

score(facts) checks what it is given and returns a Result. totals(facts) and breakdown(facts) trust it:
yes/no as bool, numbers as they are, months as int, dates as datetime.date, choices as their names.
A line that comes from line 42 of the rule file ends in `# qmas:42` (`# qmas[1]:7`: line 7 of FILES[1]);
LINES maps the lines of this module to (file, line).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, TypeAlias
'''


def generate(ruleset: ir.Ruleset) -> str:
    """The text of the module."""
    names = index(ruleset)
    page = Page(_files(ruleset))
    page.add(_HEAD.rstrip("\n"))
    _imports(page, ruleset)
    _facts_of_the_scheme(page, ruleset)
    _runtime(page)
    ranks, numbers = Ranks(), rule_numbers(ruleset)
    conditions = Conditions(names, ranks, Names())
    facts = [_fact_row(names, fact, conditions) for fact in ruleset.facts]
    always = [_always_row(names, one, conditions) for one in ruleset.always]
    maker = Maker(names, ranks, numbers)
    tests = ruleset.tests
    totals = ", ".join(["bool", *("int" if test.gate is None else "int | None" for test in tests)])
    parts = (breakdown_type(test) + ("" if test.gate is None else " | None") for test in tests)
    given = "facts: Mapping[str, Any]"
    functions: list[tuple[str, str, Block]] = [
        *((f"def {name}(facts: dict[str, Any]) -> Any:", "", body) for name, body in conditions.functions),
        (f"def totals({given}) -> tuple[{totals}]:", _TOTALS, maker.totals()),
        (f"def breakdown({given}) -> tuple[{', '.join(['bool', *parts])}]:", _BREAKDOWN, maker.breakdown()),
        (f"def score({given}) -> Result:", _SCORE, maker.score()),
        ("def _awards(values: tuple[Any, ...]) -> list[tuple[int, int]]:", "", maker.awards()),
    ]
    for table, values in [(code, _ranks(choice)) for choice, code in ranks.tables.items()]:
        page.add(f"{table} = {values}")
    for line in _tables(ruleset):
        page.add(line)
    for head, words, body in functions:
        page.add("\n")
        page.add(head)
        if words:
            page.add(f'"""{words}"""', None, 1)
        page.block(body)
    _late_tables(page, facts, always)
    return page.text()


_TOTALS = "(eligible, the total of each test of TESTS or None where it does not apply). Trusts what it is given."
_BREAKDOWN = "(eligible, for each test of TESTS (total, passes, points by FACTORS) or None). Trusts what it is given."
_SCORE = "What the rules say of one applicant. FactsDoNotFit, a ValueError, says all that is wrong with the facts."


def _files(ruleset: ir.Ruleset) -> tuple[str, ...]:
    """The rule file and those it uses, by the names they go by."""
    found = [ruleset.source_name]
    spans = [fact.span for fact in ruleset.facts]
    spans += [define.span for define in ruleset.defines]
    spans += [requirement.span for requirement in ruleset.requirements]
    spans += [test.span for test in ruleset.tests]
    spans += [outcome.span for outcome in ruleset.outcomes]
    spans += [always.span for always in ruleset.always]
    for test in ruleset.tests:
        spans += [own.span for own in test.requirements]
        spans += [section.span for section in test.sections]
        spans += [test.mark.span] if isinstance(test.mark, ir.PassWhen) else []
        spans += [rule.span for factor in test.factors for part in factor.parts for rule in rules(part)]
    for define in ruleset.defines:
        if isinstance(define.body, ir.Choose):
            spans += [rule.span for rule in rules(define.body)]
    found += [span.source.name for span in spans if span is not None]
    return tuple(dict.fromkeys(found))


def _file_name(name: str) -> str:
    """A file's name without the folders before it: where somebody keeps it is no part of the rules."""
    return name.replace("\\", "/").rpartition("/")[2]


def _imports(page: Page, ruleset: ir.Ruleset) -> None:
    types = [fact.type for fact in ruleset.facts]
    types += [field.type for type in types if isinstance(type, Records) for field in type.fields]
    wanted = ["date"] if any(isinstance(type, Date) for type in types) else []
    moments = any(isinstance(type, Moment) for type in types)
    if moments:
        wanted += ["UTC", "datetime", "timedelta"]
    if wanted:
        page.add(f"from datetime import {', '.join(sorted(wanted))}")
        page.add()
    if moments:
        page.add("_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)")
        page.add("_MICROSECOND = timedelta(microseconds=1)")


def _facts_of_the_scheme(page: Page, ruleset: ir.Ruleset) -> None:
    def say(name: str, value: Literal, type: str = "") -> None:
        page.add(f"{name}{f': {type}' if type else ''} = {literal(value)}")

    start = None if ruleset.in_force is None else ruleset.in_force.start.isoformat()
    say("LANGUAGE_VERSION", LANGUAGE_VERSION)
    say("FORMAT", 1)
    say("SCHEME", ruleset.name)
    say("TITLE", ruleset.title)
    say("IN_FORCE", start, "str | None")
    say("SOURCE", _file_name(ruleset.source_name))
    say("SOURCE_HASH", ruleset.source_hash)
    say("FILES", tuple(map(_file_name, _files(ruleset))), "tuple[str, ...]")
    say("TESTS", tuple(test.name for test in ruleset.tests), "tuple[str, ...]")
    factors = {test.name: tuple(_short(factor.name) for factor in test.factors) for test in ruleset.tests}
    say("FACTORS", factors, "dict[str, tuple[str, ...]]")
    say("_REQUIREMENTS", tuple(one.name for one in ruleset.requirements), "tuple[str, ...]")
    say("_OUTCOMES", tuple(one.name for one in ruleset.outcomes), "tuple[str, ...]")


def _runtime(page: Page) -> None:
    for part in ("results", "problems", "periods", "facts"):
        page.add(_pasted(part).rstrip("\n"))


@cache
def _pasted(part: str) -> str:
    text = files("qmasdsl.codegen").joinpath("runtime", f"{part}.py").read_text("utf-8")
    return text.partition(_PASTED)[2]


def _tables(ruleset: ir.Ruleset) -> list[str]:
    tests = tuple(
        (
            test.name,
            test.mark.mark if isinstance(test.mark, ir.PassMark) else None,
            tuple(_short(own.name) for own in test.requirements),
            tuple(_short(section.name) for section in test.sections),
            tuple(_short(factor.name) for factor in test.factors),
        )
        for test in ruleset.tests
    )
    groups: dict[str, tuple[str, ...]] = {}
    for fact in ruleset.facts:
        if fact.member is not None:
            groups[fact.member[0]] = (*groups.get(fact.member[0], ()), fact.name)
    return [
        "_Found = tuple[int, bool, tuple[bool, ...], tuple[int, ...], tuple[int, ...]]",
        "_Names = tuple[str, ...]",
        f"_TESTS: tuple[tuple[str, int | None, _Names, _Names, _Names], ...] = {_rows(tests)}",
        f"_RULES: tuple[tuple[str, str, str, str, str, int | None], ...] = {_rows(_rule_table(ruleset))}",
        f"_GROUPS: dict[str, tuple[str, ...]] = {literal(groups)}",
        f"_VERSION_BY = {literal(ruleset.version_by or '')}",
    ]


def _rule_table(ruleset: ir.Ruleset) -> tuple[Literal, ...]:
    return tuple(
        (
            test.name,
            rule.key,
            factor.name,
            rule.label or factor.label,
            rule.cite or factor.cite,
            None if rule.span is None else rule.span.line,
        )
        for test in ruleset.tests
        for factor in test.factors
        for part in factor.parts
        for rule in rules(part)
    )


def _late_tables(page: Page, facts: list[Code], always: list[Code]) -> None:
    """Tables that hold functions, and the table of lines, which must come last."""
    page.add("\n")
    page.add(f"_FACTS: tuple[tuple[str, str, str, tuple[Any, ...], Any, str, str], ...] = {_lines(facts)}")
    page.add(f"_TRUE_ALWAYS: tuple[tuple[Any, str, tuple[str, ...]], ...] = {_lines(always)}")
    page.add(f"LINES: dict[int, tuple[int, int]] = {literal(page.origins)}")


def _fact_row(names: Index, fact: ir.Fact, conditions: Conditions) -> Code:
    exists = literal(None) if fact.gate is None else conditions.code(fact.gate)
    since = fact.type.since if isinstance(fact.type, Numeric) else None
    said = (literal(one) for one in (fact.name, fact.label, type_words(fact.type), table_type(fact.type)))
    words = "" if fact.gate is None else expression_text(names, fact.gate)
    return tuple_of([*said, exists, literal(words), literal(since or "")])


def _always_row(names: Index, always: ir.Always, conditions: Conditions) -> Code:
    return tuple_of(
        [conditions.code(always.condition), literal(always.text), literal(names.facts_read(always.condition))]
    )


def _ranks(choice: tuple[str, ...]) -> Code:
    ranks: dict[str, Literal] = {name: at for at, name in enumerate(choice)}
    return literal(ranks)


def _rows(rows: tuple[Literal, ...]) -> str:
    """A table, a row on a line."""
    return _lines([literal(row) for row in rows])


def _lines(rows: list[Code]) -> str:
    inside = "".join(f"    {row},\n" for row in rows)
    return f"(\n{inside})" if rows else "()"


def _short(name: str) -> str:
    return name.partition(".")[2]
