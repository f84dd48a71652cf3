"""What can be asked of an applicant: the facts of a generated rule set, their types and constants.

A `Quality` is one thing a condition can be about, with what is needed to write a constant inside its
domain. Each comes from a small catalogue; which of them a rule set has, and how large their domains are,
is drawn. Nearly every name has a second form that is harder to read: Han, or a word the language uses.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from generated.choices import Chooser
from generated.shapes import NOWHERE, cite, day, name, names, number, path, text
from qmasdsl.syntax.nodes import (
    DateType,
    Entry,
    Expr,
    FactLine,
    FieldLine,
    KindLine,
    KindType,
    LevelType,
    ListBlock,
    Modifiers,
    MomentType,
    MoneyType,
    MonthsType,
    NumberType,
    OneOfType,
    Quantity,
    RecordsType,
    SetType,
    SomeOfType,
    TypeExpr,
    ValueLabel,
    YesNoType,
)

MEMBERS = ("reading", "writing", "speaking")
ENTRIES = ("actuary", "fintech", "architect", "pilot")


@dataclass
class Quality:
    """One fact to write conditions about. For a number, `steps` is how many steps its domain has from `low`
    (both scaled by 10 ** places); `sort` says which conditions make sense."""

    name: str
    sort: str
    low: int = 0
    steps: int = 0
    step: int = 1
    places: int = 0
    unit: str = ""
    values: tuple[str, ...] = ()
    gate: str = ""  # the yes/no fact without which it does not exist

    def constant(self, index: int, bare: bool = False) -> Quantity:
        """The value `index` steps above the least, as a rule file writes it."""
        value = self.low + index * self.step
        if self.sort == "months":
            return number(value // 12, "years") if value % 12 == 0 and value != 12 else number(value, "months")
        digits = (
            str(value) if not self.places else f"{value // 10**self.places}.{value % 10**self.places:0{self.places}}"
        )
        return number(digits, "" if bare else self.unit)


@dataclass
class People:
    """The facts, lists and kinds of one rule set."""

    lines: list[FactLine] = field(default_factory=list)
    kinds: list[KindLine] = field(default_factory=list)
    lists: list[ListBlock] = field(default_factory=list)
    qualities: list[Quality] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def of(self, *sorts: str) -> list[Quality]:
        return [quality for quality in self.qualities if quality.sort in sorts]


def people(choose: Chooser) -> People:
    """Some facts of many types; a few of each of the sorts every rule set needs."""
    made = People()
    _yes_no_facts(choose, made)
    _number_facts(choose, made)
    makers = [_months, _money, _dates, _moment, _level, _choice, _listed_choice, _several, _abilities, _children, _kind]
    for maker in choose.some(makers, 2, 6):
        maker(choose, made)
    return made


def _add(made: People, line: FactLine, *qualities: Quality) -> None:
    made.lines.append(line)
    made.qualities.extend(qualities)
    if line.label is not None:
        made.labels.append(line.label.text)


def _fact(choose: Chooser, words: str, type_: TypeExpr, only_when: Expr | None = None, **more: object) -> FactLine:
    label = text(f"{words.capitalize().replace('_', ' ')}{choose.one(('', ', as declared', '，年齡'))}")
    return FactLine(
        names=(name(words),),
        type=type_,
        only_when=only_when,
        label=label if choose.maybe(40) else None,
        cite=cite("GPT 2") if choose.maybe(10) else None,
        modifiers=Modifiers(fixed=choose.maybe(5), grows=choose.maybe(5), effort=3 if choose.maybe(5) else None),
        span=NOWHERE,
        **more,  # type: ignore[arg-type]  # `of_each`, `values` or `fields`, as FactLine has them
    )


def _yes_no_facts(choose: Chooser, made: People) -> None:
    found = choose.some(("partner", "resident", "degree", "award", "已婚", "rank", "sponsored", "source"), 4, 7)
    while found:
        # Several facts of one type may share a line.
        together = found[: 2 if choose.maybe(20) else 1]
        found = found[len(together) :]
        made.lines.append(FactLine(names(together), YesNoType(span=NOWHERE), span=NOWHERE))
        made.qualities += [Quality(each, "yes") for each in together]
    if choose.maybe(40):
        gate = made.qualities[-1].name
        type_: TypeExpr = YesNoType(span=NOWHERE)
        _add(made, _fact(choose, "partner_works", type_, path(gate)), Quality("partner_works", "yes", gate=gate))
        # What may be asked of the gate is asked together with the fact behind it, and not alone.
        made.qualities = [quality for quality in made.qualities if quality.name != gate]


def _number_facts(choose: Chooser, made: People) -> None:
    for words, unit in choose.some(
        (("age", "years"), ("points", ""), ("年資", "years"), ("count_of_papers", "")), 2, 3
    ):
        low, steps = choose.one((0, 0, 5)), choose.number(8, 60)
        type_ = NumberType(True, number(low), number(low + steps), None, unit, span=NOWHERE)
        _add(made, _fact(choose, words, type_), Quality(words, "number", low, steps, unit=unit))
    if choose.maybe(50):
        steps = choose.number(8, 20)
        half = Quality("score", "number", 0, steps, step=5, places=1)
        type_ = NumberType(False, half.constant(0), half.constant(steps), number("0.5"), span=NOWHERE)
        _add(made, _fact(choose, "score", type_), half)


def _months(choose: Chooser, made: People) -> None:
    years = choose.number(2, 6)
    for words in ("graduate_work", "senior_work")[: choose.number(1, 2)]:
        type_ = MonthsType(number(0), number(years, "years"), span=NOWHERE)
        _add(made, _fact(choose, words, type_), Quality(words, "months", 0, years * 12))


def _money(choose: Chooser, made: People) -> None:
    step = choose.one((1, 1, 100))
    salary = Quality("salary", "number", 0, choose.number(20, 900) * 100 // step, step=step)
    by = None if step == 1 else number(step)
    period = choose.one(("a year", "an hour", ""))
    type_ = MoneyType("HKD", period, number(0), salary.constant(salary.steps), by, span=NOWHERE)
    _add(made, _fact(choose, "salary", type_), salary)


def _dates(choose: Chooser, made: People) -> None:
    start, steps = date(2018, 1, 1), choose.number(30, 4000)
    low, high = day(start), day(start + timedelta(steps))
    _add(
        made,
        _fact(choose, "lodged", DateType(low, high, span=NOWHERE)),
        Quality("lodged", "date", start.toordinal(), steps),
    )
    if choose.maybe(40):
        _add(made, _fact(choose, "born", DateType(span=NOWHERE)), Quality("born", "birth"))


def _moment(choose: Chooser, made: People) -> None:
    _add(made, _fact(choose, "submitted", MomentType(span=NOWHERE)), Quality("submitted", "moment"))


def _level(choose: Chooser, made: People) -> None:
    values = ("none", "bachelor", "master", "doctorate")[: choose.number(2, 4)]
    labels = tuple(
        ValueLabel(name(value), text(f"{value.capitalize()}'s degree"), span=NOWHERE)
        for value in (choose.some(values) if choose.maybe(30) else ())
    )
    made.labels += [label.label.text for label in labels]
    line = _fact(choose, "education", LevelType(names(values), span=NOWHERE), values=labels)
    _add(made, line, Quality("education", "level", values=values))


def _choice(choose: Chooser, made: People) -> None:
    values = ("hong_kong", "mainland", "elsewhere")[: choose.number(2, 3)]
    other = choose.maybe(40)
    line = _fact(choose, "birthplace", OneOfType(names(values), other, span=NOWHERE))
    _add(made, line, Quality("birthplace", "choice", values=(*values, "other") if other else values))


def _listed_choice(choose: Chooser, made: People) -> None:
    gates = [quality for quality in made.of("yes") if not quality.gate]
    entries = []
    for value in choose.some(ENTRIES, 1, 3):
        # The fact that an entry asks for is asked about nowhere else.
        gate = gates[0] if len(gates) > 3 and choose.maybe(30) else None
        label = text(f"{value.capitalize()}s") if choose.maybe(70) else None
        entries.append(Entry(name(value), label, None, path(gate.name) if gate else None, span=NOWHERE))
        if gate is not None:
            gates.remove(gate)
            made.qualities.remove(gate)
        if label is not None:
            made.labels.append(label.text)
    made.lists.append(ListBlock(name("talent_list"), tuple(entries), cite=cite("PR 28.8.2018"), span=NOWHERE))
    # With `or other` the list is never the whole of the domain.
    line = _fact(choose, "profession", OneOfType(names(("talent_list",)), True, span=NOWHERE))
    _add(made, line, Quality("profession", "listed", values=tuple(entry.name.text for entry in entries)))


def _several(choose: Chooser, made: People) -> None:
    values = ("chinese", "english", "french", "german")[: choose.number(2, 4)]
    line = _fact(choose, "languages", SomeOfType(names(values), span=NOWHERE))
    _add(made, line, Quality("languages", "several", values=values))


def _abilities(choose: Chooser, made: People) -> None:
    members = MEMBERS[: choose.number(2, 3)]
    made.kinds.append(KindLine(name("ability"), SetType(names(members), span=NOWHERE), span=NOWHERE))
    steps = choose.number(6, 18)
    ielts = Quality("ielts", "ability", 0, steps, step=5, places=1, values=members)
    type_ = NumberType(False, ielts.constant(0), ielts.constant(steps), number("0.5"), span=NOWHERE)
    _add(made, _fact(choose, "ielts", type_, of_each=name("ability")), ielts)


def _children(choose: Chooser, made: People) -> None:
    fields = [
        FieldLine(
            name("child_age"), NumberType(True, number(0), number(30), None, "years", span=NOWHERE), span=NOWHERE
        ),
        FieldLine(name("child_married"), YesNoType(span=NOWHERE), text("Married"), span=NOWHERE),
    ][: choose.number(1, 2)]
    made.labels += [each.label.text for each in fields if each.label is not None]
    limit = choose.number(2, 4)
    line = _fact(choose, "children", RecordsType(limit, span=NOWHERE), fields=tuple(fields))
    _add(made, line, Quality("children", "records", 0, limit))


def _kind(choose: Chooser, made: People) -> None:
    levels = ("a1", "a2", "b1", "b2")[: choose.number(2, 4)]
    made.kinds.append(KindLine(name("cefr"), LevelType(names(levels), span=NOWHERE), span=NOWHERE))
    line = _fact(choose, "french_level", KindType(name("cefr"), span=NOWHERE))
    _add(made, line, Quality("french_level", "level", values=levels))
