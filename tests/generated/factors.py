"""Rules, groups, tables, thresholds and factors, each with the least and greatest points it can give."""

from dataclasses import dataclass

from generated.bands import falling, pieces, rule_pieces
from generated.choices import Chooser
from generated.conditions import atom, condition, inline
from generated.people import People, Quality
from generated.shapes import NOWHERE, cite, compare, name, number, path, text
from qmasdsl.syntax.nodes import (
    Band,
    Cite,
    Count,
    Each,
    Expr,
    Factor,
    ForEach,
    Group,
    GroupPolicy,
    Heading,
    LimitCase,
    LimitColumn,
    OfMember,
    Operator,
    Otherwise,
    Part,
    Path,
    Rule,
    Table,
    TableRow,
    Text,
    ThresholdRow,
    Thresholds,
)

Columns = tuple[Path, ...]

LABELS = ("Doctorate, or two or more master's degrees", 'so called "talent"', "碩士學位", "a => b and c, # no comment")


@dataclass
class Worth:
    """A part, and what it can give at least and at most."""

    part: Part
    least: int
    most: int


@dataclass
class Ground:
    """What factors stand on: the facts not yet taken, the labels made, and the names of two conditions that
    are never true together and never false together (`partner`, `alone`)."""

    people: People
    supply: list[Quality]
    columns: tuple[str, str]

    def copy(self) -> "Ground":
        return Ground(self.people, list(self.supply), self.columns)

    def take(self, choose: Chooser, *sorts: str) -> Quality | None:
        """A fact of one of these sorts, which nothing else in the factor may read; None if there is none."""
        found = [quality for quality in self.supply if quality.sort in sorts and not quality.gate]
        if not found:
            return None
        quality = choose.one(found)
        self.supply.remove(quality)
        return quality


def factor(choose: Chooser, ground: Ground, word: str, shared: bool = False) -> tuple[Factor, int, int]:
    """A factor called `word`, and what it can give at least and at most."""
    ground = ground.copy()
    if choose.maybe(25):
        worth = rule(choose, ground, inline_only=True)
        heading = _heading(choose, ground, word, worth.least, worth.most, plain=True)
        return Factor(name(word), heading, (worth.part,), True, shared, span=NOWHERE), worth.least, worth.most
    gate = inline(condition(choose, ground.supply, 1)) if choose.maybe(15) and len(ground.supply) > 4 else None
    worths = [_part(choose, ground)]
    while len(ground.supply) > 1 and len(worths) < 3 and choose.maybe(40):
        worths.append(_part(choose, ground))
    least, most = sum(worth.least for worth in worths), sum(worth.most for worth in worths)
    heading = _heading(choose, ground, word, least, most, gate=gate)
    if heading.capped:
        most = min(most, max(limit.points for limit in heading.capped))
    if gate is not None:
        least, most = min(least, 0), max(most, 0)
    made = Factor(name(word), heading, tuple(worth.part for worth in worths), False, shared, span=NOWHERE)
    return made, least, most


def rule(choose: Chooser, ground: Ground, points: int = 0, inline_only: bool = False) -> Worth:
    """One rule: a condition and its points, or points for each of something."""
    points = points or choose.number(1, 8) * 5
    counted = ground.take(choose, "records", "number") if choose.maybe(20) else None
    if counted is not None:
        return _each_rule(choose, ground, counted, points)
    wanted = condition(choose, ground.supply)
    made = Rule(inline(wanted) if inline_only else wanted, number(points), None, *_label(choose, ground), span=NOWHERE)
    return Worth(made, 0, points)


def group(choose: Chooser, ground: Ground) -> Worth:
    """A group of rules, none of which hides another."""
    policy = choose.one((GroupPolicy.HIGHEST, GroupPolicy.FIRST, GroupPolicy.ALL, GroupPolicy.ONLY_ONE))
    if policy is GroupPolicy.ONLY_ONE:
        quality = ground.take(choose, "number", "months")
        if quality is None:
            return rule(choose, ground)
        conditions = rule_pieces(choose, quality)
        points = [choose.number(0, 9) * 5 for _ in conditions]
        rules = [_plain(choose, ground, each, n) for each, n in zip(conditions, points, strict=True)]
        return _group(choose, policy, rules, points, otherwise=0)
    rules, points = [], []
    value = 45
    while len(ground.supply) > 1 and len(rules) < 4 and (len(rules) < 2 or choose.maybe(50)):
        # Falling points: a later rule of `highest that applies` counts where those before it do not.
        value -= choose.number(1, 2) * 5
        amount = -value if policy is GroupPolicy.ALL and choose.maybe(10) else value
        rules.append(_plain(choose, ground, condition(choose, ground.supply, 2), amount))
        points.append(amount)
    if not rules:
        return rule(choose, ground)
    other = choose.one((0, 5)) if policy is GroupPolicy.FIRST and choose.maybe(50) else None
    if policy is GroupPolicy.ALL:
        made = Group(policy, tuple(rules), None, span=NOWHERE)
        return Worth(made, sum(min(n, 0) for n in points), sum(max(n, 0) for n in points))
    return _group(choose, policy, rules, points, other)


def table(choose: Chooser, ground: Ground) -> Worth:
    """A table of points: by one fact with conditions as columns, or by two."""
    rows_by = ground.take(choose, "number", "level", "choice")
    if rows_by is None:
        return group(choose, ground)
    columns_by = ground.take(choose, "number", "level") if choose.maybe(40) else None
    otherwise = None
    policy = GroupPolicy.ONLY_ONE
    if rows_by.sort == "number" and columns_by is None and choose.maybe(40):
        policy = choose.one((GroupPolicy.FIRST, GroupPolicy.HIGHEST))
        heads: list[tuple[Band, ...]] = [(each,) for each in falling(choose, rows_by)]
    else:
        heads = pieces(choose, rows_by)
        if choose.maybe(30):
            heads = heads[1:]
            otherwise = 0
    columns: Columns | tuple[tuple[Band, ...], ...]
    if columns_by is not None:
        columns = tuple(pieces(choose, columns_by))
    else:
        columns = tuple(map(path, ground.columns)) if choose.maybe(50) else (path("points"),)
    # Falling by at least one a row, so that every row of `highest row of` can win.
    cells = [[100 - 10 * i - choose.number(0, 9) for _ in columns] for i in range(len(heads))]
    rows = tuple(
        TableRow(head, tuple(map(number, values)), span=NOWHERE) for head, values in zip(heads, cells, strict=True)
    )
    made = Table(
        policy,
        path(rows_by.name),
        None if columns_by is None else path(columns_by.name),
        choose.one(("", rows_by.name)),
        columns,
        rows,
        None if otherwise is None else Otherwise(number(otherwise), span=NOWHERE),
        span=NOWHERE,
    )
    return Worth(made, 0, max(max(values) for values in cells))


def thresholds(choose: Chooser, ground: Ground) -> Worth:
    """Limits in columns, falling from row to row; the first column is in every row."""
    first = ground.take(choose, "months", "number")
    if first is None:
        return group(choose, ground)
    second = ground.take(choose, "months", "number") if choose.maybe(60) else None
    extra = choose.maybe(40)
    limits = [first.constant(point) for point in choose.rising(1, first.steps - 1, choose.number(2, 4))[::-1]]
    value = choose.number(1, 4) * 5 if choose.maybe(30) else None
    columns: list[LimitColumn | None] = [LimitColumn(path(first.name), Operator.AT_LEAST, span=NOWHERE)]
    if second is not None:
        columns.append(LimitColumn(path(second.name), Operator.LESS_THAN, span=NOWHERE))
    rows = []
    for i, limit in enumerate(limits):
        cells: list[Expr | None] = [limit]
        if second is not None:
            cells.append(second.constant(choose.number(2, second.steps - 1)) if choose.maybe(60) else None)
        if extra:
            wanted = choose.maybe(50) and i < len(limits) - 1 and len(ground.supply) > 1
            cells.append(inline(condition(choose, ground.supply, 1)) if wanted else None)
        # A row has its own points, or its label where the head gives the points.
        points = None if value is not None else number(50 - 10 * i)
        label = text("ABCDEFG"[i]) if value is not None else None
        rows.append(ThresholdRow(points, tuple(cells), label, span=NOWHERE))
    made = Thresholds(
        tuple(rows),
        tuple([*columns, None] if extra else columns),
        None if value is None else number(value),
        otherwise=Otherwise(number(0), span=NOWHERE) if choose.maybe(50) else None,
        span=NOWHERE,
    )
    return Worth(made, 0, value or 50)


def for_each(choose: Chooser, ground: Ground) -> Worth:
    """A rule or a table for each ability."""
    ability = ground.take(choose, "ability")
    if ability is None:
        return group(choose, ground)
    subject = OfMember(name(ability.name), name("ability"), span=NOWHERE)
    count = len(ability.values)
    if choose.maybe(50):
        limit = ability.constant(choose.number(1, ability.steps - 1))
        made: Part = Rule(compare(subject, Operator.AT_LEAST, limit), number(5), span=NOWHERE)
        return Worth(ForEach(name("ability"), made, span=NOWHERE), 0, 5 * count)
    heads = pieces(choose, Quality(ability.name, "number", ability.low, ability.steps, ability.step, ability.places))
    rows = tuple(TableRow(head, (number(i),), span=NOWHERE) for i, head in enumerate(heads))
    made = Table(
        GroupPolicy.ONLY_ONE, subject, None, choose.one(("", ability.name)), (path("points"),), rows, span=NOWHERE
    )
    return Worth(ForEach(name("ability"), made, span=NOWHERE), 0, count * (len(heads) - 1))


def _part(choose: Chooser, ground: Ground) -> Worth:
    return choose.one((rule, group, table, thresholds, for_each))(choose, ground)


def _plain(choose: Chooser, ground: Ground, wanted: Expr, points: int) -> Rule:
    return Rule(wanted, number(points), None, *_label(choose, ground), span=NOWHERE)


def _each_rule(choose: Chooser, ground: Ground, counted: Quality, points: int) -> Worth:
    """`+5 for each of …`, never more than its cap or what the whole domain gives."""
    if counted.sort == "records":
        of: Expr = Count(name(counted.name), span=NOWHERE)
        step, most = None, counted.steps
    else:
        of = path(counted.name)
        size = choose.number(2, 6)
        step = number(size, counted.unit) if choose.maybe(50) else number(size)
        most = (counted.low + counted.steps * counted.step) // 10**counted.places // size
    cap = choose.number(1, 4) * points if choose.maybe(50) else None
    wanted = atom(choose, ground.supply.pop()) if ground.supply and choose.maybe(30) else None
    each = Each(of, step, cap, span=NOWHERE)
    made = Rule(wanted, number(points), each, *_label(choose, ground), span=NOWHERE)
    return Worth(made, 0, most * points if cap is None else min(cap, most * points))


def _group(choose: Chooser, policy: GroupPolicy, rules: list[Rule], points: list[int], otherwise: int | None) -> Worth:
    last = None if otherwise is None else Otherwise(number(otherwise), span=NOWHERE)
    every = [*points, otherwise or 0]
    return Worth(Group(policy, tuple(rules), last, span=NOWHERE), min(0, *every), max(every))


def _label(choose: Chooser, ground: Ground) -> tuple[Text | None, Cite | None]:
    label = choose.one(LABELS) if choose.maybe(25) else None
    if label is not None:
        ground.people.labels.append(label)
    return None if label is None else text(label), cite("note 3") if choose.maybe(10) else None


def _heading(
    choose: Chooser, ground: Ground, word: str, least: int, most: int, plain: bool = False, gate: Expr | None = None
) -> Heading:
    """Label, promise and cap of a factor. A promise is at least what can be given; a cap may cut."""
    label = word.capitalize().replace("_", " ") if choose.maybe(50) else ""
    if label:
        ground.people.labels.append(label)
    promise: tuple[LimitCase, ...] = ()
    capped: tuple[LimitCase, ...] = ()
    if not plain and most > 0:
        form = choose.number(0, 4)
        if form == 1:
            promise = (LimitCase(most, span=NOWHERE),)
        elif form == 2:
            promise = tuple(LimitCase(most, path(column), span=NOWHERE) for column in ground.columns)
        elif form == 3 and least >= 0:
            capped = (LimitCase(choose.number(1, most), span=NOWHERE),)
        elif form == 4 and least >= 0:
            first = choose.number(1, most)
            capped = tuple(
                LimitCase(n, path(column), span=NOWHERE)
                for n, column in zip((first, most), ground.columns, strict=True)
            )
    return Heading(
        label=text(label) if label else None,
        cite=cite("GPT 7") if choose.maybe(10) else None,
        out_of=promise,
        capped=capped,
        only_when=gate,
    )
