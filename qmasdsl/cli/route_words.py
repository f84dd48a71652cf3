"""Route words: the ways to a goal in sentences.

    What would be enough for this: Goes forward to the selection exercise
      1. Number of master's degrees: 2 instead of 1. Then General Points Test: 95 points.
      2. Graduate or specialist level work: 10 years instead of 6 years; …
    Each is proved to be enough, and no part of it is.
"""

from collections.abc import Iterator

from qmasdsl.explain.catalogue import sentences
from qmasdsl.explain.labels import Labels
from qmasdsl.explain.prospects import prospects
from qmasdsl.explain.quantities import quantity
from qmasdsl.interpreter.trace import Result
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Undecided
from qmasdsl.ir.types import Form, Numeric, Records, Type
from qmasdsl.ir.walk import Index
from qmasdsl.prospects.routes import Answer, Change, NoRoute, Reached, Route, Routes


class RouteWords:
    """One goal in one language."""

    def __init__(self, index: Index, goal: ir.Condition, language: str) -> None:
        self._index = index
        self._goal = goal
        self._language = language
        self._labels = Labels(index.ruleset, language)
        self._say = prospects(language)
        self._plain = sentences(language)

    def goal(self) -> str:
        """What is to be reached."""
        match self._goal:
            case ir.Comes(name):
                return _capital(self._labels.of(name, self._index.outcomes[name].label))
            case ir.Passes(name):
                return self._say.goal_passed.format(label=self.test(name))
            case ir.And((ir.Applies(name), ir.Compare(_, _, ir.Constant(points)))):
                return self._say.goal_points.format(label=self.test(name), points=points)
            case _:
                raise TypeError(f"{self._goal!r} is no goal")

    # Ways

    def told(self, answer: Answer) -> Iterator[str]:
        """The ways, or why there are none."""
        match answer:
            case Reached():
                yield self._say.reached.format(goal=self.goal())
            case NoRoute(fixed):
                yield self._say.no_route.format(goal=self.goal())
                if fixed:
                    yield self._say.no_route_fixed.format(facts=self.facts(fixed))
            case Undecided(why):
                yield self._say.undecided.format(goal=self.goal(), why=_capital(why))
            case Routes():
                yield from self._routes(answer)

    def _routes(self, answer: Routes) -> Iterator[str]:
        yield self._say.routes.format(goal=self.goal())
        for at, route in enumerate(answer.found, 1):
            yield "  " + self._plain.gap.join(self._route(at, route))
        unproved = [str(at) for at, route in enumerate(answer.found, 1) if not route.minimal]
        if unproved:
            yield self._say.unproved.format(items=self._plain.comma.join(unproved))
        else:
            yield self._say.proved
        if answer.more:
            yield self._say.more.format(count=answer.more, all=len(answer.found) + answer.more)
        if not answer.complete:
            yield self._say.others.format(why=answer.why)

    def _route(self, at: int, route: Route) -> Iterator[str]:
        said = [*map(self._change, route.changes), *map(self._follows, route.follows)]
        yield self._say.route.format(at=at, changes=self._plain.join.join(said))
        if route.months > 0:
            months = Numeric(Form.MONTHS, 0, route.months)
            yield self._say.takes.format(time=quantity(months, route.months, self._labels, self._language))
        if route.cost != len(route.changes):
            yield self._say.effort.format(cost=route.cost)
        yield from self._totals(route.result)

    def _totals(self, result: Result) -> Iterator[str]:
        for name, test in result.tests.items():
            if test.applies and test.total is not None:
                yield self._say.then_total.format(label=self.test(name), points=test.total)

    def _change(self, change: Change) -> str:
        before, after = self._value(change.fact, change.before), self._value(change.fact, change.after)
        said = self._say.change.format(label=self.fact(change.fact), before=before, after=after)
        if not change.also:
            return said
        others = self._plain.comma.join(self._value(change.fact, value) for value in change.also)
        return self._say.change_also.format(change=said, others=others)

    def _follows(self, change: Change) -> str:
        if change.after is None:
            return self._say.gone.format(label=self.fact(change.fact))
        return self._say.follows.format(label=self.fact(change.fact), after=self._value(change.fact, change.after))

    def _value(self, name: str, value: ir.Encoded | None) -> str:
        kind = self._index.facts[name].type
        if isinstance(kind, Records) and isinstance(value, tuple):
            return self._records(kind, value)
        return self._quantity(kind, value)

    def _quantity(self, kind: Type, value: object) -> str:
        return quantity(kind, value, self._labels, self._language)

    def _records(self, kind: Records, rows: tuple[tuple[tuple[str, object], ...], ...]) -> str:
        """Each with its fields, or none."""
        fields = {field.name: field for field in kind.fields}
        said = []
        for at, row in enumerate(rows, 1):
            words = (
                f"{self._labels.of(name, fields[name].label)} {self._quantity(fields[name].type, held)}"
                for name, held in row
            )
            said.append(f"({at}) {self._plain.comma.join(words)}")
        return self._plain.comma.join(said) or self._say.no_records

    def fact(self, name: str) -> str:
        return self._labels.fact(self._index.facts[name])

    def facts(self, names: tuple[str, ...]) -> str:
        return self._plain.comma.join(self.fact(name) for name in names)

    def test(self, name: str) -> str:
        return _capital(self._labels.of(name, self._index.tests[name].label))


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
