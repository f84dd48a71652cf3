"""Rule sets so small that every possible applicant can be gone through.

Their facts have two to four values each, and every kind of fact is among them: such that exist only sometimes,
that are tied to each other by `always`, that are fixed, grow or cost effort.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Field, Form, Numeric, Records, Several, Type, Value, YesNo
from qmasdsl.ir.walk import Index, index

Person = dict[str, ir.Encoded]

LEVEL = Choice((Value("low"), Value("middle"), Value("high")), ordered=True)
TRADE = Choice((Value("cook"), Value("nurse"), Value("other")))
ROWS = Records(2, (Field("young", YesNo()),))
TYPES: dict[str, Type] = {
    "a": YesNo(),
    "b": YesNo(),
    "n": Numeric(Form.WHOLE, 0, 3),
    "m": Numeric(Form.MONTHS, 0, 2),
    "level": LEVEL,
    "trade": TRADE,
    "tongues": Several((Value("thai"), Value("urdu"))),
    "children": ROWS,
}
GATED: dict[str, tuple[Type, ir.Condition]] = {
    "g": (YesNo(), ir.FactHolds("a")),
    "h": (Numeric(Form.WHOLE, 0, 2), ir.And((ir.FactHolds("a"), ir.FactHolds("g")))),
    "pets": (ROWS, ir.FactHolds("a")),
}
SEVERAL = 5  # facts of one rule set


def small_ruleset(seed: int) -> ir.Ruleset:
    """Rule set number `seed`."""
    return _Maker(Random(seed)).ruleset()


def everybody(ruleset: ir.Ruleset) -> Iterator[Person]:
    """Every possible applicant."""
    names = index(ruleset)
    plain = [fact for fact in ruleset.facts if fact.gate is None]
    for values in product(*(list(_values(fact.type)) for fact in plain)):
        yield from _with_gated(names, dict(zip((fact.name for fact in plain), values, strict=True)))


def _with_gated(names: Index, person: Person) -> Iterator[Person]:
    meaning = Meaning(names, person)
    for name, fact in names.facts.items():
        if name not in person and meaning.exists(fact) is True:
            for value in _values(fact.type):
                yield from _with_gated(names, {**person, name: value})
            return
    if all(meaning.holds(one.condition) is True for one in names.ruleset.always):
        yield {name: person[name] for name in names.facts if name in person}


def _values(kind: Type) -> Iterator[ir.Encoded]:
    match kind:
        case YesNo():
            yield from (False, True)
        case Numeric(_, least, greatest):
            yield from range(least, greatest + 1)
        case Choice(values):
            yield from range(len(values))
        case Several():
            yield from (frozenset(), frozenset([0]), frozenset([1]), frozenset([0, 1]))
        case Records():
            rows: list[tuple[tuple[str, bool], ...]] = [(("young", False),), (("young", True),)]
            yield from ((), *((one,) for one in rows), *((one, other) for one in rows for other in rows))
        case _:
            raise AssertionError(kind)


class _Maker:
    def __init__(self, random: Random) -> None:
        self.r = random
        self.keys = 0
        names = self.r.sample(sorted(TYPES), SEVERAL - 1) if self.r.random() < 0.5 else ["a", "n", "level"]
        if "a" in names:
            names += self.r.sample(sorted(GATED), 2)
            names += ["g"] if "h" in names and "g" not in names else []
        self.names = names

    def ruleset(self) -> ir.Ruleset:
        facts = [self.fact(name) for name in self.names]
        always = []
        if {"n", "m"} <= set(self.names):
            always.append(ir.Always(ir.Compare(ir.FactValue("m"), ir.Comparison.AT_MOST, ir.FactValue("n")), "m <= n"))
        if self.r.random() < 0.3:
            always.append(ir.Always(ir.Or((self.condition(0), ir.Not(self.condition(0)))), "anything"))
        if self.r.random() < 0.4:
            always.append(ir.Always(ir.Or((self.condition(0), self.condition(0))), "one or the other"))
        tests = tuple(self.test(f"t{at}") for at in range(self.r.randrange(1, 3)))
        requirements = (ir.Requirement("fit", self.condition(1), "…"),) if self.r.random() < 0.4 else ()
        outcome = ir.Or(tuple(ir.Passes(test.name) for test in tests))
        return ir.Ruleset(
            "small", "Small", facts=tuple(facts), always=tuple(always), requirements=requirements, tests=tests,
            outcomes=(ir.Outcome("invited", outcome),), source_name="small.qmas",
        )  # fmt: skip

    def fact(self, name: str) -> ir.Fact:
        kind, gate = (TYPES[name], None) if name in TYPES else GATED[name]
        effort = self.r.choice([None, None, 0, 2, 3])
        fact = ir.Fact(name, kind, name.title(), gate, effort=effort)
        return replace(fact, fixed=self.r.random() < 0.15, grows=self.r.random() < 0.2)

    def test(self, name: str) -> ir.Test:
        factors = tuple(self.factor(f"{name}.f{at}") for at in range(self.r.randrange(2, 4)))
        mark = ir.PassMark(self.r.choice([10, 15, 20]))
        gate = self.condition(0) if self.r.random() < 0.25 else None
        return ir.Test(name, mark, factors=factors, label=name.upper(), gate=gate)

    def factor(self, name: str) -> ir.Factor:
        policy = self.r.choice([ir.Policy.FIRST, ir.Policy.HIGHEST, ir.Policy.ALL])
        rules = tuple(self.rule(name) for _ in range(self.r.randrange(1, 4)))
        cap = (ir.Limit(15),) if self.r.random() < 0.2 else ()
        return ir.Factor(name, (ir.Choose(policy, rules),), name.upper(), cap=cap)

    def rule(self, name: str) -> ir.Rule:
        self.keys += 1
        value: ir.Number = ir.Constant(self.r.choice([5, 5, 10, -5]))
        if "n" in self.names and self.r.random() < 0.2:
            value = ir.Each(5, 1, ir.FactValue("n"), 10)
        return ir.Rule(self.condition(1), value, f"{name}/{self.keys}", f"rule {self.keys}")

    def condition(self, depth: int) -> ir.Condition:
        if depth and self.r.random() < 0.5:
            items = (self.condition(depth - 1), self.condition(depth - 1))
            return self.r.choice([ir.And(items), ir.Or(items), ir.Not(items[0])])
        name = self.r.choice(self.names)
        gate = GATED[name][1] if name in GATED else None
        atom = self.atom(name)
        return atom if gate is None else ir.And((gate, atom))

    def atom(self, name: str) -> ir.Condition:
        kind = TYPES[name] if name in TYPES else GATED[name][0]
        match kind:
            case YesNo():
                return ir.FactHolds(name)
            case Several():
                return ir.Includes(name, (self.r.randrange(2),))
            case Records():
                count = ir.Count(name, self.r.choice([None, ir.FieldHolds("young"), ir.Not(ir.FieldHolds("young"))]))
                return ir.Compare(count, ir.Comparison.AT_LEAST, ir.Constant(self.r.randrange(1, 3)))
            case Choice(_, False):
                return ir.Among(ir.FactValue(name), (self.r.randrange(3),))
            case Numeric(_, _, greatest):
                most = greatest
            case _:
                most = 2
        comparison = self.r.choice(list(ir.Comparison))
        return ir.Compare(ir.FactValue(name), comparison, ir.Constant(self.r.randrange(1, most + 1)))
