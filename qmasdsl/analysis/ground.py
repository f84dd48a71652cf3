"""Ground: the applicants a rule set speaks of, and how a question about some of them is put.

A question names the conditions and numbers it turns on. Its facts bring in whatever `always` ties to
them, and those of its surroundings (the `only when` above a rule) that touch the same facts; what
touches none of them cannot change the answer. Where this makes more regions than anybody should wait for,
first `always` is left out, then the surroundings: then nothing that *can* happen is certain any more
(`Survey.exact`), but whatever never happens still never does. And if that is too much, there is no answer.
"""

from collections.abc import Iterable, Sequence

from qmasdsl.analysis.cuts import Cuts, TooMuch
from qmasdsl.analysis.regions import space
from qmasdsl.analysis.survey import Survey
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records
from qmasdsl.ir.walk import Index


class Ground:
    """A rule set's applicants: its facts, what is always true of them, and what has been asked before."""

    def __init__(self, index: Index, always: Iterable[ir.Always] | None = None) -> None:
        self.index = index
        self._read: dict[ir.Condition, frozenset[str]] = {}
        self._possible: dict[ir.Count, bool] = {}
        self.always = tuple(one.condition for one in (index.ruleset.always if always is None else always))

    def survey(
        self,
        conditions: Iterable[ir.Condition],
        points: Iterable[ir.Number] = (),
        within: Iterable[ir.Condition] = (),
    ) -> Survey | None:
        """All applicants `within` reaches, told apart by `conditions` and `points`; None if that is too much."""
        asked, worth, around = list(conditions), list(points), list(within)
        attempts = [(around, self.always, True), (around, (), not self.always), ([], (), not (self.always or around))]
        for surroundings, always, exact in attempts:
            try:
                return self._survey(asked, worth, surroundings, always, exact)
            except TooMuch:
                continue
        return None

    def _survey(
        self,
        conditions: Iterable[ir.Condition],
        points: Iterable[ir.Number],
        within: Sequence[ir.Condition],
        always: Sequence[ir.Condition],
        exact: bool,
    ) -> Survey:
        cuts = Cuts(self.index, {})
        for condition in conditions:
            cuts.condition(condition)
        for number in points:
            cuts.points(number)
        kept = self._touching(cuts, [*always, *within])
        exact &= all(self._is_possible(one) for one in cuts.counted if isinstance(one, ir.Count))
        survey = Survey(self.index, cuts, space(cuts, exact))
        survey.only(kept)
        return survey

    def _touching(self, cuts: Cuts, conditions: Iterable[ir.Condition]) -> list[ir.Condition]:
        """Those of `conditions` that read a fact which is cut, or one that another of them ties to it."""
        kept: list[ir.Condition] = []
        left = list(conditions)
        facts = self._facts(cuts)
        while touched := [condition for condition in left if not facts.isdisjoint(self.reads(condition))]:
            for condition in touched:
                cuts.condition(condition)
                left.remove(condition)
            kept += touched
            facts = self._facts(cuts)
        return kept

    def _facts(self, cuts: Cuts) -> set[str]:
        facts = {*cuts.yes_no, *cuts.at, *cuts.held}
        facts.update(one.fact for one in cuts.counted)
        for one in cuts.loose:
            facts.update(self.reads(one))
        return facts

    def reads(self, condition: ir.Condition) -> frozenset[str]:
        """The facts that decide `condition`."""
        found = self._read.get(condition)
        if found is None:
            found = self._read[condition] = frozenset(self.index.facts_read(condition))
        return found

    def _is_possible(self, count: ir.Count) -> bool:
        """Whether there can be a record that is counted."""
        if count not in self._possible:
            self._possible[count] = count.where is None or self._has_record(count.fact, count.where)
        return self._possible[count]

    def _has_record(self, fact: str, where: ir.Condition) -> bool:
        records = self.index.facts[fact].type
        assert isinstance(records, Records)
        cuts = Cuts(self.index, {field.name: field.type for field in records.fields})
        try:
            cuts.condition(where)
            survey = Survey(self.index, cuts, space(cuts, True))
            return survey.exact and survey.holds(where) != 0
        except TooMuch:
            return False
