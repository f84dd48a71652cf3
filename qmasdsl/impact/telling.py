"""Telling: what of a report is shown in a table, and under what headings; the same on a terminal and on a page."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from qmasdsl.frozen import frozen
from qmasdsl.impact.matching import Verdict
from qmasdsl.impact.quota import Cut, moved
from qmasdsl.impact.report import FEW, FEW_CONCERNED, By, Group, Measure, Ranking, Report, Version, turned
from qmasdsl.impact.tally import Tally
from qmasdsl.impact.words import bin_words, bins, mean_words, percent
from qmasdsl.ir.types import Type
from qmasdsl.ir.words import value_words

Row = tuple[str, ...]
_MEANS = 2  # tests whose mean is a column of a table by a fact; of a ranking one
_CHANGES = 12  # rows of a distribution


@frozen
class Table:
    """A table of words; the first column names the row, all others are numbers."""

    head: Row
    rows: tuple[Row, ...]


def from_to(old: Version, new: Version) -> str:
    """`the rules of 2018-08-28 to those of 2022-10-19`, or the names of the files."""
    if old.in_force and new.in_force and old.in_force != new.in_force:
        return f"the rules of {old.in_force} to those of {new.in_force}"
    return f"{old.file} to {new.file}"


def rows_sentences(report: Report) -> Iterator[str]:
    """How many rows were scored under which version; it adds up."""
    rows = report.rows
    parts = [f"{rows.both:,} scored under both versions"]
    parts += [f"{many:,} under the {side} rules only" for side, many in (("old", rows.only_old), ("new", rows.only_new))
              if many]  # fmt: skip
    parts += [f"{rows.neither:,} under neither"] if rows.neither else []
    yield f"{_rows(rows.read)} read = {' + '.join(parts)}."
    if len(parts) > 1:
        yield "All that follows is of those who were scored under both."


def reasons(report: Report) -> Iterator[str]:
    """Why rows were not scored; what both versions say alike is said once."""
    sides: dict[tuple[str, int], list[str]] = {}
    for side, why, many in report.rows.reasons:
        sides.setdefault((why, many), []).append(side)
    for (why, many), which in sides.items():
        yield f"Not scored under the {' and the '.join(which)} rules, {_rows(many)}: {why}."
    for side, many in report.rows.unsaid.items():
        yield f"Not scored under the {side} rules for other reasons: {_rows(many)}."


def verdict_title(verdict: Verdict) -> str:
    match verdict.kind:
        case "passes":
            return f"Passes: {verdict.label or verdict.name}"
        case "eligible":
            return "Eligible"
        case _:
            return verdict.label or verdict.name


def verdicts(report: Report) -> Table:
    """How many had and have each verdict."""
    rows = []
    for verdict, found in zip(report.verdicts, report.everybody.turned, strict=True):
        counts = (found.was, found.now, found.newly, found.no_longer)
        rows.append((verdict_title(verdict), *map(_digits, counts)))
    return Table(("", "before", "now", "newly", "no longer"), tuple(rows))


def test_sentence(report: Report, at: int) -> Iterator[str]:
    """What becomes of a test's points, on the whole."""
    moved, points, test = report.everybody.moved[at], report.points[at], report.tests[at]
    if not moved.people:
        yield "Nobody takes it under both versions."
    else:
        take = f"{_people(moved.people)} {'takes' if moved.people == 1 else 'take'} it under both versions"
        if not moved.gain and not moved.lose:
            yield f"{take}. Everybody has the same points."
        else:
            same = moved.people - moved.gain - moved.lose
            yield (
                f"{take}. {moved.gain:,} have more points, {moved.lose:,} have fewer, {same:,} the same; "
                f"on average {mean_words(moved.mean)}."
            )
    if points.only_old:
        yield f"{_people(points.only_old)} took it before and do not now."
    if points.only_new:
        yield f"{_people(points.only_new)} take it now and did not before."
    if test.mark is not None and test.old_mark is not None and test.mark != test.old_mark:
        yield f"The pass mark was {test.old_mark:,} and is {test.mark:,}."


def changes_table(changes: Mapping[int, int], people: int) -> Table:
    """How many have which change of points."""
    rows = [
        (bin_words(low, high), _digits(many), _share(many, people)) for low, high, many in bins(changes, _CHANGES)
    ]
    return Table(("points", "people", "share"), tuple(rows))


def selection(report: Report) -> Table:
    """The two selections under the quota, side by side."""
    assert report.quota is not None
    before, after = report.quota.before, report.quota.after
    rows: list[Row] = [
        ("places", _places(before), _places(after)),
        ("candidates", _digits(before.candidates), _digits(after.candidates)),
        ("cut-off mark", _mark(before, before.mark), _mark(after, after.mark)),
    ]
    for number in range(1, max(len(before.marks), len(after.marks))):
        marks = [_mark(cut, cut.marks[number]) if number < len(cut.marks) else "" for cut in (before, after)]
        rows.append((f"cut-off mark of reserve {number}", *marks))
    rows += [
        ("in", _digits(before.ins), _digits(after.ins)),
        ("on the line", _digits(before.on_the_line), _digits(after.on_the_line)),
        ("out", _digits(before.outs), _digits(after.outs)),
    ]
    return Table(("", "before", "now"), tuple(rows))


def selection_sentences(report: Report) -> Iterator[str]:
    """Who is in by the one selection and not by the other, and who is on the line."""
    quota = report.quota
    assert quota is not None
    lost, won = quota.moved(True, False), quota.moved(False, True)
    yield f"{_people(lost)} surely had a place before and do not surely have one now." if lost else (
        "Nobody loses a place that they surely had."
    )
    yield f"{_people(won)} surely have a place now and did not surely have one before." if won else (
        "Nobody wins a sure place."
    )
    for when, cut in (("before", quota.before), ("now", quota.after)):
        for mark, tied, places in cut.lines:
            how = f"the earlier {', '.join(cut.ranks.ties)} decides" if cut.ranks.ties else "the rules do not decide"
            yield f"On the line {when}: {_people(tied)} with {_mark(cut, mark)} for {_digits(places)} places; {how}."
    if quota.several_reserves:
        yield f"{_people(quota.several_reserves)} qualify for several reserves and are in neither selection."


def by_table(report: Report, by: By) -> Table:
    """Everybody parted by one fact."""
    measure = Measure("verdict", headline(report))
    return _group_table(report, measure, [(_named(one), one) for one in by.groups], changed_tests(report))


def ranking_table(report: Report, ranking: Ranking, groups: Sequence[Group]) -> Table:
    """Groups that lose, or gain, more than everybody."""
    measure = ranking.measure
    tests = [measure.at] if measure.kind == "points" else changed_tests(report)[:1]
    return _group_table(report, measure, [(f"{one.fact}: {_named(one)}", one) for one in groups], tests)


def _group_table(
    report: Report, measure: Measure, groups: Sequence[tuple[str, Group]], tests: Sequence[int]
) -> Table:
    quota = report.quota if report.quota is not None and report.quota.differs else None
    counted = measure.kind != "points"
    places = quota is not None and measure.kind != "place"
    head = ["", "people", *(["before", "now", "newly", "no longer"] if counted else [])]
    head += ["places won", "places lost"] if places else []
    rows: list[Row] = []
    everybody = ("everybody", report.everybody, None if report.quota is None else report.quota.moves)
    for words, tally, moves in (*((words, one.tally, one.moves) for words, one in groups), everybody):
        row = [words, _digits(tally.people)]
        if counted:
            found = turned(tally, moves, measure)
            row += [_share(found.was, tally.people), _share(found.now, tally.people)]
            row += [_digits(found.newly), _digits(found.no_longer)]
        if places:
            row += [_digits(moved(moves or {}, False, True)), _digits(moved(moves or {}, True, False))]
        rows.append((*row, *_means(tally, tests)))
    return Table((*head, *_mean_heads(report, tests)), tuple(rows))


def measure_title(report: Report, measure: Measure) -> str:
    """What it is about: the quota, a verdict, a test."""
    match measure.kind:
        case "place":
            return "who surely has a place under the quota"
        case "verdict":
            return verdict_title(report.verdicts[measure.at])
        case _:
            test = report.tests[measure.at]
            return f"points of {test.label or test.name}"


def few_words() -> str:
    """What small numbers are."""
    return (
        f"Small numbers, where one person is a large share: groups of fewer than {FEW} people, or with fewer than "
        f"{FEW_CONCERNED} who are concerned"
    )


def headline(report: Report) -> int:
    """The verdict of which tables by a fact tell: the first that changes for anybody, else the first."""
    changed = (at for at, found in enumerate(report.everybody.turned) if found.newly or found.no_longer)
    return next(changed, 0)


def changed_tests(report: Report) -> list[int]:
    """The tests of which the mean change is told: the first that change for anybody."""
    changed = [at for at, moved in enumerate(report.everybody.moved) if moved.gain or moved.lose]
    return changed[:_MEANS]


def shown_by(report: Report) -> list[By]:
    """The facts by which everything is told: those that were asked for, else those of the groups that are hit or gain
    most."""
    if report.asked:
        known = {by.column: by for by in report.by}
        return [known[column] for column in report.asked if column in known]
    ranked = [group.column for found in (report.worst, report.best) if found is not None for group in found.groups]
    first = list(dict.fromkeys(ranked))[:3]
    return [by for by in report.by if by.column in first]


def _named(group: Group) -> str:
    return f"{group.words} (few)" if group.is_small else group.words


def _mean_heads(report: Report, tests: Sequence[int]) -> list[str]:
    if len(tests) == 1 and len(report.tests) == 1:
        return ["points on average"]
    return [f"{report.tests[at].label or report.tests[at].name}, on average" for at in tests]


def _means(tally: Tally, tests: Sequence[int]) -> list[str]:
    return [mean_words(tally.moved[at].mean) for at in tests]


def _places(cut: Cut) -> str:
    return "no limit" if cut.places is None else _digits(cut.places)


def _mark(cut: Cut, mark: int | None) -> str:
    return "none" if mark is None else mark_words(cut.ranks.type, mark)


def mark_words(type: Type | None, mark: int) -> str:
    return _digits(mark) if type is None else value_words(type, mark).replace("_", ",")


def _share(some: int, people: int) -> str:
    return percent(Fraction(some, people)) if people else "nobody"


def _people(many: int) -> str:
    return f"{many:,} {'person' if many == 1 else 'people'}"


def _digits(number: int) -> str:
    return f"{number:,}"


def _rows(many: int) -> str:
    return f"{many:,} {'row' if many == 1 else 'rows'}"
