"""Decisions: rules of which the first that applies counts, as nested comparisons with nothing asked twice.

    if v8 >= 60:                 rather than     if v8 >= 120 and v9 >= 60: …
        if v9 >= 24: …                           elif v8 >= 60 and v9 >= 24: …

The guards are taken apart into *questions*: is a number at least a threshold, is a choice among some
values, does a condition hold. Of all trees of questions that give the same answer, the one with the
fewest expected questions is found exactly, by trying each question first and remembering what was found
for each state of knowledge. Where that would be too many states the rules stay a row of `elif`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from qmasdsl.codegen.expressions import satisfying
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice

_MOST_QUESTIONS = 10  # also the depth of a tree, which CPython limits
_MOST_LEAVES = 48
_ALIKE = 0.02  # how much shorter a tree must be expected to be, for each leaf more
_OTHER = "other"
_Truth = bool | None
_FREE = float("-inf"), float("inf")


@frozen
class Question:
    """Something to ask. `subject` and `above` for a number at least a threshold, `subject` and `among` for a
    choice among values, only `condition` for what is not taken apart."""

    condition: ir.Condition
    subject: ir.Number | None = None
    above: int | None = None
    among: frozenset[int] | None = None


@frozen
class Leaf:
    """Of each row of rules the number of the one that counts; None if none does."""

    rules: tuple[int | None, ...]


@frozen
class Ask:
    question: Question
    yes: "Tree"
    no: "Tree"


Tree = Leaf | Ask
_Tree = Tree | None  # None: nobody gets there
# What is known of one subject: a number lies between two thresholds (by rank), a choice has one of some
# values, a condition is true, false or not yet asked.
_Part = tuple[int, int] | frozenset[int] | bool | None
_State = tuple[_Part, ...]
# A guard taken apart: a question by number, or several joined.
_Form = int | bool | tuple[str, tuple["_Form", ...]]


@frozen
class Asking:
    """What the rules at hand have to do with the function they are written into.

    `same` tells whether two rules of one row (None: no rule) have the same effect, `whole` which conditions may
    not be taken apart, `needs` what must be known to hold before a question may be asked, `cost` what a
    question costs where nothing of its subject was asked yet. What is `always` true need not be asked. The
    search ends without a tree after `most_states`.
    """

    same: Callable[[int, int | None, int | None], bool]
    whole: Callable[[ir.Condition], bool]
    choice_of: Callable[[ir.Number], Choice | None]
    needs: Callable[[Question], tuple[ir.Condition, ...]]
    cost: Callable[[Question], float]
    always: tuple[ir.Condition, ...]
    most_states: int


def decide(rows: list[list[ir.Condition]], asking: Asking) -> Tree | None:
    """The best tree that finds in each row the first guard (simplified) that holds; None if it would be too big."""
    reader = _Reader(asking)
    forms = [[reader.form(guard) for guard in row] for row in rows]
    questions = list(reader.questions)
    if len({question.subject for question in questions}) == 1 and all(one.above is not None for one in questions):
        return _by_size(forms, questions, asking) if len(rows) == 1 else None
    if len(questions) > _MOST_QUESTIONS:
        return None
    search = _Search(forms, reader, asking)
    tree = search.best(search.start)[1]
    return None if search.is_stuck or (tree is not None and _leaves(tree) > _MOST_LEAVES) else tree or Leaf((None,))


def _leaves(tree: Tree) -> int:
    return 1 if isinstance(tree, Leaf) else _leaves(tree.yes) + _leaves(tree.no)


def _by_size(forms: list[list[_Form]], questions: list[Question], asking: Asking) -> Tree:
    """The tree where everything depends on the size of one number: halve what is left, until it is one band."""
    ranked = sorted(range(len(questions)), key=lambda at: questions[at].above or 0)
    everybody = (1 << len(ranked) + 1) - 1  # a bit for each band between two thresholds, the lowest first
    reached = {at: everybody >> rank << rank for rank, at in enumerate(ranked, 1)}
    counts: list[int | None] = [None] * (len(ranked) + 1)
    left = everybody
    for rule, form in enumerate(forms[0]):
        taken = left & _bands(form, reached, everybody)
        left ^= taken
        while taken:
            counts[taken.bit_length() - 1] = rule
            taken ^= 1 << taken.bit_length() - 1
    bands: list[tuple[Question | None, int | None]] = [(None, counts[0])]
    for at, count in zip(ranked, counts[1:], strict=True):
        if not asking.same(0, bands[-1][1], count):
            bands.append((questions[at], count))
    return _halved(bands)


def _bands(form: _Form, reached: dict[int, int], everybody: int) -> int:
    """The bands in which `form` holds, a bit for each."""
    if isinstance(form, bool):
        return everybody if form else 0
    if isinstance(form, int):
        return reached[form]
    word, parts = form
    if word == "not":
        return everybody ^ _bands(parts[0], reached, everybody)
    found = [_bands(part, reached, everybody) for part in parts]
    return reduce(and_ if word == "and" else or_, found)


def _halved(bands: list[tuple[Question | None, int | None]]) -> Tree:
    if len(bands) == 1:
        return Leaf((bands[0][1],))
    middle = len(bands) // 2
    question = bands[middle][0]
    assert question is not None
    return Ask(question, _halved(bands[middle:]), _halved(bands[:middle]))


@dataclass(slots=True)
class _Reader:
    """Takes guards apart into questions, each of which is kept once."""

    asking: Asking
    questions: dict[Question, int] = field(default_factory=dict)

    def form(self, guard: ir.Condition) -> _Form:
        match guard:
            case ir.Truth(value):
                return value
            case ir.And(items) | ir.Or(items) if not self.asking.whole(guard):
                word = "and" if isinstance(guard, ir.And) else "or"
                return word, tuple(self.form(item) for item in items)
            case ir.Not(item):
                return "not", (self.form(item),)
            case ir.Compare(left, comparison, ir.Constant(bound)) if not isinstance(left, ir.Constant):
                choice = self.asking.choice_of(left)
                if choice is not None:
                    return self._among(left, satisfying(choice, comparison, bound), choice, guard)
                return self._threshold(left, comparison, bound, guard)
            case ir.Among(item, values) if (choice := self.asking.choice_of(item)) is not None:
                return self._among(item, frozenset(values), choice, guard)
            case _:
                return self._ask(Question(guard))

    def _threshold(self, left: ir.Number, comparison: ir.Comparison, bound: int, guard: ir.Condition) -> _Form:
        def at_least(threshold: int) -> int:
            asked = ir.Compare(left, ir.Comparison.AT_LEAST, ir.Constant(threshold))
            return self._ask(Question(asked, left, above=threshold))

        match comparison:
            case ir.Comparison.AT_LEAST:
                return at_least(bound)
            case ir.Comparison.MORE:
                return at_least(bound + 1)
            case ir.Comparison.LESS:
                return "not", (at_least(bound),)
            case ir.Comparison.AT_MOST:
                return "not", (at_least(bound + 1),)
            case _:
                return self._ask(Question(guard))

    def _among(self, item: ir.Number, values: frozenset[int], choice: Choice, guard: ir.Condition) -> _Form:
        if not values or len(values) == len(choice.values):
            return bool(values)
        return self._ask(Question(guard, item, among=values))

    def _ask(self, question: Question) -> int:
        return self.questions.setdefault(question, len(self.questions))


class _Search:
    """The search for the best tree. `is_stuck` if there were too many states, or nothing that may be asked."""

    def __init__(self, forms: list[list[_Form]], reader: _Reader, asking: Asking) -> None:
        self.is_stuck = False
        self._forms = forms
        self._asking = asking
        self._questions = list(reader.questions)
        self._found: dict[_State, tuple[float, _Tree]] = {}
        self._subjects: dict[ir.Number | Question, int] = {}
        self._thresholds: dict[int, list[int]] = {}
        self._values: dict[int, frozenset[int]] = {}
        self._weights: dict[int, dict[int, int]] = {}
        self._places: list[int] = []
        for question in self._questions:
            self._add(question)
        self._rest = self._ask_for_the_rest()
        self.start: _State = tuple(
            (0, len(self._thresholds[place])) if place in self._thresholds else self._values.get(place)
            for place in range(len(self._subjects))
        )
        beyond = _Reader(asking)
        self._truths = [beyond.form(one) for one in asking.always]
        needs = [tuple(beyond.form(one) for one in asking.needs(question)) for question in self._questions]
        self._needs: list[_Form] = [("and", forms) for forms in needs]
        self._beyond = list(beyond.questions)

    def _add(self, question: Question) -> None:
        subject = question if question.subject is None else question.subject
        place = self._subjects.setdefault(subject, len(self._subjects))
        self._places.append(place)
        if question.above is not None:
            self._thresholds[place] = sorted({*self._thresholds.get(place, []), question.above})
        choice = None if question.subject is None else self._asking.choice_of(question.subject)
        if question.among is not None and choice is not None:
            self._values[place] = frozenset(range(len(choice.values)))
            # Whoever has none of the values that are named is as frequent as all the others together.
            many = len(choice.values) - 1
            self._weights[place] = {at: many if one.name == _OTHER else 1 for at, one in enumerate(choice.values)}

    def _ask_for_the_rest(self) -> dict[int, int]:
        """Where several values of a choice are asked for and one never is: whether it is that one."""
        rest: dict[int, int] = {}
        for subject, place in list(self._subjects.items()):
            asked = [q.among for q in self._questions if q.subject == subject and q.among is not None]
            left = self._values.get(place, frozenset()).difference(*asked)
            if len(asked) > 1 and len(left) == 1 and not isinstance(subject, Question):
                rest[place] = len(self._questions)
                self._questions.append(Question(ir.Among(subject, tuple(left)), subject, among=left))
                self._places.append(place)
        return rest

    def best(self, state: _State) -> tuple[float, _Tree]:
        """The least expected cost from `state` on, and the tree that has it."""
        known = self._found.get(state)
        if known is None:
            if self.is_stuck or len(self._found) > self._asking.most_states:
                self.is_stuck = True
                return 0.0, None
            known = self._found[state] = self._try(state)
        return known

    def _try(self, state: _State) -> tuple[float, _Tree]:
        told = [self._answer(question, state) for question in self._beyond]
        if any(_holds(truth, told) is False for truth in self._truths):
            return 0.0, None
        answers = [self._answer(question, state) for question in self._questions]
        useful: set[int] = set()
        counts: list[int | None] = []
        for row, forms in enumerate(self._forms):
            possible, asked = _possible(forms, answers)
            counts.append(possible[0])
            if not all(self._asking.same(row, possible[0], other) for other in possible[1:]):
                useful |= asked
        if not useful:
            return _ALIKE, Leaf(tuple(counts))
        rest = {self._rest[self._places[at]] for at in useful if self._places[at] in self._rest}
        useful |= {at for at in rest if answers[at] is None}
        best: tuple[float, _Tree] | None = None
        for at in sorted(useful):
            if _holds(self._needs[at], told) is not True:
                continue
            question = self._questions[at]
            share, after_yes, after_no = self._split(at, state)
            (yes_cost, yes), (no_cost, no) = self.best(after_yes), self.best(after_no)
            if yes is None or no is None:
                return (no_cost, no) if yes is None else (yes_cost, yes)
            cost = self._price(at, state) + share * yes_cost + (1 - share) * no_cost
            if best is None or cost < best[0] - 1e-9:
                best = cost, Ask(question, yes, no)
        self.is_stuck |= best is None
        return best or (0.0, None)

    def _answer(self, question: Question, state: _State) -> _Truth:
        """The answer to a question, as far as `state` tells; it need not be one of those that are asked."""
        subject = question if question.subject is None else question.subject
        place = self._subjects.get(subject)
        if place is None:
            return None
        part = state[place]
        if question.above is not None and isinstance(part, tuple):
            bounds = [_FREE[0], *self._thresholds[place], _FREE[1]]
            least, beyond = bounds[part[0]], bounds[part[1] + 1]
            return True if least >= question.above else False if beyond <= question.above else None
        if question.among is not None and isinstance(part, frozenset):
            return True if part <= question.among else False if part.isdisjoint(question.among) else None
        return part if isinstance(part, bool) else None

    def _rank(self, at: int) -> int:
        """How many thresholds of the subject a number reaches that is at least this one."""
        above = self._questions[at].above
        assert above is not None
        return self._thresholds[self._places[at]].index(above) + 1

    def _split(self, at: int, state: _State) -> tuple[float, _State, _State]:
        """The share of applicants, as far as can be guessed, who answer yes, and what is known after each."""
        place, question = self._places[at], self._questions[at]
        part = state[place]
        yes: _Part = True
        no: _Part = False
        share = 0.5
        if question.above is not None and isinstance(part, tuple):
            rank = self._rank(at)
            yes, no = (rank, part[1]), (part[0], rank - 1)
            share = (part[1] - rank + 1) / (part[1] - part[0] + 1)
        elif question.among is not None and isinstance(part, frozenset):
            weight = self._weights[place]
            yes, no = part & question.among, part - question.among
            share = sum(weight[value] for value in part & question.among) / sum(weight[value] for value in part)
        return share, (*state[:place], yes, *state[place + 1 :]), (*state[:place], no, *state[place + 1 :])

    def _price(self, at: int, state: _State) -> float:
        place = self._places[at]
        return self._asking.cost(self._questions[at]) if state[place] == self.start[place] else 1.0


def _possible(forms: list[_Form], answers: list[_Truth]) -> tuple[list[int | None], set[int]]:
    """The rules of a row that may still count, and the questions that bear on which."""
    rules: list[int | None] = []
    useful: set[int] = set()
    for rule, form in enumerate(forms):
        holds = _holds(form, answers)
        if holds is False:
            continue
        rules.append(rule)
        if holds is True:
            return rules, useful
        useful |= set(_open(form, answers))
    return [*rules, None], useful


def _holds(form: _Form, answers: list[_Truth]) -> _Truth:
    if isinstance(form, bool):
        return form
    if isinstance(form, int):
        return answers[form]
    word, parts = form
    if word == "not":
        inner = _holds(parts[0], answers)
        return None if inner is None else not inner
    found = [_holds(part, answers) for part in parts]
    decisive = word == "or"
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def _open(form: _Form, answers: list[_Truth]) -> Iterator[int]:
    """The questions within `form` that are not answered."""
    if isinstance(form, bool):
        return
    if isinstance(form, int):
        if answers[form] is None:
            yield form
        return
    if _holds(form, answers) is None:
        for part in form[1]:
            yield from _open(part, answers)
