"""Rule sets put together at random with every node there is, over facts so small that all applicants can be listed.

`made_rulesets` does the same over facts of a natural size, which can only be sampled. Here a number has a
handful of values, a date a few days around the end of February, and a rule set a handful of facts.
"""

from datetime import date
from random import Random

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Field, Form, Numeric, Records, Several, Type, Value, YesNo

A, B, MANY = ir.FactHolds("a"), ir.FactHolds("b"), ir.Compare(ir.FactValue("n"), ir.Comparison.AT_LEAST, ir.Constant(2))
LEVEL = Choice((Value("none"), Value("some"), Value("all")), ordered=True)
TRADE = Choice((Value("actuary"), Value("naval"), Value("other")), listed="talents")
TONGUES = Several((Value("thai"), Value("urdu")))
KID = (Field("kid_age", Numeric(Form.WHOLE, 0, 2)), Field("kid_grown", YesNo()))
TYPES: dict[str, Type] = {
    "a": YesNo(),
    "b": YesNo(),
    "n": Numeric(Form.WHOLE, 0, 3),
    "age": Numeric(Form.WHOLE, 24, 27, unit="years"),
    "debt": Numeric(Form.WHOLE, -2, 1),
    "half": Numeric(Form.NUMBER, 1, 7, 3, 1),
    "level": LEVEL,
    "trade": TRADE,
    "tongues": TONGUES,
    "kids": Records(2, KID),
    "born": Date(date(2000, 2, 27).toordinal(), date(2000, 3, 1).toordinal()),
    "lodged": Date(date(2001, 2, 27).toordinal(), date(2001, 3, 2).toordinal()),
}
GATED: dict[str, tuple[Type, ir.Condition]] = {
    "a_level": (LEVEL, A),
    "a_b": (YesNo(), ir.And((A, B))),
    "deep": (Numeric(Form.WHOLE, 0, 2), ir.And((A, B, ir.FactHolds("a_b")))),
    "n_half": (Numeric(Form.NUMBER, 0, 4, 2), MANY),
    "a_kids": (Records(1, (Field("weight", Numeric(Form.WHOLE, -1, 1)),)), A),
    "a_tongues": (TONGUES, ir.Not(A)),
}
NEEDED = {"a_level": "a", "a_b": "ab", "deep": "ab", "n_half": "n", "a_kids": "a", "a_tongues": "a"}
SIGNS = tuple(ir.Comparison)


def tiny_ruleset(seed: int) -> ir.Ruleset:
    """Rule set number `seed`."""
    return Maker(Random(seed)).ruleset()


class Maker:
    """Makes a rule set, and then conditions, numbers and claims about it."""

    def __init__(self, random: Random) -> None:
        self.r = random
        self.keys = 0
        # Now and then both dates: what is counted between two days that are not known is hard to translate.
        dates = ["born", "lodged", "a"] if self.r.random() < 0.2 else None
        names = set(dates or self.r.sample(sorted(TYPES), 3))
        gated = set(self.r.sample(sorted(GATED), self.r.choice((0, 0, 1, 2))))
        gated |= {"a_b"} if "deep" in gated else set()
        names.update(name for one in gated for name in NEEDED[one])
        self.facts = sorted(names)
        self.gated = sorted(gated)
        self.r.shuffle(self.facts)
        self.defines: list[ir.Define] = []
        self.scores: list[str] = []
        self.verdicts: list[ir.Condition] = [ir.Reading("open")]

    def ruleset(self) -> ir.Ruleset:
        facts = [ir.Fact(name, TYPES[name]) for name in self.facts]
        facts += [ir.Fact(name, *(GATED[name][0], "", GATED[name][1])) for name in self.gated]
        always = tuple(ir.Always(self.condition(1), "…") for _ in range(self.r.choice((0, 0, 1, 2))))
        for at in range(self.r.randrange(4)):
            self.defines.append(self.define(f"d{at}"))
        requirements = tuple(ir.Requirement(f"q{at}", self.condition(1), "…") for at in range(self.r.randrange(3)))
        self.verdicts += [ir.Met(one.name) for one in requirements]
        tests = tuple(self.test(f"t{at}") for at in range(self.r.randrange(1, 3)))
        outcomes = (ir.Outcome("o", self.condition(2)),)
        self.verdicts += [ir.Comes("o"), ir.Eligible()]
        return ir.Ruleset(
            "tiny",
            "Tiny",
            facts=tuple(facts),
            lists=(self.talents(),),
            always=always,
            questions=(ir.Question("open", self.r.random() < 0.5),),
            defines=tuple(self.defines),
            requirements=requirements,
            tests=tests,
            outcomes=outcomes,
        )

    def talents(self) -> ir.List:
        gate = ir.FactHolds(self.r.choice([name for name in self.facts if name in "ab"] or [""]))
        gated = ir.Entry("naval", gate=gate if gate.fact else ir.Reading("open"))
        return ir.List("talents", (ir.Entry("actuary"), gated))

    def claim(self) -> ir.TrendClaim:
        """Points never fall, or never rise, as one or two facts rise, perhaps with another, perhaps only for some."""
        names = [*self.facts, *self.gated]
        rising = tuple(self.r.sample(names, self.r.choice((1, 1, 1, 2))))
        kinds = {name: TYPES[name] if name in TYPES else GATED[name][0] for name in names}
        left = [name for name in names if name not in rising and not isinstance(kinds[name], Records | Several)]
        plain = not any(isinstance(kinds[name], Records | Several) for name in rising)
        together = (self.r.choice(left),) if left and plain and self.r.random() < 0.3 else ()
        within = self.condition(1) if self.r.random() < 0.4 else None
        scores = [ir.Score(self.r.choice(self.scores)) for _ in range(2)]
        subject = self.r.choice((*scores, *scores, self.number(2), ir.Linear(((2, scores[0]), (-1, scores[1])))))
        return ir.TrendClaim(subject, self.r.random() < 0.6, rising, together, within, "…")

    # Declarations

    def define(self, name: str) -> ir.Define:
        form = self.r.randrange(4)
        if form == 0:
            return ir.Define(name, YesNo(), self.condition(2))
        if form == 1:
            return ir.Define(name, TYPES["n"], self.number(2))
        if form == 2:
            return ir.Define(name, TYPES["n"], self.group(2))
        rules = tuple(self.rule(ir.Constant(self.r.randrange(2))) for _ in range(2))
        return ir.Define(name, YesNo(), ir.Choose(ir.Policy.FIRST, rules, self.otherwise(ir.Constant(0))))

    def test(self, name: str) -> ir.Test:
        gate = self.maybe(self.condition(1))
        if self.r.random() < 0.15:
            made = ir.Test(name, ir.PassWhen(self.condition(1), 9, "…"), gate=gate, cap=self.limits())
        else:
            sections = self.sections(name) if self.r.random() < 0.5 else ()
            homes = [section.name for section in sections] or [None]
            factors = tuple(self.factor(f"{name}.f{at}", self.r.choice(homes)) for at in range(self.r.randrange(1, 4)))
            own = tuple(ir.Requirement(f"{name}.own{at}", self.condition(1), "…") for at in range(self.r.randrange(2)))
            mark = self.r.choice((ir.PassMark(self.r.randrange(12)), ir.NoPassMark()))
            made = ir.Test(name, mark, factors, sections, own, gate=gate, cap=self.limits())
            self.scores += [factor.name for factor in factors] + [section.name for section in sections]
            self.verdicts += [ir.Met(one.name) for one in own]
        self.scores.append(f"{name}.total")
        self.verdicts += [ir.Passes(name), ir.Applies(name)]
        return made

    def sections(self, test: str) -> tuple[ir.Section, ...]:
        found: list[ir.Section] = []
        for at in range(self.r.randrange(1, 4)):
            within = self.r.choice(found).name if found and self.r.random() < 0.5 else None
            gate, highest = self.maybe(self.condition(0)), self.r.random() < 0.4
            found.append(ir.Section(f"{test}.s{at}", within=within, highest=highest, cap=self.limits(), gate=gate))
        return tuple(found)

    def factor(self, name: str, section: str | None) -> ir.Factor:
        parts = tuple(self.part(2) for _ in range(self.r.randrange(1, 3)))
        return ir.Factor(name, parts, cap=self.limits(), gate=self.maybe(self.condition(1)), section=section)

    def limits(self) -> tuple[ir.Limit, ...]:
        form = self.r.randrange(5)
        if form == 0:
            return (ir.Limit(self.r.randrange(10)),)
        if form == 1:
            return (ir.Limit(self.r.randrange(9), self.condition(1)), ir.Limit(self.r.randrange(9), self.condition(1)))
        return ()

    def maybe(self, condition: ir.Condition) -> ir.Condition | None:
        return condition if self.r.random() < 0.3 else None

    # Rules

    def part(self, depth: int) -> ir.Rule | ir.Choose:
        return self.rule() if not depth or self.r.random() < 0.3 else self.group(depth)

    def group(self, depth: int) -> ir.Choose:
        items = tuple(
            self.part(depth - 1) if self.r.random() < 0.3 else self.rule() for _ in range(self.r.randrange(1, 4))
        )
        last = self.otherwise(self.points()) if self.r.random() < 0.4 else None
        return ir.Choose(self.r.choice(tuple(ir.Policy)), items, last)

    def rule(self, value: ir.Number | None = None) -> ir.Rule:
        gated = [name for name in self.gated if isinstance(GATED[name][0], Numeric)]
        if gated and value is None and self.r.random() < 0.2:
            name = self.r.choice(gated)
            return ir.Rule(ir.And((GATED[name][1], self.condition(0))), ir.FactValue(name), self.key(), "…")
        return ir.Rule(self.condition(2), self.points() if value is None else value, self.key(), "…")

    def otherwise(self, value: ir.Number) -> ir.Rule:
        return ir.Rule(ir.Truth(True), value, self.key(), "otherwise")

    def points(self) -> ir.Number:
        form = self.r.random()
        if form < 0.7:
            return ir.Constant(self.r.choice((0, 1, 2, 3, 5, 8, -4)))
        if form < 0.85:
            cap = self.r.choice((None, 0, 3, 20))
            return ir.Each(self.r.choice((5, 1, 0, -3)), self.r.randrange(1, 4), self.number(1), cap)
        return self.number(1)

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    # Conditions

    def condition(self, depth: int) -> ir.Condition:
        if depth and self.r.random() < 0.6:
            items = tuple(self.condition(depth - 1) for _ in range(self.r.randrange(1, 4)))
            form = self.r.randrange(4)
            if form == 0:
                return ir.Or(items)
            if form == 1:
                return ir.Not(items[0])
            return ir.And(items) if form == 2 else ir.AtLeast(self.r.randrange(4), items)
        form = self.r.randrange(8)
        if form == 0:
            return self.r.choice(self.verdicts)
        if form == 1 and any(isinstance(one.type, YesNo) for one in self.defines):
            return ir.DefineHolds(self.r.choice([one.name for one in self.defines if isinstance(one.type, YesNo)]))
        if form == 2 and self.gated:
            name = self.r.choice(self.gated)
            gate, read = GATED[name][1], self.atom(name, GATED[name][0])
            return ir.And((gate, read)) if self.r.random() < 0.5 else ir.Or((ir.Not(gate), read))
        if form == 3:
            return ir.Compare(self.number(2), self.r.choice(SIGNS), self.number(1))
        if form == 4 and self.r.random() < 0.3:
            return ir.Truth(self.r.random() < 0.5)
        name = self.r.choice(self.facts)
        return self.atom(name, TYPES[name])

    def atom(self, name: str, kind: Type) -> ir.Condition:
        sign = self.r.choice(SIGNS)
        match kind:
            case YesNo():
                return ir.FactHolds(name)
            case Several():
                if self.r.random() < 0.3:
                    return ir.Compare(ir.Size(name), sign, ir.Constant(self.r.randrange(3)))
                return ir.Includes(name, self.r.choice(((0,), (1,), (0, 1))))
            case Records():
                return ir.Compare(self.over(name, kind), sign, ir.Constant(self.r.randrange(4)))
            case Choice(_, False) if name == "trade":
                if self.r.random() < 0.5:
                    return ir.OnList(ir.FactValue(name), "talents", ((0, "actuary"), (1, "naval")))
                return ir.Among(ir.FactValue(name), tuple(sorted(self.r.sample(range(3), self.r.randrange(4)))))
            case Choice(values):
                return ir.Compare(ir.FactValue(name), sign, ir.Constant(self.r.randrange(len(values))))
            case Numeric(_, least, greatest) | Date(least, greatest):
                return ir.Compare(ir.FactValue(name), sign, ir.Constant(self.r.randint(least - 1, greatest + 1)))
            case _:
                raise AssertionError(kind)

    def over(self, name: str, kind: Records) -> ir.Number:
        """A count or a sum over records."""
        field = kind.fields[0].name
        where: ir.Condition | None = ir.Compare(
            ir.FieldValue(field), self.r.choice(SIGNS), ir.Constant(self.r.randrange(2))
        )
        if len(kind.fields) > 1 and self.r.random() < 0.5:
            grown: ir.Condition = ir.FieldHolds("kid_grown")
            where = ir.And((grown if self.r.random() < 0.5 else ir.Not(grown), where or ir.Truth(True)))
        where = where if self.r.random() < 0.7 else None
        return ir.Count(name, where) if self.r.random() < 0.5 else ir.Total(name, field, where)

    # Numbers

    def number(self, depth: int) -> ir.Number:
        form = self.r.randrange(12)
        if depth and form < 4:
            inner = tuple(self.number(depth - 1) for _ in range(self.r.randrange(1, 4)))
            if form < 2:
                return ir.Linear(tuple((self.r.choice((-2, -1, 1, 3)), one) for one in inner), self.r.randrange(-3, 4))
            return ir.Least(inner) if form == 2 else ir.Greatest(inner)
        defines = [one.name for one in self.defines if not isinstance(one.type, YesNo)]
        if form == 4 and defines:
            return ir.DefineValue(self.r.choice(defines))
        if form == 5 and self.scores:
            return ir.Score(self.r.choice(self.scores))
        days = {"born", "lodged"} & set(self.facts)
        if (form == 6 and days) or (form > 8 and len(days) == 2):
            return ir.Completed(self.r.choice((1, 2, 12)), self.day("born"), self.day("lodged"))
        return self.fact()

    def day(self, name: str) -> ir.Number:
        """The date called `name`, or where there is none a fixed one; perhaps a while later."""
        kind = TYPES[name]
        fixed = ir.Constant(self.r.randint(kind.least, kind.greatest) if isinstance(kind, Date) else 0)
        day: ir.Number = ir.FactValue(name) if name in self.facts else fixed
        later = ir.Later(day, self.r.choice((0, 1, 11, 12, -12)), self.r.choice((0, 0, 1, -2)))
        return later if self.r.random() < 0.3 else day

    def fact(self) -> ir.Number:
        """A fact that is a number, or what is counted of one."""
        name = self.r.choice(self.facts)
        kind = TYPES[name]
        match kind:
            case Numeric():
                return ir.FactValue(name)
            case Several():
                return ir.Size(name)
            case Records():
                return self.over(name, kind)
            case _:
                return ir.Constant(self.r.randrange(-1, 6))
