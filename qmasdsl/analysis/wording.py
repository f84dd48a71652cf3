"""Does every wording table say what the labels say, no more and no less?"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from qmasdsl.analysis.places import head_line
from qmasdsl.analysis.problems_wording import DigitsDiffer, NoSuchLabel, Unworded
from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Records, Several, Type
from qmasdsl.ir.walk import rules
from qmasdsl.source import Span

# A number of a label may be a word in its wording: "2 or more" is 兩個或以上.
_AS_WORDS = {"0": "零", "1": "一", "2": "二兩雙", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八"}
_AS_WORDS |= {"9": "九", "10": "十", "12": "十二", "20": "二十", "100": "百", "1000": "千", "10000": "萬"}


def wording(ruleset: ir.Ruleset) -> Iterator[Problem]:
    """The labels without wording, the wordings without label, and pairs whose numbers differ."""
    labels = dict.fromkeys(labels_of(ruleset))
    for table in ruleset.wordings:
        worded = {_label(key, labels) for key, _ in table.texts}
        missing = tuple(label for label in labels if label not in worded)
        if missing and table.span is not None:
            yield Unworded(span=head_line(table.span), language=table.language, labels=missing)
        for (key, text), span in zip_longest(table.texts, table.spans[: len(table.texts)]):
            yield from _row(_label(key, labels), text, labels, span)


def _row(label: str, text: str, labels: dict[str, None], span: Span | None) -> Iterator[Problem]:
    if span is None:
        return
    if label not in labels:
        yield NoSuchLabel(span=span, label=label, nearest=nearest(label, labels))
        return
    said, worded = Counter(_numbers(label)), Counter(_numbers(text))
    lacking = [number for number in said - worded if not _in_words(number, text)]
    differing = [*lacking, *(worded - said)]
    if differing:
        yield DigitsDiffer(span=span, label=label, text=text, numbers=tuple(dict.fromkeys(differing)))


def _label(key: str, labels: dict[str, None]) -> str:
    """The label that a row's first cell speaks of: `general.family: Family` speaks of "Family"."""
    name, colon, label = key.partition(": ")
    is_homonym = colon and key not in labels and re.fullmatch(r"[\w.]+", name) is not None
    return label if is_homonym else key


def _numbers(text: str) -> list[str]:
    return [_plain(found) for found in re.findall(r"[0-9０-９]+(?:[,.][0-9]+)*", text)]


def _plain(number: str) -> str:
    digits = re.sub(r",(?=[0-9]{3})", "", number)
    return "".join(str(int(letter)) if letter.isdigit() else letter for letter in digits)


def _in_words(number: str, text: str) -> bool:
    words = _AS_WORDS.get(number, "")
    return words in text if len(words) == 2 and number in {"12", "20"} else any(letter in text for letter in words)


def labels_of(ruleset: ir.Ruleset) -> Iterator[str]:
    """Everything that has words for people, in reading order."""
    return (label for label in _labels(ruleset) if label)


def _labels(ruleset: ir.Ruleset) -> Iterator[str]:
    yield ruleset.title
    for fact in ruleset.facts:
        yield fact.label
        yield from _type_labels(fact.type)
    for listed in ruleset.lists:
        yield listed.label
        yield from (entry.label for entry in listed.entries)
    yield from (question.label for question in ruleset.questions)
    for define in ruleset.defines:
        yield define.label
        if isinstance(define.body, ir.Choose):
            yield from (rule.label for rule in rules(define.body))
    yield from (requirement.label for requirement in ruleset.requirements)
    for test in ruleset.tests:
        yield test.label
        yield from (requirement.label for requirement in test.requirements)
        yield from (section.label for section in test.sections)
        for factor in test.factors:
            yield factor.label
            yield from (rule.label for part in factor.parts for rule in rules(part))
    yield from (outcome.label for outcome in ruleset.outcomes)


def _type_labels(kind: Type) -> Iterator[str]:
    if isinstance(kind, Choice | Several):
        yield from (value.label for value in kind.values)
    if isinstance(kind, Records):
        for field in kind.fields:
            yield field.label
            yield from _type_labels(field.type)
