"""The report of an impact as a page that stands alone, on a screen or on paper. It loads nothing and runs nothing."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from html import escape

from qmasdsl.impact.report import FEW, By, Group, Measure, Points, Ranking, Report, Version, turned
from qmasdsl.impact.telling import (
    Table,
    by_table,
    changes_table,
    few_words,
    from_to,
    headline,
    mark_words,
    measure_title,
    ranking_table,
    reasons,
    rows_sentences,
    selection,
    selection_sentences,
    shown_by,
    test_sentence,
    verdict_title,
    verdicts,
)
from qmasdsl.impact.words import bin_words, bins, mean_words, percent
from qmasdsl.publishing.impact_style import STYLE
from qmasdsl.publishing.impact_svg import Bar, Charts, Pair, stretches

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BINS = 12
_TOTALS = 13  # rows of a table of totals, at most
_METHOD = (
    "Everybody in the table was scored under both versions of the rules, each by its own definitions. Counts are "
    "exact. Shares and means are worked out exactly and rounded only where they are written.",
    "This counts the people of one table. It does not say what is true of every possible applicant; "
    "for that, compare the two versions with `qmas diff`, which proves it.",
    "A group loses or gains together with everything that goes with it. That people of one age lose does not say that "
    "they lose because of their age.",
)


def html(report: Report) -> str:
    """The page as one HTML file."""
    title = f"{report.new.title or report.new.scheme}: impact of a change"
    body = "\n".join(_Page(report).lines())
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    )


class _Page:
    def __init__(self, report: Report) -> None:
        self._report = report
        self._charts = Charts()

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._verdicts()
        yield from (line for at in range(len(self._report.tests)) for line in self._test(at))
        if self._report.quota is not None:
            yield from self._quota()
        yield from self._ranking(self._report.worst, "Who loses most", "Nobody loses anything that is compared here.")
        yield from self._ranking(self._report.best, "Who gains most", "Nobody gains anything that is compared here.")
        yield from (line for by in shown_by(self._report) for line in self._by(by))
        yield from self._method()

    def _head(self) -> Iterator[str]:
        report = self._report
        yield "<header>"
        yield '<p class="eyebrow">Impact of a change of rules</p>'
        yield f"<h1>{_text(report.new.title or report.new.scheme)}</h1>"
        yield f'<p class="lead">From {_text(from_to(report.old, report.new))}</p>'
        yield "".join(f"<p>{_sentence(said)}</p>" for said in rows_sentences(report))
        yield "</header>"
        yield f'<dl class="figures">{"".join(self._figures())}</dl>'

    def _figures(self) -> Iterator[str]:
        """The few numbers that a reader wants first."""
        report = self._report
        at = headline(report)
        found, people = report.everybody.turned[at], report.everybody.people
        rest = f"{found.newly:,} newly, {found.no_longer:,} no longer"
        yield _card(
            verdict_title(report.verdicts[at]), f"{found.now:,}", f"was {found.was:,} of {people:,}; {rest}"
        )
        for number, test in enumerate(report.tests):
            moved = report.everybody.moved[number]
            if moved.gain or moved.lose:
                what = f"{test.label or test.name}, points on average"
                yield _card(what, mean_words(moved.mean), f"{moved.gain:,} have more, {moved.lose:,} have fewer")
        if report.quota is not None:
            before, after = report.quota.before, report.quota.after
            marks = [
                "nobody surely in" if cut.mark is None else mark_words(cut.ranks.type, cut.mark)
                for cut in (before, after)
            ]
            places = "without limit" if after.places is None else f"for {after.places:,} places"
            yield _card(f"Cut-off mark {places}", marks[1], f"was {marks[0]}")

    def _verdicts(self) -> Iterator[str]:
        report = self._report
        yield "<section>\n<h2>Verdicts</h2>"
        people = report.everybody.people
        pairs = [
            Pair(verdict_title(one), Fraction(found.was, people), Fraction(found.now, people))
            for one, found in zip(report.verdicts, report.everybody.turned, strict=True)
        ]
        title = "Share of everybody with each verdict, before and now"
        yield _captioned(title, self._charts.pairs(title, pairs))
        yield _table(verdicts(report), "People with each verdict")
        yield "</section>"

    def _test(self, at: int) -> Iterator[str]:
        report = self._report
        test, points, moved = report.tests[at], report.points[at], report.everybody.moved[at]
        name = test.label or test.name
        yield f"<section>\n<h2>{_text(name)}</h2>"
        yield "".join(f"<p>{_text(said)}</p>" for said in test_sentence(report, at))
        if moved.gain or moved.lose:
            rows = bins(points.changes, _BINS)
            bars = [_bar(low, high, many, moved.people) for low, high, many in rows]
            title = f"{name}: how many have which change of points"
            yield _captioned(title, self._charts.bars(title, bars))
            yield _table(changes_table(points.changes, moved.people), "People by change of points")
            marks = _marks(test.old_mark, test.mark)
            title = f"{name}: how many have which total, before and now"
            yield _captioned(title, self._charts.totals(title, points.before, points.after, marks))
            yield _table(_totals(points, test.mark or 0), "People by total")
        yield "</section>"

    def _quota(self) -> Iterator[str]:
        yield "<section>\n<h2>Under the quota</h2>"
        yield _table(selection(self._report), "The two selections")
        yield _items(selection_sentences(self._report))
        yield "</section>"

    def _ranking(self, ranking: Ranking | None, title: str, nobody: str) -> Iterator[str]:
        yield f"<section>\n<h2>{title}</h2>"
        if ranking is None:
            yield f"<p>{nobody}</p>\n</section>"
            return
        what = measure_title(self._report, ranking.measure)
        if not ranking.groups and not ranking.small:
            yield f"<p>No group more than everybody: {_text(what)}.</p>\n</section>"
            return
        yield (
            f"<p>Measured: {_text(what)}. These are the groups of {FEW} people or more that stand out most from "
            "everybody.</p>"
        )
        yield from self._groups(ranking.measure, ranking.groups, what)
        if ranking.groups:
            yield _table(ranking_table(self._report, ranking, ranking.groups), f"{what[:1].upper()}{what[1:]}")
        if ranking.small:
            yield f"<p>{few_words()}:</p>"
            yield _table(ranking_table(self._report, ranking, ranking.small), f"Small numbers: {what}")
        if ranking.more:
            yield f"<p>And {ranking.more:,} more {'group' if ranking.more == 1 else 'groups'}.</p>"
        yield "</section>"

    def _by(self, by: By) -> Iterator[str]:
        measure = Measure("verdict", headline(self._report))
        title = verdict_title(self._report.verdicts[measure.at])
        yield f"<section>\n<h2>By {_text(by.fact)}</h2>"
        yield from self._groups(measure, by.groups, f"{title}, by {by.fact}", named=False)
        yield _table(by_table(self._report, by), f"{title}, by {by.fact}")
        yield "</section>"

    def _groups(self, measure: Measure, groups: Sequence[Group], title: str, *, named: bool = True) -> Iterator[str]:
        """A chart of groups, where the measure is a share."""
        if measure.kind == "points" or not groups:
            return
        pairs = []
        for one in groups:
            found = turned(one.tally, one.moves, measure)
            words = f"{one.fact}: {one.words}" if named else one.words
            few = " (few)" if one.is_small else ""
            pairs.append(Pair(words + few, Fraction(found.was, one.people), Fraction(found.now, one.people)))
        caption = f"{title[:1].upper()}{title[1:]}: share of each group, before and now"
        yield _captioned(caption, self._charts.pairs(caption, pairs))

    def _method(self) -> Iterator[str]:
        report = self._report
        yield "<section>\n<h2>How this was counted</h2>"
        notes = (f"{note[:1].upper()}{note[1:]}." for note in report.notes)
        yield _items(iter((*_METHOD, *notes, *reasons(report))))
        rows = tuple((name, *_version(one)) for name, one in (("before", report.old), ("now", report.new)))
        yield _table(Table(("rules", "file", "in force from", "hash"), rows), "The two versions", numbers=False)
        yield "</section>"


def _bar(low: int, high: int, many: int, people: int) -> Bar:
    share = Fraction(many, people)
    sign = 1 if low > 0 else -1 if high < 0 else 0
    return Bar(bin_words(low, high), share, f"{many:,} ({percent(share)})", sign)


def _totals(points: Points, edge: int) -> Table:
    """How many had and have which total, in a few rows, of which one begins at `edge`."""
    totals = sorted(total for counts in (points.before, points.after) for total in counts)
    step, starts = stretches(totals, edge, _TOTALS)
    if len(set(totals)) <= _TOTALS:
        step, starts = 1, sorted(set(totals))
    rows = []
    for start in starts:
        before, after = (
            sum(many for total, many in counts.items() if start <= total < start + step)
            for counts in (points.before, points.after)
        )
        words = f"{start:,}" if step == 1 else f"{start:,} to {start + step - 1:,}"
        rows += [(words, f"{before:,}", f"{after:,}")] if before or after else []
    return Table(("points", "people before", "people now"), tuple(rows))


def _marks(was: int | None, now: int | None) -> list[tuple[int, str]]:
    """The pass marks, one where it stayed."""
    if was == now:
        return [] if now is None else [(now, f"pass mark {now:,}")]
    found = [(was, f"pass mark before {was:,}")] if was is not None else []
    return found + ([(now, f"pass mark now {now:,}")] if now is not None else [])


def _version(version: Version) -> tuple[str, str, str]:
    return version.file, version.in_force or "not said", version.hash[:12]


def _card(what: str, figure: str, more: str) -> str:
    return f"<div><dt>{_text(what)}</dt><dd><strong>{_text(figure)}</strong><br>{_text(more)}</dd></div>"


def _captioned(caption: str, drawn: str) -> str:
    return f"<figure>\n<figcaption>{_text(caption)}</figcaption>\n{drawn}\n</figure>"


def _items(said: Iterator[str]) -> str:
    return f"<ul>{''.join(f'<li>{_sentence(one)}</li>' for one in said)}</ul>"


def _sentence(said: str) -> str:
    """A sentence in which what stands between backticks is from a rule file."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", _text(said))


def _table(table: Table, caption: str, *, numbers: bool = True) -> str:
    """A table whose first column names the rows."""
    kind = ' class="number"' if numbers else ""
    first, *rest = table.head
    head = f'<th scope="col">{_text(first) or "&nbsp;"}</th>' + "".join(
        f'<th scope="col"{kind}>{_text(cell)}</th>' for cell in rest
    )
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th>{"".join(f"<td{kind}>{_text(cell)}</td>" for cell in cells)}</tr>\n'
        for name, *cells in table.rows
    )
    return (
        f'<div class="wide"><table>\n<caption>{_text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>"
    )


def _text(text: str) -> str:
    """Text of whoever wrote the rules or named the files, as text."""
    return escape("".join(letter if letter.isprintable() else "?" for letter in text))
