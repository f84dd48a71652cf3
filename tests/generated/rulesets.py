"""Whole rule sets: a scheme, its facts, one or two tests, and everything around them."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from generated.choices import Chooser
from generated.conditions import condition, inline
from generated.factors import LABELS, Ground, factor
from generated.people import People, people
from generated.shapes import NOWHERE, both, cite, compare, day, either, name, names, negated, number, path, text
from qmasdsl.syntax.nodes import (
    Always,
    Between,
    Case,
    Count,
    Define,
    EachDraw,
    EverythingElse,
    Expect,
    Expr,
    Extreme,
    FactLine,
    Factor,
    Facts,
    GivenValue,
    Heading,
    InForce,
    Item,
    Jurisdiction,
    Kinds,
    LimitCase,
    LimitColumn,
    Module,
    NoPassMark,
    NoQuota,
    OfMember,
    OnlyIf,
    Operator,
    Otherwise,
    Outcome,
    PassMark,
    PassWhen,
    ProveHolds,
    ProveTrend,
    Question,
    Quota,
    Rank,
    Replaces,
    Require,
    Scheme,
    SchemeClause,
    Section,
    Selection,
    SourceLine,
    Test,
    TestItem,
    ThresholdRow,
    Thresholds,
    Ties,
    Truth,
    UseFactors,
    VersionBy,
    Wording,
    WordingRow,
    YesNoType,
)
from qmasdsl.syntax.printer import format_module


def rulesets() -> SearchStrategy[str]:
    """The text of rule sets that check without an error (nearly always)."""
    return modules().map(format_module)


@st.composite
def modules(draw: DrawFn) -> Module:
    """The same as syntax trees, whose nodes stand nowhere."""
    choose = Chooser(draw)
    return Module(NOWHERE.source, tuple(_Scheme(choose).items()))


class _Scheme:
    """One rule set in the making. Facts for requirements and gates are kept apart from those of the factors,
    so that no rule is made impossible by something above it."""

    def __init__(self, choose: Chooser) -> None:
        self.choose = choose
        self.people: People = people(choose)
        self.tests: list[tuple[str, int, int, bool]] = []
        free = [quality for quality in self.people.of("yes") if not quality.gate]
        self.partner = free[0].name
        self.people.qualities.remove(free[0])
        apart = choose.some([quality for quality in self.people.qualities if not quality.gate], 1, 2)
        self.apart = apart
        self.ground = Ground(
            self.people,
            [quality for quality in self.people.qualities if quality not in apart],
            (self.partner, "alone"),
        )

    def items(self) -> list[Item]:
        choose = self.choose
        before: list[Item] = [*self.always(), *self.questions(), *self.defines()]
        requirement = self.requirement()
        shared = self.shared_factors()
        tests = [self.test(word, shared) for word in ("general", "achievement")[: choose.number(1, 2)]]
        after = [self.outcome(), *self.selection(), *self.claims(), *self.cases()]
        return [
            self.scheme(),
            *([Kinds(tuple(self.people.kinds), span=NOWHERE)] if self.people.kinds else []),
            self.facts(),
            *self.people.lists,
            *before,
            *requirement,
            *(each for each, _, _ in shared),
            *tests,
            *after,
            *self.wording(),
        ]

    def scheme(self) -> Scheme:
        choose = self.choose
        start = day(date(2018, 8, 28))
        clauses: list[SchemeClause] = [
            InForce(start, day(date(2024, 1, 1)) if choose.maybe(30) else None, span=NOWHERE)
        ]
        if self.people.of("date"):
            clauses.append(VersionBy(name("lodged"), span=NOWHERE))
        if choose.maybe(30):
            address = text("https://www.example.org/a#b") if choose.maybe(50) else None
            clauses.append(SourceLine(text("Press release, 28 August 2018"), address, span=NOWHERE))
        if choose.maybe(10):
            clauses.append(Replaces(span=NOWHERE))
        if choose.maybe(10):
            clauses.append(Jurisdiction(text("Hong Kong"), span=NOWHERE))
        return Scheme(path("xx.made"), text("Made up scheme"), tuple(clauses), span=NOWHERE)

    def facts(self) -> Facts:
        return Facts(
            (*self.people.lines, FactLine(names(("spare",)), YesNoType(span=NOWHERE), span=NOWHERE)), span=NOWHERE
        )

    def always(self) -> list[Item]:
        """Nothing that a rule could contradict: it speaks of a fact that no rule reads, or of months that only
        thresholds read together."""
        made: list[Item] = []
        if self.choose.maybe(20):
            holds = OnlyIf(path("spare"), either(path("spare"), path(self.partner)), span=NOWHERE)
            made.append(Always(holds, span=NOWHERE))
        return made

    def questions(self) -> list[Item]:
        if not self.choose.maybe(20):
            return []
        return [Question(name("open_reading"), self.choose.maybe(50), text("May it be read so?"), span=NOWHERE)]

    def defines(self) -> list[Item]:
        choose = self.choose
        made: list[Item] = [Define(name("alone"), negated(path(self.partner)), span=NOWHERE)]
        children = self.people.of("records")
        if children and choose.maybe(50):
            young = compare(path("child_age"), Operator.LESS_THAN, number(18))
            label = text("Dependants") if choose.maybe(50) else None
            made.append(
                Define(name("dependants"), Count(name("children"), young, span=NOWHERE), None, label, span=NOWHERE)
            )
            self.people.labels += [label.text] if label is not None else []
        abilities = self.people.of("ability")
        if abilities and choose.maybe(50):
            made.append(self.member_define())
        return made

    def member_define(self) -> Define:
        """`define clb of each ability as` with limits for each member."""
        choose = self.choose
        ability = self.people.of("ability")[0]
        points = choose.rising(1, ability.steps - 1, choose.number(1, 3))[::-1]
        rows = []
        for i, point in enumerate(points):
            # A blank is no limit, so what stands beneath it in its column is never reached.
            cells = [
                None if point == points[-1] and choose.maybe(20) else ability.constant(point) for _ in ability.values
            ]
            rows.append(ThresholdRow(number(10 - i), tuple(cells), span=NOWHERE))
        body = Thresholds(
            tuple(rows),
            member=name("ability"),
            limit=LimitColumn(OfMember(name("ielts"), name("ability"), span=NOWHERE), Operator.AT_LEAST, span=NOWHERE),
            members=names(ability.values),
            otherwise=Otherwise(number(0), span=NOWHERE),
            span=NOWHERE,
        )
        return Define(name("clb"), body, name("ability"), span=NOWHERE)

    def requirement(self) -> list[Item]:
        choose = self.choose
        made: list[Item] = []
        if choose.maybe(60):
            label = text('Aged so, or "over"') if choose.maybe(50) else None
            self.people.labels += [label.text] if label is not None else []
            wanted = condition(choose, list(self.apart), 1)
            made.append(
                Require(name("fitting"), wanted, label, cite("s 2") if choose.maybe(20) else None, span=NOWHERE)
            )
        if choose.maybe(20):
            made.append(Require(name("spared"), either(path("spare"), negated(path(self.partner))), span=NOWHERE))
        return made

    def shared_factors(self) -> list[tuple[Factor, int, int]]:
        return [factor(self.choose, self.ground, "basics", shared=True)] if self.choose.maybe(20) else []

    def test(self, word: str, shared: list[tuple[Factor, int, int]]) -> Test:
        choose = self.choose
        gate = path("spare") if word == "general" and choose.maybe(20) else None
        heading = Heading(label=text(f"{word.capitalize()} test") if choose.maybe(60) else None, only_when=gate)
        if heading.label is not None:
            self.people.labels.append(heading.label.text)
        if word == "achievement" and choose.maybe(50):
            return self.all_or_nothing(word, heading)
        parts, least, most = self.sections(shared) if choose.maybe(30) else self.factors(word, shared)
        own: list[TestItem] = []
        if choose.maybe(20):
            own.append(
                Require(name("competent"), either(path("spare"), path(self.partner)), text("Competent"), span=NOWHERE)
            )
            self.people.labels.append("Competent")
        mark: TestItem = NoPassMark(span=NOWHERE)
        if most > 0 and choose.maybe(70):
            mark = PassMark(choose.number(1, min(5, most)), span=NOWHERE)
        form = choose.number(0, 3)
        if form == 1:
            heading = Heading(heading.label, out_of=(LimitCase(max(most, 0), span=NOWHERE),), only_when=gate)
        elif form == 2 and most > 10:
            most = choose.number(10, most)
            heading = Heading(heading.label, capped=(LimitCase(most, span=NOWHERE),), only_when=gate)
        self.tests.append((word, min(least, 0), max(most, 0), isinstance(mark, PassMark)))
        return Test(name(word), heading, (mark, *own, *parts), span=NOWHERE)

    def all_or_nothing(self, word: str, heading: Heading) -> Test:
        wanted = condition(self.choose, self.ground.copy().supply, 2)
        self.tests.append((word, 0, 225, True))
        return Test(name(word), heading, (PassWhen(inline(wanted), 225, span=NOWHERE),), span=NOWHERE)

    def factors(self, word: str, shared: list[tuple[Factor, int, int]]) -> tuple[list[TestItem], int, int]:
        choose = self.choose
        made = [factor(choose, self.ground, f"factor_{i}") for i in range(choose.number(1, 3))]
        items: list[TestItem] = [each for each, _, _ in made]
        used = shared if word == "general" else []
        if used:
            items.append(UseFactors(tuple(each.name for each, _, _ in used), span=NOWHERE))
        every = [*made, *used]
        return items, sum(least for _, least, _ in every), sum(most for _, _, most in every)

    def sections(self, shared: list[tuple[Factor, int, int]]) -> tuple[list[TestItem], int, int]:
        choose = self.choose
        made: list[TestItem] = []
        outer_least, outer_most = 0, 0
        for i in range(choose.number(1, 3)):
            factors = [factor(choose, self.ground, f"factor_{i}_{j}") for j in range(choose.number(1, 2))]
            highest = choose.maybe(25)
            least, most = sum(least for _, least, _ in factors), sum(most for _, _, most in factors)
            if highest:
                least, most = min(low for _, low, _ in factors), max(high for _, _, high in factors)
            capped: tuple[LimitCase, ...] = ()
            if most > 5 and least >= 0 and choose.maybe(30):
                most = choose.number(5, most)
                capped = (LimitCase(most, span=NOWHERE),)
            within = name("section_0") if i and choose.maybe(40) else None
            heading = Heading(text(LABELS[2]) if choose.maybe(20) else None, None, within, highest, (), capped)
            if heading.label is not None:
                self.people.labels.append(heading.label.text)
            made.append(Section(name(f"section_{i}"), heading, tuple(each for each, _, _ in factors), span=NOWHERE))
            outer_least, outer_most = outer_least + min(least, 0), outer_most + max(most, 0)
        return made, outer_least, outer_most

    def outcome(self) -> Outcome:
        passes: tuple[Expr, ...] = tuple(path(f"{word}.passes") for word, _, _, _ in self.tests)
        if len(passes) == 1 and self.choose.maybe(30):
            passes = (both(passes[0], path(self.partner)),)
        return Outcome(
            name("goes_on"), either(*passes), text("Goes on") if self.choose.maybe(0) else None, span=NOWHERE
        )

    def selection(self) -> list[Item]:
        choose = self.choose
        if not choose.maybe(40):
            return []
        totals = tuple(path(f"{word}.total") for word, _, _, _ in self.tests)
        by: Expr = totals[0] if len(totals) == 1 else Extreme(True, totals, span=NOWHERE)
        reserves = ((20, path(self.partner)),) if choose.maybe(30) else ()
        places = choose.one(
            (Quota(10_000, "year", reserves, span=NOWHERE), NoQuota(span=NOWHERE), EachDraw(span=NOWHERE))
        )
        earlier = names(("submitted",)) if self.people.of("moment") and choose.maybe(50) else ()
        rank = Rank(name("goes_on"), by, not choose.maybe(10), span=NOWHERE)
        return [Selection((places, rank, Ties(earlier, span=NOWHERE)), span=NOWHERE)]

    def claims(self) -> list[Item]:
        choose = self.choose
        made: list[Item] = []
        for word, least, most, _ in self.tests:
            if choose.maybe(50):
                made.append(
                    ProveHolds(Between(path(f"{word}.total"), number(least), number(most), span=NOWHERE), span=NOWHERE)
                )
        # Facts that no factor reads: of the others such a claim may well be false.
        still = [quality for quality in self.apart if quality.sort in ("number", "months", "level")]
        if still and choose.maybe(60):
            rising = tuple(path(quality.name) for quality in still)
            while_ = path(self.partner) if choose.maybe(30) else None
            made.append(ProveTrend(path("general.total"), choose.maybe(50), rising, (), while_, span=NOWHERE))
        return made

    def cases(self) -> list[Item]:
        choose = self.choose
        made: list[Item] = []
        for i in range(choose.number(0, 2)):
            givens: list[GivenValue | EverythingElse] = [
                GivenValue(path(each.name), Truth(choose.maybe(50), span=NOWHERE), span=NOWHERE)
                for each in self.people.of("yes")
                if not each.gate and choose.maybe(50)
            ]
            for quality in self.people.of("number", "months"):
                value = quality.constant(choose.number(0, quality.steps), bare=choose.maybe(50))
                givens.append(GivenValue(path(quality.name), value, span=NOWHERE))
            givens.append(EverythingElse(span=NOWHERE))
            word, least, most, _ = choose.one(self.tests)
            value = (number(least), number(most)) if least >= 0 else number(most)
            expects = (Expect(path(f"{word}.total"), value, span=NOWHERE),)
            made.append(Case(text(f"Case {i}"), tuple(givens), expects, span=NOWHERE))
        return made

    def wording(self) -> list[Item]:
        labels = sorted(set(self.people.labels))
        if not labels or not self.choose.maybe(40):
            return []
        rows = tuple(WordingRow(label, f"譯：{label.replace('#', '')}", span=NOWHERE) for label in labels)
        return [Wording("zh-Hant", ("English", "繁體中文"), rows, span=NOWHERE)]
