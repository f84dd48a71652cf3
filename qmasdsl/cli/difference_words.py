"""The difference between two versions, told: first what was changed in words, then whom it changes.

Nothing is said of applicants that was not proved; what was not settled says so and why.
"""

from collections.abc import Iterator, Sequence

from qmasdsl.cli.paragraphs import wrapped
from qmasdsl.difference.changes import InWords, Same, counted, digits
from qmasdsl.difference.people import InPeople, Points, Shown, Turn, Verdict
from qmasdsl.difference.scoring import in_force_text
from qmasdsl.explain.caseblock import case_block
from qmasdsl.frozen import frozen
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.walk import Index
from qmasdsl.proving.portraits import described, noteworthy

_KINDS = {
    "factor": ("factor", "factors"),
    "requirement": ("prerequisite", "prerequisites"),
    "outcome": ("outcome", "outcomes"),
    "list": ("list", "lists"),
    "fact": ("fact", "facts"),
}
_NAMED = 8  # factors that are named one by one


@frozen
class Names:
    """What the two files are called."""

    old: str
    new: str


def told(old: Index, new: Index, names: Names, words: InWords, people: InPeople) -> str:
    """The whole difference as text, without a newline at its end. Cases are not wrapped: they are to be pasted."""
    lines = [f"{new.ruleset.title}: what changes {_from_to(old.ruleset, new.ruleset, names)}", "", "In words"]
    lines += change_lines(words)
    lines += ["", *people_lines(old, new, words, people)]
    text = "\n".join(wrapped(line) for line in lines)
    cases = "\n\n".join(case_blocks(old, new, people))
    return f"{text}\n\nCases that show it, for the end of {names.new}\n\n{cases}" if cases else text


def case_blocks(old: Index, new: Index, people: InPeople) -> Iterator[str]:
    """The smallest example of each verdict that changes, as text that holds under the new rules. Nobody twice."""
    seen: list[tuple[str, Shown, list[str], list[str]]] = []
    for verdict in people.verdicts:
        for turn, comes in ((verdict.gains, True), (verdict.losses, False)):
            if (shown := turn.shown) is None:
                continue
            known = next((one for one in seen if one[1].new_facts == shown.new_facts), None)
            if known is None:
                seen.append(known := (_case_label(verdict, shown, comes), shown, [], []))
            for side, now, said in ((old, False, known[2]), (new, True, known[3])):
                said += (one for one in _expected(side, verdict, shown, now) if one not in said)
    for label, shown, before, after in seen:
        yield f"# The old rules give: {', '.join(before)}\n{case_block(new, label, shown.new_facts, after)}"


def _case_label(verdict: Verdict, shown: Shown, comes: bool) -> str:
    label = verdict.label or verdict.name
    match verdict.kind:
        case "passes":
            was, now = shown.total(verdict.name)
            points = f" ({digits(was)} points before, {digits(now)} now)"
            return (f"Newly passes: {label}" if comes else f"No longer passes: {label}") + points
        case "eligible":
            return "Newly eligible" if comes else "No longer eligible"
        case _:
            return f"Newly: {label}" if comes else f"No longer: {label}"


def _expected(side: Index, verdict: Verdict, shown: Shown, now: bool) -> list[str]:
    """What a case expects of this applicant, under the names of that side."""
    name = verdict.name if now else verdict.old_name
    facts = shown.new_facts if now else shown.old_facts
    meaning = Meaning(side, facts)
    match verdict.kind:
        case "passes":
            was, is_now = shown.total(verdict.name)
            passes = meaning.holds(ir.Passes(name)) is True
            return [f"{name}.total {is_now if now else was}", f"{'' if passes else 'not '}{name}.passes"]
        case "eligible":
            return ["eligible" if meaning.holds(ir.Eligible()) is True else "not eligible"]
        case _:
            return [name if meaning.holds(ir.Comes(name)) is True else f"not {name}"]


def _from_to(old: ir.Ruleset, new: ir.Ruleset, names: Names) -> str:
    was, now = in_force_text(old), in_force_text(new)
    if was and now and was != now:
        return f"from the rules of {was} to those of {now}"
    return f"from {names.old} to {names.new}"


def people_lines(old: Index, new: Index, words: InWords, people: InPeople) -> Iterator[str]:
    """Whom the change changes, under a line that says how sure that is."""
    proved = "not everything is proved" if people.undecided else "proved for every possible applicant"
    yield f"For applicants ({proved}, not counted from past files)"
    yield from _Telling(old, new).people(words, people)


def change_lines(words: InWords) -> Iterator[str]:
    """Each change on a line, and what stayed on one more."""
    for change in words.changes:
        yield f"  {change.verb.upper():<8} {change.words()}."
    if not words.changes:
        yield "  Nothing that a rule says was changed."
    same = [said for same in words.same if (said := _same(same))]
    if same:
        yield f"  THE SAME {', '.join(same)}."


def _same(same: Same) -> str:
    if not same.names:
        return ""
    if same.kind not in _KINDS:
        return f"{same.kind} {', '.join(same.names)}"
    many = counted(len(same.names), *_KINDS[same.kind])
    return f"{many} ({', '.join(same.names)})" if same.kind == "factor" and len(same.names) <= _NAMED else many


class _Telling:
    """Tells of applicants, by the facts of the new rules."""

    def __init__(self, old: Index, new: Index) -> None:
        self._old, self._new = old, new

    def people(self, words: InWords, people: InPeople) -> Iterator[str]:
        yield from (f"  Note: {note}." for note in people.notes)
        for kind, name, side in people.unmatched:
            yield f'  Note: only the {side} rules have the {kind} "{name}"; it is not compared.'
        if any(change.kind == "selection" for change in words.changes):
            yield "  Note: a quota and an order of selection are about all applicants together, and are not compared."
        if not people.differs and not people.undecided:
            yield "  Proved: for every possible applicant both give the same."
            return
        verdicts = {verdict.name: verdict for verdict in people.verdicts if verdict.kind == "passes"}
        for points in people.points:
            passes = verdicts[points.test.name]
            label = points.test.label or points.test.name
            if not points.changes and not points.undecided and not _turns(passes):
                yield f"  {label}: the same for everybody."
            else:
                yield f"  {label}{f', where {points.applies}' if points.applies else ''}"
                yield from (f"    {line}" for line in (*self._points(points), *self._passes(passes)))
        for verdict in people.verdicts:
            if verdict.kind != "passes":
                yield from self._verdict(verdict)

    def _points(self, points: Points) -> Iterator[str]:
        if points.undecided:
            yield f"Undecided whether anybody's points change: {points.undecided}."
            return
        if not points.changes:
            yield "Everybody has the same points."
            return
        if points.loss is None:
            yield "Nobody loses points."
        if points.gain is None:
            yield "Nobody gains points."
        for amount in points.amounts:
            yield from _whom(f"{_more_or_fewer(amount.points)}: ", amount.groups)
        if points.different is None:
            yield "There may be other amounts in between."
        elif points.different > len(points.amounts):
            others = points.different - len(points.amounts)
            yield f"And {counted(others, 'smaller amount', 'smaller amounts')}."
        elif points.different == 1:
            yield f"Nobody else {'gains' if points.loss is None else 'loses'}."
        for word, shown in (("gain", points.gain), ("loss", points.loss)):
            if shown is not None:
                was, now = shown.total(points.test.name)
                yield f"The largest {word}, {_points_words(abs(now - was))}: {self._example(shown, points.test.name)}."

    def _passes(self, verdict: Verdict) -> Iterator[str]:
        yield from self._turn(verdict, verdict.gains, "Nobody newly passes", "Newly pass")
        yield from self._turn(verdict, verdict.losses, "Nobody stops passing", "No longer pass")

    def _verdict(self, verdict: Verdict) -> Iterator[str]:
        title = "Eligibility" if verdict.kind == "eligible" else f"Outcome \"{verdict.label or verdict.name}\""
        if not _turns(verdict):
            yield f"  {title}: the same for everybody."
            return
        has, are = ("is eligible", "eligible") if verdict.kind == "eligible" else ("has it", "have it")
        yield f"  {title}"
        for line in (
            *self._turn(verdict, verdict.gains, f"Nobody newly {has}", f"Newly {are}"),
            *self._turn(verdict, verdict.losses, "Nobody loses it", f"No longer {are}"),
        ):
            yield f"    {line}"

    def _turn(self, verdict: Verdict, turn: Turn, nobody: str, some: str) -> Iterator[str]:
        if turn.undecided:
            yield f"Undecided whether anybody is concerned ({some[:1].lower()}{some[1:]}): {turn.undecided}."
            return
        if turn.shown is None:
            yield f"{nobody}."
            return
        had = "" if turn.totals is None else f"applicants who had {_range(*turn.totals)}"
        example = f"for example {self._example(turn.shown, verdict.name if verdict.kind == 'passes' else None)}."
        if not had and not turn.groups:
            yield f"{some}: {example}"
            return
        yield from _whom(f"{some}: {had}{', ' if had and turn.groups else ''}", turn.groups, "")
        yield f"  {example[:1].upper()}{example[1:]}"

    def _example(self, shown: Shown, test: str | None) -> str:
        """`an applicant aged 40, with education bachelor: was 80, now 75`"""
        totals = [each for each in shown.totals if test in (None, each[0])]
        read = self._new.facts_read(*(ir.Score(f"{name}.total") for name, _, _ in totals), ir.Eligible())
        person = described(self._new, shown.new_facts, noteworthy(self._new, shown.new_facts, read))
        said = "; ".join(f"was {digits(was)}, now {digits(now)}" for _, was, now in totals)
        return f"{person}: {said}" if said else person


def _turns(verdict: Verdict) -> bool:
    """Whether there is anything to tell of a verdict."""
    return any(turn.shown or turn.undecided for turn in (verdict.gains, verdict.losses))


def _whom(start: str, groups: Sequence[str] | None, without: str = "some applicants") -> Iterator[str]:
    """One group on the line itself, several beneath it."""
    if not groups:
        yield f"{start}{without}." if without else f"{start}."
    elif len(groups) == 1:
        yield f"{start}{groups[0]}."
    else:
        yield start.rstrip()
        yield from (f"  {group}{'.' if at == len(groups) - 1 else '; or'}" for at, group in enumerate(groups))


def _more_or_fewer(points: int) -> str:
    return f"{_points_words(abs(points))} {'more' if points > 0 else 'fewer'}"


def _points_words(points: int) -> str:
    return counted(points, "point", "points")


def _range(least: int, greatest: int) -> str:
    return _points_words(least) if least == greatest else f"from {digits(least)} to {_points_words(greatest)}"
