"""Tests, sections, factors and rules as lines.

Within one factor (or one define) the arrows of all rules stand at one column. One-line factors and a
test's own requirements that follow each other are set in columns, like the table they come from.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import assert_never

from qmasdsl.source import Span
from qmasdsl.syntax.nodes import (
    Each,
    Expr,
    Factor,
    ForEach,
    Group,
    Heading,
    LimitCase,
    Listed,
    NoPassMark,
    Otherwise,
    Part,
    PassMark,
    PassWhen,
    Require,
    Rule,
    Section,
    Table,
    Test,
    TestItem,
    Thresholds,
    UseFactors,
)
from qmasdsl.syntax.printer_expressions import (
    CONDITION,
    JOINED,
    OPERAND,
    expr_text,
    joined,
    label_text,
    listed_head,
    names_text,
    number_text,
    quantity_text,
)
from qmasdsl.syntax.printer_lines import Line, in_columns, with_tails
from qmasdsl.syntax.printer_tables import points_text, table_lines, thresholds_lines

# How far names, labels and conditions may push the next column in lines that follow each other.
_FACTOR_COLUMNS = (28, 70, 96)
_REQUIRE_COLUMNS = (40, 80)


def rule_text(rule: Rule, signed: bool = True) -> str:
    """The rule on one line, without label and citation: `partner and partner_has_degree => +5`.

    `signed` is False for a rule of a define, whose value has no sign. A condition written as a block is
    shown as the inline list that means the same.
    """
    text, tail = _rule_parts(rule, signed)
    return joined(text, tail)


def test_lines(test: Test) -> list[Line]:
    """The test's head line and what is beneath it."""
    return [Line(0, heading_text(f"test {test.name.text}", test.heading), test.span), *_items(test.items, 1)]


def factor_lines(factor: Factor, depth: int) -> list[Line]:
    """The factor's head line and its parts, or the one line of a one-line factor."""
    words = f"{'shared ' if factor.shared else ''}factor {factor.name.text}"
    if factor.one_line:
        return _one_line_factors([factor], depth)
    body = [line for i, part in enumerate(factor.parts) for line in part_lines(part, depth + 1, "plus " if i else "")]
    return [Line(depth, heading_text(words, factor.heading), factor.span), *with_tails(body)]


def part_lines(part: Part, depth: int, word: str = "", signed: bool = True) -> list[Line]:
    """A rule, group, table or `for each` whose arrows are yet to be aligned; `word` is a `plus ` before it."""
    match part:
        case Rule():
            return _rule_lines(part, depth, word, signed)
        case Group():
            return [
                Line(depth, f"{word}{part.policy.value}", part.span),
                *(line for item in part.items for line in part_lines(item, depth + 1, "", signed)),
                *_otherwise_lines(part.otherwise, depth + 1, signed),
            ]
        case Table():
            return table_lines(part, depth, word)
        case Thresholds():
            return thresholds_lines(part, depth, signed, word)
        case ForEach():
            head = Line(depth, f"{word}for each {part.kind.text}", part.span)
            return [head, *part_lines(part.part, depth + 1, "", signed)]
    assert_never(part)


def condition_lines(words: str, condition: Expr, depth: int, at: Span | None) -> list[Line]:
    """`words` and the condition on one line, or the head of a list and one condition a line."""
    if isinstance(condition, Listed) and condition.block:
        return [Line(depth, f"{words} {listed_head(condition)}", at), *_block(condition, depth + 1)]
    return [Line(depth, f"{words} {expr_text(condition, CONDITION)}", at)]


def heading_text(words: str, heading: Heading) -> str:
    """`words` and the parts of the head line, in their fixed order."""
    return joined(words, label_text(heading.label, heading.cite), _heading_rest(heading))


def _items(items: Sequence[TestItem], depth: int) -> list[Line]:
    """The lines of a test or section; neighbours of one line each share their columns."""
    lines: list[Line] = []
    for kind, group in groupby(items, _neighbourhood):
        members = list(group)
        if kind == "one-line factor":
            lines += _one_line_factors([item for item in members if isinstance(item, Factor)], depth)
        elif kind == "requirement":
            requirements = [item for item in members if isinstance(item, Require)]
            lines += require_lines(requirements, depth, "this test requires")
        else:
            lines += [line for item in members for line in item_lines(item, depth)]
    return lines


def _neighbourhood(item: TestItem) -> str:
    match item:
        case Factor(one_line=True):
            return "one-line factor"
        case Require():
            return "requirement"
        case _:
            return ""


def item_lines(item: TestItem, depth: int) -> list[Line]:
    match item:
        case PassMark():
            return [Line(depth, f"pass mark {number_text(str(item.mark))}", item.span)]
        case PassWhen():
            worth = number_text(str(item.worth))
            return [Line(depth, f"pass when {expr_text(item.condition, JOINED)}, worth {worth}", item.span)]
        case NoPassMark():
            return [Line(depth, "no pass mark", item.span)]
        case Require():
            return require_lines([item], depth, "this test requires")
        case Section():
            head = heading_text(f"section {item.name.text}", item.heading)
            return [Line(depth, head, item.span), *_items(item.items, depth + 1)]
        case Factor():
            return factor_lines(item, depth)
        case UseFactors():
            return [Line(depth, f"use factors {names_text(item.names)}", item.span)]
    assert_never(item)


def require_lines(requirements: Sequence[Require], depth: int, words: str) -> list[Line]:
    """Requirements that follow each other, their labels and colons at common columns."""
    rows = [
        (f"{words} {require.name.text}", label_text(require.label, require.cite), ":") for require in requirements
    ]
    heads = in_columns(rows, _REQUIRE_COLUMNS)
    return [
        line
        for head, require in zip(heads, requirements, strict=True)
        for line in condition_lines(head, require.condition, depth, require.span)
    ]


def _one_line_factors(factors: Sequence[Factor], depth: int) -> list[Line]:
    rows: list[tuple[str, str, str, str]] = []
    blocks: list[list[Line]] = []
    for factor in factors:
        # A one-line factor has exactly one part, a rule; the parser makes no other.
        first, *others = part_lines(factor.parts[0], depth)
        words = f"{'shared ' if factor.shared else ''}factor {factor.name.text}"
        label = label_text(factor.heading.label, factor.heading.cite)
        rows.append((words, joined(label, _heading_rest(factor.heading)), f": {first.text}", first.tail))
        blocks.append(others)
    texts = in_columns(rows, _FACTOR_COLUMNS)
    return [
        line
        for text, factor, block in zip(texts, factors, blocks, strict=True)
        for line in (Line(depth, text, factor.span), *block)
    ]


def _rule_lines(rule: Rule, depth: int, word: str, signed: bool) -> list[Line]:
    label = label_text(rule.label, rule.cite)
    condition = rule.condition
    if isinstance(condition, Listed) and condition.block:
        head = f"{word}{points_text(rule.value, signed)} when {listed_head(condition)}"
        return [Line(depth, joined(head, label), rule.span), *_block(condition, depth + 1)]
    text, tail = _rule_parts(rule, signed)
    if condition is None:
        return [Line(depth, joined(f"{word}{text}", label), rule.span)]
    return [Line(depth, f"{word}{text}", rule.span, tail=joined(tail, label))]


def _rule_parts(rule: Rule, signed: bool) -> tuple[str, str]:
    """The condition, and the arrow with what it gives; the condition stands in front even of a `for each`."""
    gives = joined(points_text(rule.value, signed), "" if rule.each is None else _each_text(rule.each))
    if rule.condition is None:
        return gives, ""
    return expr_text(rule.condition, CONDITION), f"=> {gives}"


def _each_text(each: Each) -> str:
    step = "" if each.step is None else f"{quantity_text(each.step)} "
    cap = "" if each.cap is None else f", capped at {number_text(str(each.cap))}"
    return f"for each {step}of {expr_text(each.of, OPERAND)}{cap}"


def _otherwise_lines(otherwise: Otherwise | None, depth: int, signed: bool) -> list[Line]:
    if otherwise is None:
        return []
    tail = joined(f"=> {points_text(otherwise.value, signed)}", label_text(otherwise.label, otherwise.cite))
    return [Line(depth, "otherwise", otherwise.span, tail=tail)]


def _block(listed: Listed, depth: int) -> Iterable[Line]:
    return [Line(depth, expr_text(item, CONDITION), item.span) for item in listed.items]


def _heading_rest(heading: Heading) -> str:
    """What stands on the head line after label and citation."""
    return joined(
        "" if heading.within is None else f"within {heading.within.text}",
        "takes the highest" if heading.highest else "",
        _limits_text("out of", heading.out_of),
        _limits_text("capped at", heading.capped),
        "" if heading.only_when is None else f"only when {expr_text(heading.only_when, CONDITION)}",
    )


def _limits_text(words: str, limits: tuple[LimitCase, ...]) -> str:
    cases = ", ".join(
        number_text(str(limit.points)) + ("" if limit.when is None else f" when {expr_text(limit.when, JOINED)}")
        for limit in limits
    )
    return f"{words} {cases}" if limits else ""
