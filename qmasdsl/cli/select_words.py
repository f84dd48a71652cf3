"""A selection, told: who is in, who is on the line and for how many places, what is left; and the same as JSON."""

import json
from collections.abc import Iterator
from textwrap import fill

from qmasdsl.cli.output import counted
from qmasdsl.cli.select_columns import listed
from qmasdsl.diagnostics.visible import visible
from qmasdsl.explain.catalogue import ENGLISH
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.quantities import first_day
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Date, Moment, Numeric, Type
from qmasdsl.ir.words import day_words, moment_words, value_words
from qmasdsl.selection.places import Places, Standing
from qmasdsl.selection.ranking import Ranking
from qmasdsl.selection.select import CutOff, Line, Selected

_WIDTH, _INDENT = 118, 13
_NAMED = 20  # of those on a line


@frozen
class Round:
    """A selection that was made, and from what: `whole` are the places of the period or the draw, `before` how many
    were given in earlier rounds, by reserve, and `left` what could be given now."""

    ranking: Ranking
    file: str
    by_row: bool
    quota: int | None
    whole: Places
    before: tuple[int, ...]
    left: Places
    placed_before: int
    selected: Selected

    @property
    def unused(self) -> int | None:
        """Places of the period or the draw that nobody has after this round; None without limit."""
        if self.left.open is None:
            return None
        given = self.selected.count(Standing.IN) + self.selected.to_decide
        return self.left.open + sum(self.left.reserved) - given


def told(round: Round) -> str:
    """The whole report, without a newline at its end."""
    head = [_headline(round), _applicants(round), _order(round)]
    said = [("PLACES", " ".join(_places(round))), ("IN", " ".join(_ins(round)))]
    said += [("ON THE LINE", _line(round, line)) for line in round.selected.lines]
    said += [("OUT", f"{_candidates(round.selected.count(Standing.OUT))}.")]
    said += [("LEFT", text) for text in [_left(round)] if text]
    lines = [fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in head]
    return "\n".join([*lines, "", *(_labelled(label, text) for label, text in said)])


def as_json(round: Round) -> str:
    """The same as JSON, version 1 of its form, a newline at the end. Everybody's standing is in the file of -o."""
    selected, force = round.selected, round.ranking.index.ruleset.in_force
    whole = {
        "format": 1,
        "scheme": round.ranking.index.ruleset.name,
        "in_force_from": None if force is None else force.start.isoformat(),
        "ranked_by": expression_text(round.ranking.index, round.ranking.rank_by),
        "highest_first": round.ranking.selection.highest_first,
        "ties": None if round.ranking.selection.ties is None else list(round.ranking.selection.ties),
        "places": {
            "declared": round.ranking.selection.places,
            "quota": round.quota,
            "period": round.ranking.selection.period or None,
            "given_before": sum(round.before),
            "at_most": round.left.at_most,
            "left_before": None if round.left.open is None else round.left.open + sum(round.left.reserved),
            "left_after": round.unused,
        },
        "applicants": len(selected.standings),
        "placed_before": round.placed_before,
        "candidates": sum(selected.candidates),
        "in": selected.count(Standing.IN),
        "on_the_line": selected.count(Standing.ON_THE_LINE),
        "out": selected.count(Standing.OUT),
        "not_a_candidate": selected.count(Standing.NOT_A_CANDIDATE),
        "cut_off": _json_cut_off(round, 0),
        "reserves": [
            {
                "when": text,
                "places": places,
                "given_before": before,
                "candidates": selected.candidates[number],
                "in": selected.ins[number],
                "cut_off": _json_cut_off(round, number),
            }
            for number, (text, places, before) in enumerate(
                zip(round.ranking.reserves, round.whole.reserved, round.before[1:], strict=True), 1
            )
        ],
        "lines": [
            {"mark": plain(round.ranking.type, line.mark), "tied": list(line.tied), "places": line.places}
            for line in selected.lines
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def plain(type: Type | None, value: int | None) -> int | str | None:
    """A mark or a day as data: a whole number, or text where it is none.

    >>> from qmasdsl.ir.types import Form
    >>> plain(None, 105), plain(Numeric(Form.NUMBER, 0, 90, 5, 1), 85), plain(Date(1, 10**6), 736938)
    (105, '8.5', '2018-09-01')
    """
    match type:
        case Numeric(places=places) if value is not None and places:
            whole, part = divmod(abs(value), 10**places)
            decimals = str(part).zfill(places).rstrip("0")
            return f"{'-' if value < 0 else ''}{whole}{'.' if decimals else ''}{decimals}"
        case Date() if value is not None:
            return day_words(value)
        case Moment() if value is not None:
            return moment_words(value)
        case _:
            return value


def _headline(round: Round) -> str:
    ruleset = round.ranking.index.ruleset
    title = Labels(ruleset, "en").of(ruleset.name, ruleset.title)
    if ruleset.in_force is None:
        return ENGLISH.headline_undated.format(title=title)
    return ENGLISH.headline.format(title=title, day=first_day(ruleset.in_force, "en"))


def _applicants(round: Round) -> str:
    outcome = round.ranking.outcome
    label = Labels(round.ranking.index.ruleset, "en").of(outcome.name, outcome.label)
    every = len(round.selected.standings)
    said = f"{visible(round.file)}: {_counted(every, 'applicant')}, {_digits(sum(round.selected.candidates))} of them "
    said += f"candidates ({label})."
    if round.placed_before:
        had = round.placed_before
        have = "1 has" if had == 1 else f"{_digits(had)} have"
        again = "is no candidate" if had == 1 else "are no candidates"
        said += f" {have} a place from an earlier round, and {again} again."
    if round.by_row:
        said += " No column names them, so they go by the number of their row."
    return said


def _order(round: Round) -> str:
    selection = round.ranking.selection
    first = "highest" if selection.highest_first else "lowest"
    by = expression_text(round.ranking.index, round.ranking.rank_by)
    if selection.ties is None:
        return f"Ranked by {by}, {first} first; ties are left to discretion."
    return f"Ranked by {by}, {first} first; of equals the earlier {listed(selection.ties)}."


def _places(round: Round) -> Iterator[str]:
    selection = round.ranking.selection
    per = f" per {selection.period}" if selection.period else ""
    declared = None if selection.places is None else f"{_digits(selection.places)}{per}"
    if round.quota is None:
        yield f"{declared}." if declared else "Without limit: the rules have no quota."
    elif selection.each_draw:
        yield f"{_digits(round.quota)} at this draw."
    else:
        yield f"{_digits(round.quota)}, as --quota says; the rules say {declared or 'that there is no quota'}."
    if sum(round.before):
        yield f"{_digits(sum(round.before))} {_were(sum(round.before))} given before."
        if round.left.open is not None:
            rest = round.left.open + sum(round.left.reserved)
            yield f"{_digits(rest) if rest else 'None'} {_are(rest)} left."
    for text, places in zip(round.ranking.reserves, round.left.reserved, strict=True):
        yield f"{_digits(places)} of these {_are(places)} kept for those of whom `{text}` is true."
    if round.left.at_most is not None:
        yield f"At most {_digits(round.left.at_most)} {_are(round.left.at_most)} given in this round."


def _ins(round: Round) -> Iterator[str]:
    selected = round.selected
    yield f"{_candidates(selected.count(Standing.IN))}{_cut_off(round, selected.cut_offs[0], 'the last')}."
    for number, text in enumerate(round.ranking.reserves, 1):
        if selected.ins[number]:
            cut_off = _cut_off(round, selected.cut_offs[number], "the last of them")
            yield f"`{text}` is true of {_digits(selected.ins[number])} of them{cut_off}."


def _cut_off(round: Round, cut_off: CutOff | None, who: str) -> str:
    if cut_off is None:
        return ""
    said = f"; {who} has {mark_words(round, cut_off.mark)}"
    if cut_off.ties is None:
        return said
    facts = round.ranking.index.facts
    keys = (
        f"`{name}` {value_words(facts[name].type, day)}" if day is not None else f"no `{name}`"
        for name, day in zip(round.ranking.selection.ties or (), cut_off.ties, strict=True)
    )
    return f"{said} and {', '.join(keys)}"


def _line(round: Round, line: Line) -> str:
    ties = round.ranking.selection.ties
    said = f"{_candidates(len(line.tied))} with {mark_words(round, line.mark)}, for {_counted(line.places, 'place')}. "
    if ties is None:
        said += "The rules leave it to discretion who of them gets "
        said += "it" if line.places == 1 else "one"
    else:
        none = f" ({_digits(line.lacking)} {'has' if line.lacking == 1 else 'have'} none)" if line.lacking else ""
        said += f"{listed(ties)}{none} {'does' if len(ties) == 1 else 'do'} not part them"
    rows = "rows " if round.by_row else ""
    more = f" and {_digits(len(line.tied) - _NAMED)} more" if len(line.tied) > _NAMED else ""
    return f"{said}: {rows}{', '.join(visible(key) for key in line.tied[:_NAMED])}{more}."


def _left(round: Round) -> str:
    """What is left, and that a reserved place stays reserved."""
    unused = round.unused
    if unused is None:
        return ""
    once = " once those on the line are decided" if round.selected.lines else ""
    said = f"{_counted(unused, 'place') if unused else 'No place'}{once}."
    for number, (text, places) in enumerate(zip(round.ranking.reserves, round.left.reserved, strict=True), 1):
        least, most = _still_kept(round, number, places, unused)
        if most:
            which = f"{_digits(most)} of them {_are(most)}"
            if least < most:
                which = f"{_digits(least)} to {_digits(most)} of them are"
            if least == most == unused:
                which = "It is" if unused == 1 else "They are"
            said += f" {which} kept for those of whom `{text}` is true."
    return said


def _still_kept(round: Round, number: int, places: int, unused: int) -> tuple[int, int]:
    """How many places of a reserve are left, at least and at most: that may turn on who of a line is placed."""
    selected = round.selected
    free = places - selected.ins[number]
    tied, others = selected.tied[number], sum(selected.tied) - selected.tied[number]
    most_placed, least_placed = min(tied, selected.to_decide), max(0, selected.to_decide - others)
    return max(0, free - most_placed), max(0, min(free - least_placed, unused))


def mark_words(round: Round, mark: int) -> str:
    type = round.ranking.type
    return _digits(mark) if type is None else value_words(type, mark)


def _json_cut_off(round: Round, number: int) -> dict[str, object] | None:
    cut_off = round.selected.cut_offs[number]
    if cut_off is None:
        return None
    found: dict[str, object] = {"mark": plain(round.ranking.type, cut_off.mark)}
    if cut_off.ties is not None:
        facts: dict[str, ir.Fact] = round.ranking.index.facts
        names = round.ranking.selection.ties or ()
        found["ties"] = {
            name: plain(facts[name].type, day) for name, day in zip(names, cut_off.ties, strict=True)
        }  # fmt: skip
    return found


def _labelled(label: str, text: str) -> str:
    return fill(
        text, _WIDTH, initial_indent=label.ljust(_INDENT), subsequent_indent=" " * _INDENT,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _candidates(number: int) -> str:
    return _counted(number, "candidate") if number else "Nobody"


def _counted(number: int, word: str) -> str:
    return counted(number, word) if number < 1000 else f"{_digits(number)} {word}s"


def _digits(number: int) -> str:
    return f"{number:,}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
