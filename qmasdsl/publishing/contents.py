"""Contents: what a published scheme says, in which order.

The points table comes first, as the law prints it; then what must be met, the words that are used, the lists and
the selection; then where it comes from, and last what is proved of it.
"""

from collections.abc import Iterator
from datetime import date
from os.path import basename, dirname
from typing import assert_never

from qmasdsl.analysis.claims import Refuted
from qmasdsl.analysis.questions import Hinge
from qmasdsl.dated import NoScheme, versions_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Idle, Proved, Undecided
from qmasdsl.pipeline import Checked
from qmasdsl.publishing.factors import conditions_of, factor, limits_words
from qmasdsl.publishing.page import Block, Code, Grid, Heading, Items, Link, Page, Paragraph, Words
from qmasdsl.publishing.remarks import remarks
from qmasdsl.publishing.titles import Titles, cited
from qmasdsl.syntax import nodes as n
from qmasdsl.syntax.printer_declarations import selection_text
from qmasdsl.syntax.printer_expressions import expr_text, type_text


def contents(checked: Checked, ruleset: ir.Ruleset) -> Page:
    """The page of a file that has no error."""
    titles = Titles(ruleset.wordings)
    module = checked.module
    page: list[Block] = [Heading(1, (titles.of(ruleset.name, ruleset.title),)), *_head(ruleset)]
    page += remarks(module)
    for test in (item for item in module.items if isinstance(item, n.Test)):
        page += _test(titles, test)
    for shared in (item for item in module.items if isinstance(item, n.Factor)):
        page += factor(titles, "", shared, 2)
    page += _requirements(titles, module)
    page += _outcomes(titles, module)
    page += _words(titles, module)
    page += _lists(titles, module)
    page += _facts(titles, ruleset, module)
    page += _proved(checked)
    page += _versions(checked, ruleset)
    page += _sources(ruleset)
    return tuple(page)


def _head(ruleset: ir.Ruleset) -> Iterator[Block]:
    said: list[str] = [f"{ruleset.jurisdiction}."] if ruleset.jurisdiction else []
    force = ruleset.in_force
    if force is not None and force.latest is not None:
        said.append(f"In force from some day from {_day(force.start)} to {_day(force.latest)}.")
    elif force is not None:
        said.append(f"In force from {_day(force.start)}{'' if force.until is None else f' to {_day(force.until)}'}.")
    if said:
        yield Paragraph((" ".join(said),))
    yield Paragraph(("Made from the rule file ", Code(ruleset.name), ". Conditions stand as they do there.",))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _test(titles: Titles, test: n.Test) -> Iterator[Block]:
    yield Heading(2, (titles.of(test.name.text, test.heading.label), *limits_words(test.heading)))
    yield from conditions_of(test.heading, cited(test.heading.cite))
    for item in test.items:
        match item:
            case n.PassMark(mark):
                yield Paragraph((f"Pass mark: {mark}.",))
            case n.PassWhen(condition, worth):
                words = f"Passes with {worth} points, else with none, when "
                yield Paragraph((words, Code(expr_text(condition)), "."))
            case n.NoPassMark():
                yield Paragraph(("There is no pass mark: points only rank.",))
            case n.Require():
                name = f"{test.name.text}.{item.name.text}"
                yield Paragraph(("This test requires: ", *_requirement(titles, name, item)))
            case n.Section():
                name = f"{test.name.text}.{item.name.text}"
                within = "" if item.heading.within is None else f" (part of {item.heading.within.text})"
                yield Heading(3, (titles.of(name, item.heading.label), within, *limits_words(item.heading)))
                yield from conditions_of(item.heading, cited(item.heading.cite))
                for inner in item.items:
                    yield from _factor(titles, test.name.text, inner, 4)
            case n.Factor() | n.UseFactors():
                yield from _factor(titles, test.name.text, item, 3)
            case _:
                assert_never(item)


def _factor(titles: Titles, test: str, item: n.Factor | n.UseFactors, level: int) -> Page:
    if isinstance(item, n.Factor):
        return factor(titles, test, item, level)
    return (Paragraph((f"Uses the factors {', '.join(name.text for name in item.names)}.",)),)


def _requirement(titles: Titles, name: str, item: n.Require) -> Words:
    return (f"{titles.of(name, item.label)}: ", Code(expr_text(item.condition)))


def _requirements(titles: Titles, module: n.Module) -> Iterator[Block]:
    found = [item for item in module.items if isinstance(item, n.Require)]
    if found:
        yield Heading(2, ("Requirements",))
        yield Paragraph(("Whoever fails one of them is not eligible, whatever the points.",))
        rows = tuple(
            ((titles.of(item.name.text, item.label),), (Code(expr_text(item.condition)),), (cited(item.cite),))
            for item in found
        )
        yield Grid((("Requirement",), ("Met when",), ("Source",)), rows)


def _outcomes(titles: Titles, module: n.Module) -> Iterator[Block]:
    outcomes = [item for item in module.items if isinstance(item, n.Outcome)]
    selection = [item for item in module.items if isinstance(item, n.Selection)]
    if outcomes or selection:
        yield Heading(2, ("Results and selection",))
    if outcomes:
        yield Items(
            tuple((f"{titles.of(one.name.text, one.label)}: ", Code(expr_text(one.condition))) for one in outcomes)
        )
    for block in selection:
        yield Items(tuple((Code(selection_text(item)),) for item in block.items))


def _words(titles: Titles, module: n.Module) -> Iterator[Block]:
    """What is defined, what is always true, and what the law leaves open."""
    defines = [item for item in module.items if isinstance(item, n.Define)]
    plain = [item for item in defines if not isinstance(item.body, n.Group | n.Table | n.Thresholds)]
    if plain:
        yield Heading(2, ("Words used in the rules",))
        yield Items(tuple((Code(one.name.text), " is ", Code(_body(one))) for one in plain))
    for one in defines:
        if one not in plain:
            yield Heading(3, (titles.of(one.name.text, one.label),))
            shown = n.Factor(one.name, n.Heading(), (_part(one),), span=one.span)
            yield from factor(titles, "", shown, 3)[1:]
    always = [item for item in module.items if isinstance(item, n.Always)]
    if always:
        yield Heading(2, ("True of every applicant",))
        yield Items(tuple((Code(expr_text(one.condition)),) for one in always))
    questions = [item for item in module.items if isinstance(item, n.Question)]
    if questions:
        yield Heading(2, ("Left open by the law",))
        reading = {True: "yes", False: "no"}
        yield Items(
            tuple((f"{titles.of(one.name.text, one.label)} Read as {reading[one.reading]}.",) for one in questions)
        )


def _body(define: n.Define) -> str:
    body = define.body
    return "" if isinstance(body, n.Group | n.Table | n.Thresholds) else expr_text(body)


def _part(define: n.Define) -> n.Part:
    body = define.body
    assert isinstance(body, n.Group | n.Table | n.Thresholds)
    return body


def _lists(titles: Titles, module: n.Module) -> Iterator[Block]:
    for block in (item for item in module.items if isinstance(item, n.ListBlock)):
        yield Heading(2, (titles.of(block.name.text, block.label),))
        gated = any(entry.only_when is not None for entry in block.entries)
        head: tuple[Words, ...] = (("Entry",), *((("Only when",),) if gated else ()), ("Source",))
        rows = []
        for entry in block.entries:
            gate: Words = () if entry.only_when is None else (Code(expr_text(entry.only_when)),)
            label = titles.of(f"{block.name.text}.{entry.name.text}", entry.label or entry.name.text)
            rows.append(((label,), *((gate,) if gated else ()), (cited(entry.cite) or cited(block.cite),)))
        yield Grid(head, tuple(rows))


def _facts(titles: Titles, ruleset: ir.Ruleset, module: n.Module) -> Iterator[Block]:
    """What is asked of an applicant."""
    lines = [line for item in module.items if isinstance(item, n.Facts) for line in item.facts]
    if not lines:
        return
    yield Heading(2, ("What is asked",))
    rows = []
    for line in lines:
        names = ", ".join(name.text for name in line.names)
        kind = type_text(line.type) + (f" of each {line.of_each.text}" if line.of_each is not None else "")
        when: Words = () if line.only_when is None else (", only when ", Code(expr_text(line.only_when)))
        rows.append(((Code(names),), (titles.of(names, line.label),), (Code(kind), *when)))
    yield Grid((("Fact",), ("Meaning",), ("May be",)), tuple(rows))


def _proved(checked: Checked) -> Iterator[Block]:
    analysis = checked.analysis
    if not analysis.proofs:
        return
    yield Heading(2, ("Proved",))
    yield Paragraph(("Of every applicant whose facts are as declared above, not of a sample.",))
    words: list[Words] = []
    for proof in analysis.proofs:
        match proof.verdict:
            case Proved():
                words.append((Code(proof.claim.text),))
            case Idle():
                words.append((Code(proof.claim.text), ": there is no applicant it speaks of"))
            case Refuted(example):
                words.append((Code(proof.claim.text), f": not so, for example {example}"))
            case Undecided(why):
                words.append((Code(proof.claim.text), f": undecided, {why}"))
            case _:
                assert_never(proof.verdict)
    yield Items(tuple(words))
    turning = [hinge for hinge in analysis.hinges if hinge.results]
    if turning:
        yield Items(tuple(_hinge(hinge) for hinge in turning))


def _hinge(hinge: Hinge) -> Words:
    names = ", ".join(name for name, _ in hinge.results)
    return (f"{hinge.question.label or hinge.question.name} On this turn: ", Code(names))


def _versions(checked: Checked, ruleset: ir.Ruleset) -> Iterator[Block]:
    """The versions of the scheme, where its folder holds several."""
    path = checked.source.path
    try:
        chain = None if path is None else versions_of(dirname(path) or ".", ruleset.name)
    except (NoScheme, OSError):
        return
    if chain is None or len(chain.versions) < 2:
        return
    yield Heading(2, ("Versions",))
    rows: list[tuple[Words, ...]] = []
    for version in chain.versions:
        day = f"some day from {_day(version.start)} to {_day(version.latest)}" if version.open else _day(version.start)
        what = "amends the version before it" if version.amends else "a text of its own"
        this = "this page" if version.source.content_hash == checked.source.content_hash else ""
        rows.append(((day,), (what,), (Code(basename(version.source.name)),), (this,)))
    yield Grid((("In force from",), ("",), ("File",), ("",)), tuple(rows))


def _sources(ruleset: ir.Ruleset) -> Iterator[Block]:
    if ruleset.sources:
        yield Heading(2, ("Sources",))
        yield Items(
            tuple((Link(one.title, one.address),) if one.address else (one.title,) for one in ruleset.sources)
        )
