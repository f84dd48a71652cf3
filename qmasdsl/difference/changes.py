"""Changes: what is no longer as it was, each with its old and its new value.

A change is facts, and one method finds the words: `General Points Test, out of: was 195, now 225`. What stayed is
kept too, by kind, because a reader wants to know that it was looked at.
"""

from collections.abc import Sequence
from enum import StrEnum

from qmasdsl.frozen import frozen

_NAMED = 8  # entries and values that are named one by one


class Verb(StrEnum):
    """What became of a thing, in the order in which it is told."""

    ADDED = "added"
    REMOVED = "removed"
    RAISED = "raised"
    LOWERED = "lowered"
    CHANGED = "changed"
    RENAMED = "renamed"


@frozen
class Change:
    """One thing that changed. `kind` is "factor", "rule" …, `name` its name in the rules (of a rule its key), `title`
    what it is called; `aspect` is what of it changed, from `was` to `now`; `detail` says more of what was added."""

    verb: Verb
    kind: str
    name: str
    title: str
    aspect: str = ""
    was: str = ""
    now: str = ""
    detail: str = ""

    def words(self) -> str:
        """The sentence after its verb, without a full stop."""
        if self.verb in (Verb.ADDED, Verb.REMOVED) and not self.aspect:
            return f"{self.title}{self.detail}"
        about = f"{self.title}, {self.aspect}" if self.aspect and self.title else self.title or self.aspect
        if self.verb is Verb.ADDED:
            return f"{about}: {self.now}"
        if self.verb is Verb.REMOVED:
            return f"{about}: was {self.was}"
        return f"{about}: was {self.was}, now {self.now}"


@frozen
class Same:
    """Things of one kind that stayed as they were: "factors", and what each is called."""

    kind: str
    names: tuple[str, ...]


@frozen
class InWords:
    """Everything that can be told of two versions by comparing what they say."""

    changes: tuple[Change, ...]
    same: tuple[Same, ...]


@frozen
class Subject:
    """Whose changes are being told."""

    kind: str
    name: str
    title: str

    def altered(self, aspect: str, was: str, now: str) -> list[Change]:
        """A text that is another; where there was none, or is none, it was added or removed."""
        if was == now:
            return []
        verb = Verb.ADDED if not was else Verb.REMOVED if not now else Verb.CHANGED
        return [Change(verb, self.kind, self.name, self.title, aspect, was, now)]

    def renamed(self, was: str, now: str, aspect: str = "") -> list[Change]:
        return [] if was == now else [Change(Verb.RENAMED, self.kind, self.name, self.title, aspect, was, now)]

    def called(self, was: str, now: str, label: str, other: str) -> list[Change]:
        """A new name, and a new label."""
        return self.renamed(f"`{was}`", f"`{now}`", "name") + self.renamed(quoted(label), quoted(other), "label")

    def moved(self, aspect: str, was: int | None, now: int | None) -> list[Change]:
        """A number that is another."""
        if was is None or now is None:
            return self.altered(aspect, digits(was), digits(now))
        if was == now:
            return []
        verb = Verb.RAISED if now > was else Verb.LOWERED
        return [Change(verb, self.kind, self.name, self.title, aspect, digits(was), digits(now))]

    def added(self, detail: str = "") -> Change:
        return Change(Verb.ADDED, self.kind, self.name, self.title, detail=detail)

    def removed(self, detail: str = "") -> Change:
        return Change(Verb.REMOVED, self.kind, self.name, self.title, detail=detail)


def subject(kind: str, name: str, label: str) -> Subject:
    """A thing by its label, or by its name where it has none.

    >>> subject("factor", "general.age", "Age").title, subject("fact", "age", "").title
    ('factor "Age"', 'fact `age`')
    """
    return Subject(kind, name, f'{kind} "{label}"' if label else f"{kind} `{name}`")


def digits(number: int | None) -> str:
    """
    >>> digits(1000), digits(None)
    ('1,000', '')
    """
    return "" if number is None else f"{number:,}"


def quoted(label: str) -> str:
    return f'"{label}"' if label else "without a label"


def counted(number: int, one: str, several: str) -> str:
    """
    >>> counted(1, "entry", "entries"), counted(11, "entry", "entries")
    ('1 entry', '11 entries')
    """
    return f"{digits(number)} {one if number == 1 else several}"


def listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
