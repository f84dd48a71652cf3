"""Running an impact: the table read, counted under both versions, and what came of it."""

from collections.abc import Mapping, Sequence

from qmasdsl.cli.running import Line
from qmasdsl.columns.inputs import columns_of
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.difference.facts import CannotBeCompared
from qmasdsl.difference.scoring import in_force_text
from qmasdsl.frozen import frozen
from qmasdsl.impact.matching import Matched, match
from qmasdsl.impact.quota import Selecting
from qmasdsl.impact.report import Report, Version, report
from qmasdsl.impact.tally import Counts
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Style
from qmasdsl.ir.given import encode
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.walk import Index, index
from qmasdsl.selection.places import CannotSelect
from qmasdsl.selection.ranking import Ranking
from qmasdsl.tables.formats import format_of
from qmasdsl.tables.impact import Impact, SideDoesNotFit
from qmasdsl.tables.impact_reading import Assuming, Columns, JsonLines, Source, assumed, column_reader, names_in

_REASONS = 3


@frozen
class Asked:
    """What was asked for: the table and its format, facts with two names, facts to tell by, places, and values of
    facts that are taken where the table has none."""

    table: str
    form: str | None
    renamed: Mapping[str, str]
    by: Sequence[str]
    quota: int | None
    new_quota: int | None
    assumed: Mapping[str, str]


class Impossible(Exception):
    """Nobody can be compared. `sentence` says why, and `more` what helps."""

    def __init__(self, sentence: str, *more: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.more = more


def version_of(file: str, ruleset: ir.Ruleset) -> Version:
    return Version(file, ruleset.name, ruleset.title, in_force_text(ruleset), ruleset.source_hash)


def run(old: Index, new: Index, versions: tuple[Version, Version], asked: Asked) -> Report:
    """The whole report. Raises Impossible and TableProblem."""
    rankings = _rankings(old, new, asked)
    form = format_of(asked.table, asked.form, "--format")
    reader = column_reader(asked.table, form)
    columns = names_in(asked.table) if reader is None else list(reader.given)
    try:
        matched = match(old, new, asked.renamed, columns)
    except CannotBeCompared as error:
        raise Impossible(f"`{versions[0].file}` and `{versions[1].file}` cannot be compared: {error}") from None
    source: Source = JsonLines(asked.table, matched.old, matched.new) if reader is None else Columns(reader)
    values, notes = _assumed(matched, asked.assumed)
    if values:
        source = Assuming(source, assumed(matched.facts, values, is_text=source.is_text))
    wanted = [_column(matched, name) for name in asked.by]
    impact = _impact(matched, source, wanted, versions, asked)
    _count(impact, source)
    _check(impact.counts, asked.table)
    by = [column for name in wanted for column in impact.bands if _is_of(column, name)]
    if missing := [name for name in wanted if not any(_is_of(column, name) for column in by)]:
        raise Impossible(f"`{asked.table}` has no column `{missing[0]}`, so it cannot be told by that")
    selecting = _selecting(rankings, impact.counts, asked)
    return report(versions, asked.table, matched, impact.counts, impact.bands, selecting, by, notes)


def _rankings(old: Index, new: Index, asked: Asked) -> tuple[Ranking, Ranking] | None:
    if asked.quota is None:
        return None
    try:
        return Ranking(old), Ranking(new)
    except CannotSelect as error:
        raise Impossible(f"nothing can be told of a quota: {error}", "leave out --quota") from None


def _selecting(rankings: tuple[Ranking, Ranking] | None, counts: Counts, asked: Asked) -> Selecting | None:
    if rankings is None:
        return None
    try:
        return Selecting(*rankings, (asked.quota, asked.new_quota), counts.standings)
    except CannotSelect as error:
        raise Impossible(f"nothing can be told of this quota: {error}") from None


def _assumed(matched: Matched, given: Mapping[str, str]) -> tuple[dict[str, ir.Encoded], list[str]]:
    """The values, and what is said of them."""
    names = index(ir.Ruleset("assumed", "", matched.facts))
    for name in given:
        fact = names.facts.get(name)
        if fact is None:
            meant = nearest(name, names.facts)
            hint = f"; did you mean `{meant}`?" if meant else ""
            raise Impossible(f"neither rule set has a fact `{name}` to assume{hint}")
        if fact.gate is not None:
            gate = expression_text(names, fact.gate)
            raise Impossible(f"`{name}` exists only when {gate}, so nothing can be assumed of everybody")
    found, misfits = encode(names, given, Style.TEXT)
    if misfits:
        raise Impossible(misfits[0].words())
    return found, [f"`{name}` is taken to be {given[name]} where the table has nothing" for name in found]


def _column(matched: Matched, name: str) -> str:
    """The column, or the beginning of several columns, of a fact by which it is told."""
    facts = {fact.name for fact in matched.facts}
    if name in facts or name.rpartition(".")[0] in facts or any(fact.startswith(f"{name}.") for fact in facts):
        return name
    meant = nearest(name, facts)
    hint = f"; did you mean `{meant}`?" if meant else ""
    raise Impossible(f"neither rule set has a fact `{name}` to tell it by{hint}")


def _impact(
    matched: Matched, source: Source, by: Sequence[str], versions: tuple[Version, Version], asked: Asked
) -> Impact:
    old, new = source.schemas
    columns = [column.name for fact in matched.facts for column in columns_of(fact)]
    wanted = {column for name in by for column in columns if _is_of(column, name)}
    try:
        return Impact(matched, old, new, text=source.is_text, by=wanted, by_quota=asked.quota is not None)
    except SideDoesNotFit as error:
        rules = versions[0].file if error.side == "old" else versions[1].file
        raise Impossible(
            f"`{asked.table}` does not have the columns that the rules in `{rules}` need",
            *error.problems,
            "or say what to take for everybody: --assume FACT=VALUE",
        ) from None


def _count(impact: Impact, source: Source) -> None:
    line = Line()
    try:
        for rows in source.rows():
            impact.take(rows.size, rows.old, rows.new)
            share = "" if rows.share is None else f"   {rows.share * 100:.0f} %"
            line.tell(f"{rows.read:,} rows{share}")
    finally:
        line.clear()


def _check(counts: Counts, table: str) -> None:
    """There must be somebody to compare."""
    if not counts.rows:
        raise Impossible(f"`{table}` has no rows")
    if not counts.both:
        reasons = [f"{many:,} rows, {side} rules: {why}" for side, found in counts.reasons.items()
                   for why, many in found.most_common(_REASONS)]  # fmt: skip
        raise Impossible(f"no row of `{table}` can be scored under both versions", *reasons)


def _is_of(column: str, name: str) -> bool:
    return column == name or column.startswith(f"{name}.")
