"""Rule sets put together at random in the intermediate representation, with every node it has.

What the language writes is only part of what the representation can say (groups in groups, points that
depend on scores of another test, caps that depend on conditions): a translation must be right for all of
it. Every rule set is one that the checker would let pass: facts that exist only sometimes are read only
where they exist, and nothing goes round in circles.
"""

from datetime import date
from random import Random

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Field, Form, Moment, Numeric, Records, Several, Type, Value, YesNo

LEVEL = Choice((Value("none"), Value("bachelor", "Bachelor's degree"), Value("master"), Value("doctor")), ordered=True)
TRADE = Choice((Value("actuary"), Value("fintech"), Value("naval"), Value("other")), listed="talents")
TONGUES = Several((Value("french"), Value("german"), Value("thai")))
DAY = Date(date(2000, 1, 1).toordinal(), date(2030, 12, 31).toordinal())
ODD_DAY = Date(date(2000, 2, 3).toordinal(), date(2030, 11, 30).toordinal())
WHEN = Moment(0, 10**15)
CHILD = Records(
    4,
    (
        Field("child_age", Numeric(Form.WHOLE, 0, 60)),
        Field("married", YesNo()),
        Field("speaks", TONGUES),
        Field("mark", Numeric(Form.NUMBER, 0, 90, 5, 1)),
        Field("born", ODD_DAY),
        Field("level", LEVEL),
    ),
)
PARTNER = ir.FactHolds("partner")
TYPES: dict[str, Type] = {
    "age": Numeric(Form.WHOLE, 0, 120),
    "balance": Numeric(Form.WHOLE, -20, 20),
    "work": Numeric(Form.MONTHS, 0, 240),
    "grade": Numeric(Form.NUMBER, 0, 90, 5, 1),
    "salary": Numeric(Form.MONEY, 0, 50_000),
    "even": Numeric(Form.WHOLE, 2, 40, 2),
    "education": LEVEL,
    "needed": LEVEL,
    "trade": TRADE,
    "tongues": TONGUES,
    "lodged": DAY,
    "born": ODD_DAY,
    "moment": WHEN,
    "children": CHILD,
    "partner": YesNo(),
    "class": YesNo(),
    "年齡足夠": YesNo(),
    'a "quoted" name\\': YesNo(),
    "test.reading": Numeric(Form.NUMBER, 0, 90, 5, 1),
    "test.writing": Numeric(Form.NUMBER, 0, 90, 5, 1),
    "elected": Choice((Value("t0"), Value("t1"), Value("t2"))),
}
GATED: dict[str, tuple[Type, ir.Condition]] = {
    "partner_degree": (YesNo(), PARTNER),
    "partner_age": (Numeric(Form.WHOLE, 18, 120), PARTNER),
    "partner_level": (LEVEL, ir.And((PARTNER, ir.FactHolds("partner_degree")))),
    "partner_day": (DAY, PARTNER),
    "pets": (Records(2, (Field("weight", Numeric(Form.WHOLE, 0, 90)),)), ir.Not(PARTNER)),
}


def made_ruleset(seed: int) -> ir.Ruleset:
    """Rule set number `seed`."""
    return _Maker(Random(seed)).ruleset()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.r = random
        self.keys = 0
        self.defines: list[ir.Define] = []
        self.scores: list[str] = []
        self.verdicts: list[ir.Condition] = [ir.Reading("open")]
        self.record: dict[str, Type] | None = None

    def ruleset(self) -> ir.Ruleset:
        facts = [ir.Fact(name, type, f"Label of {name}", None, _member(name)) for name, type in TYPES.items()]
        facts += [ir.Fact(name, type, "", gate) for name, (type, gate) in GATED.items()]
        for at in range(self.r.randrange(6)):
            self.defines.append(self.define(f"d{at}"))
        requirements = tuple(self.requirement(f"q{at}") for at in range(self.r.randrange(3)))
        self.verdicts += [ir.Met(one.name) for one in requirements]
        tests = tuple(self.test(f"t{at}") for at in range(self.r.randrange(1, 4)))
        outcomes = []
        for at in range(2):
            outcomes.append(ir.Outcome(f"o{at}", self.condition(2), text="…"))
            self.verdicts += [ir.Comes(f"o{at}"), ir.Eligible()]
        always = ir.Always(_compare("born", ir.Comparison.AT_MOST, ir.FactValue("lodged")), "born at most lodged")
        return ir.Ruleset(
            "made.up",
            "Made up",
            facts=tuple(self.r.sample(facts, len(facts))),
            lists=(self.talents(),),
            always=(always,) if self.r.random() < 0.5 else (),
            questions=(ir.Question("open", self.r.random() < 0.5),),
            defines=tuple(self.defines),
            requirements=requirements,
            tests=tests,
            outcomes=tuple(outcomes),
            version_by="lodged",
            source_hash="0" * 64,
            source_name="made.qmas",
        )

    def talents(self) -> ir.List:
        gate = ir.And((_compare("education", ir.Comparison.AT_LEAST, ir.Constant(1)), ir.FactHolds("class")))
        entries = (ir.Entry("actuary"), ir.Entry("fintech", gate=gate), ir.Entry("naval", gate=ir.Reading("open")))
        return ir.List("talents", entries)

    def define(self, name: str) -> ir.Define:
        form = self.r.randrange(4)
        if form == 0:
            return ir.Define(name, YesNo(), self.condition(2))
        if form == 1:
            return ir.Define(name, TYPES["balance"], self.number(2))
        if form == 2:
            return ir.Define(name, TYPES["balance"], self.group(2))
        rules = tuple(self.rule(ir.Constant(self.r.randrange(2))) for _ in range(3))
        otherwise = ir.Rule(ir.Truth(True), ir.Constant(0), self.key(), "otherwise")
        return ir.Define(name, YesNo(), ir.Choose(ir.Policy.FIRST, rules, otherwise))

    def requirement(self, name: str) -> ir.Requirement:
        return ir.Requirement(name, self.condition(2), "…", "Label")

    def test(self, name: str) -> ir.Test:
        gate = self.r.choice(
            (
                None,
                ir.Among(ir.FactValue("elected"), (int(name[1:]),)),
                ir.Among(ir.FactValue("elected"), (int(name[1:]), 2)),
                self.condition(1),
            )
        )
        if self.r.random() < 0.2:
            mark = ir.PassWhen(self.condition(1), 50, "…")
            done = ir.Test(name, mark, gate=gate, cap=self.limits())
        else:
            sections = self.sections(name) if self.r.random() < 0.5 else ()
            factors = []
            for at in range(self.r.randrange(1, 5)):
                section = self.r.choice(sections).name if sections else None
                factors.append(self.factor(f"{name}.f{at}", section))
            own = tuple(self.requirement(f"{name}.own{at}") for at in range(self.r.randrange(2)))
            ends = self.r.choice((ir.PassMark(self.r.randrange(60)), ir.NoPassMark()))
            done = ir.Test(name, ends, tuple(factors), sections, own, gate=gate, cap=self.limits())
            self.scores += [factor.name for factor in factors] + [section.name for section in sections]
            self.verdicts += [ir.Met(one.name) for one in own]
        self.scores.append(f"{name}.total")
        self.verdicts += [ir.Passes(name), ir.Applies(name)]
        return done

    def sections(self, test: str) -> tuple[ir.Section, ...]:
        found: list[ir.Section] = []
        for at in range(self.r.randrange(1, 4)):
            within = self.r.choice(found).name if found and self.r.random() < 0.5 else None
            highest = self.r.random() < 0.3
            found.append(
                ir.Section(f"{test}.s{at}", within=within, highest=highest, cap=self.limits(), gate=self.maybe(PARTNER))
            )
        return tuple(found)

    def factor(self, name: str, section: str | None) -> ir.Factor:
        gate = self.maybe(self.condition(1))
        parts = tuple(self.part(2) for _ in range(self.r.randrange(1, 4)))
        factor = ir.Factor(name, parts, cap=self.limits(), gate=gate, section=section)
        if self.r.random() < 0.5:
            self.scores.append(name)
        return factor

    def limits(self) -> tuple[ir.Limit, ...]:
        form = self.r.randrange(4)
        if form == 0:
            return (ir.Limit(self.r.randrange(40)),)
        if form == 1:
            return (
                ir.Limit(self.r.randrange(40), self.condition(1)),
                ir.Limit(self.r.randrange(40), self.condition(1)),
            )
        return ()

    def maybe(self, condition: ir.Condition) -> ir.Condition | None:
        return condition if self.r.random() < 0.3 else None

    # ---- rules ----------------------------------------------------------------------------------

    def part(self, depth: int) -> ir.Rule | ir.Choose:
        return self.rule() if not depth or self.r.random() < 0.3 else self.group(depth)

    def group(self, depth: int) -> ir.Choose:
        items = tuple(
            self.part(depth - 1) if self.r.random() < 0.3 else self.rule() for _ in range(self.r.randrange(1, 5))
        )
        otherwise = ir.Rule(ir.Truth(True), self.points(), self.key(), "otherwise") if self.r.random() < 0.4 else None
        return ir.Choose(self.r.choice(tuple(ir.Policy)), items, otherwise)

    def rule(self, value: ir.Number | None = None) -> ir.Rule:
        if self.r.random() < 0.15:
            fact = self.r.choice(("age", "work", "salary"))
            low = self.r.randrange(100)
            span = (_compare(fact, ir.Comparison.AT_LEAST, ir.Constant(low)),)
            guard: ir.Condition = ir.And((*span, _compare(fact, ir.Comparison.AT_MOST, ir.Constant(low + 20))))
        else:
            guard = self.condition(2)
        return ir.Rule(guard, self.points() if value is None else value, self.key(), "…", "Label", "Cite")

    def points(self) -> ir.Number:
        form = self.r.random()
        if form < 0.75:
            return ir.Constant(self.r.choice((0, 5, 10, 15, 20, -5)))
        if form < 0.9:
            cap = self.r.choice((None, 0, 10, 20, 100))
            return ir.Each(self.r.choice((5, 1, -3, 7)), self.r.randrange(1, 7), self.number(1), cap)
        return self.number(1)

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    # ---- conditions -----------------------------------------------------------------------------

    def condition(self, depth: int) -> ir.Condition:
        if depth and self.r.random() < 0.5:
            items = tuple(self.condition(depth - 1) for _ in range(self.r.randrange(1, 4)))
            form = self.r.randrange(4)
            if form == 0:
                return ir.Or(items)
            if form == 1:
                return ir.Not(items[0])
            return ir.And(items) if form == 2 else ir.AtLeast(self.r.randrange(4), items)
        form = self.r.randrange(12)
        sign = self.r.choice(tuple(ir.Comparison))
        match form:
            case 0:
                return ir.FactHolds(self.r.choice(("partner", "class", "年齡足夠", 'a "quoted" name\\')))
            case 1:
                return self.gated()
            case 2:
                return ir.Truth(self.r.random() < 0.5)
            case 3:
                return ir.Among(ir.FactValue("trade"), tuple(sorted(self.r.sample(range(4), self.r.randrange(5)))))
            case 4:
                return ir.OnList(ir.FactValue("trade"), "talents", ((0, "actuary"), (1, "fintech"), (2, "naval")))
            case 5:
                return ir.Includes("tongues", tuple(self.r.sample(range(3), self.r.randrange(1, 3))))
            case 6:
                return _compare("education", sign, ir.Constant(self.r.randrange(4)))
            case 7:
                return _compare("education", sign, ir.FactValue("needed"))
            case 8:
                return self.r.choice(self.verdicts)
            case 9 if any(isinstance(one.type, YesNo) for one in self.defines):
                return ir.DefineHolds(self.r.choice([one.name for one in self.defines if isinstance(one.type, YesNo)]))
            case _:
                return ir.Compare(self.number(2), sign, self.number(1) if self.r.random() < 0.3 else self.bound())

    def bound(self) -> ir.Constant:
        return ir.Constant(self.r.choice((0, 1, 2, 5, 18, 24, 40, 60, 85)))

    def gated(self) -> ir.Condition:
        sign = self.r.choice(tuple(ir.Comparison))
        level = ir.And((PARTNER, ir.FactHolds("partner_degree"), _compare("partner_level", sign, ir.Constant(2))))
        return self.r.choice(
            (
                ir.And((PARTNER, ir.FactHolds("partner_degree"))),
                ir.Or((ir.Not(PARTNER), ir.FactHolds("partner_degree"))),
                ir.And((PARTNER, _compare("partner_age", sign, ir.FactValue("age")))),
                ir.And((PARTNER, _compare("partner_day", sign, ir.FactValue("lodged")))),
                ir.And((ir.Not(PARTNER), ir.Compare(ir.Total("pets", "weight"), sign, ir.Constant(30)))),
                level,
            )
        )

    # ---- numbers --------------------------------------------------------------------------------

    def number(self, depth: int) -> ir.Number:
        form = self.r.randrange(14)
        plain = ir.FactValue(self.r.choice(("age", "balance", "work", "grade", "salary", "even", "test.reading")))
        numeric = [one.name for one in self.defines if not isinstance(one.type, YesNo)]
        if not depth or form < 4:
            return plain
        inner = tuple(self.number(depth - 1) for _ in range(self.r.randrange(1, 4)))
        match form:
            case 4:
                return ir.Linear(tuple((self.r.choice((-3, -1, 1, 2)), one) for one in inner), self.r.randrange(-9, 9))
            case 5:
                return ir.Least(inner)
            case 6:
                return ir.Greatest(inner)
            case 7:
                return ir.Count("children", self.where() if self.r.random() < 0.8 else None)
            case 8:
                return ir.Total("children", self.r.choice(("child_age", "mark")), self.where())
            case 9:
                return ir.Size("tongues")
            case 10:
                return ir.Completed(self.r.choice((1, 12)), ir.FactValue("born"), ir.FactValue("lodged"))
            case 11:
                later = ir.Later(ir.FactValue("born"), self.r.randrange(-30, 300), self.r.randrange(-40, 40))
                return ir.Completed(12, later, ir.FactValue("lodged"))
            case 12 if numeric:
                return ir.DefineValue(self.r.choice(numeric))
            case 13 if self.scores:
                return ir.Score(self.r.choice(self.scores))
            case _:
                return ir.Linear(((1, ir.FactValue("moment")), (-1, ir.Constant(5 * 10**14))))

    def where(self) -> ir.Condition:
        sign = self.r.choice(tuple(ir.Comparison))
        young = ir.Compare(ir.FieldValue("child_age"), sign, ir.Constant(18))
        mark = ir.Compare(ir.FieldValue("mark"), sign, ir.Constant(60))
        born = ir.Compare(ir.FieldValue("born"), sign, ir.Constant(date(2015, 6, 1).toordinal()))
        level = ir.Compare(ir.FieldValue("level"), sign, ir.Constant(2))
        among = ir.Among(ir.FieldValue("level"), (0, 3))
        speaks = ir.FieldIncludes("speaks", (0, 2))
        simple = self.r.choice((young, mark, born, level, among, speaks, ir.Reading("open")))
        return ir.And((simple, ir.Not(ir.FieldHolds("married")))) if self.r.random() < 0.5 else simple


def _compare(fact: str, sign: ir.Comparison, right: ir.Number) -> ir.Compare:
    return ir.Compare(ir.FactValue(fact), sign, right)


def _member(name: str) -> tuple[str, str] | None:
    before, dot, after = name.partition(".")
    return (before, after) if dot else None
