"""Problems: what a generated module says of facts that do not fit, in the interpreter's words."""

from __future__ import annotations

from typing import Any

# pasted from here


class Problem:
    """One thing wrong with the facts given. `fact` is "" where it is about several."""

    __slots__ = ("domain", "fact", "given", "label", "near", "sentence")

    def __init__(
        self, fact: str, sentence: str, given: str = "", domain: str = "", label: str = "", near: str = ""
    ) -> None:
        self.fact = fact
        self.sentence = sentence
        self.given = given
        self.domain = domain
        self.label = label
        self.near = near

    def words(self) -> str:
        """The sentence for people, without a full stop."""
        named = f"`{self.fact}` ({self.label})" if self.label else f"`{self.fact}`"
        sentence = self.sentence.format(fact=named, domain=self.domain, given=self.given)
        return f"{sentence}; did you mean `{self.near}`?" if self.near else sentence

    def __repr__(self) -> str:
        return f"Problem({self.words()!r})"


class FactsDoNotFit(ValueError):
    """The facts that were given do not fit the rules; `problems` is all that is wrong with them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.words() for problem in problems))
        self.problems = problems


_NOT_A_FACT = "{fact} is not a fact of these rules"
_KIND = "{fact} is {domain}; {given} was given"
_OUTSIDE = "{fact} is {domain}; {given} is outside"
_STEP = "{fact} is {domain}; {given} is between two steps"
_UNIT = "{fact} is {domain}; {given} does not say whether years or months"
_NAME = "{fact} is {domain}; {given} is none of them"
_REPEATED = "{fact} has {given} twice"
_TWICE = "{fact} was given twice, also as {given}"
_MANY = "{fact} is {domain}; {given} was given"
_LACKS = "{fact} is missing"
_SHUT = "{fact} exists only when {domain}, which does not hold; {given} was given"
_NEEDS = "{fact} was given, but not {given}, the day to which the years are counted"
_AFTER = "{fact} is {given}, which is after the day to which the years are counted"
_ALWAYS = "these facts cannot be true together: {given}"


def _shown(given: Any) -> str:
    """What was given, short and safe to print."""
    if given is None or isinstance(given, bool):
        return "nothing" if given is None else "`true`" if given else "`false`"
    if isinstance(given, int) and abs(given) >= 10**40:
        return "a number of more than 40 digits"
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    if isinstance(given, Mapping):
        return f"a group of {len(given)}"
    if isinstance(given, list | tuple | set | frozenset):
        return f"a list of {len(given)}"
    if not isinstance(given, str | int | float | Decimal | date):
        return f"a Python `{type(given).__name__}`"
    letters = str(given)
    cut = letters if len(letters) <= 60 else letters[:60] + "…"
    visible = "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in cut)
    return f'`"{visible}"`' if isinstance(given, str) else f"`{visible}`"


def _bare(given: Any) -> str:
    return _shown(given).strip('`"')


def _closest(word: str, known: list[str]) -> str:
    """The known word that was most likely meant, or ""."""
    if len(word) > 128:
        return ""
    from difflib import get_close_matches
    from unicodedata import normalize

    plain = {name.casefold(): name for name in known}
    sought = normalize("NFKC", word).casefold().strip().replace(" ", "_").replace("-", "_")
    return plain.get(sought) or next((plain[near] for near in get_close_matches(sought, plain, 1, 0.75)), "")


def _meant(values: tuple[tuple[str, str], ...], given: str) -> str:
    sought = given.casefold().strip()
    labelled = next((name for name, label in values if label.casefold() == sought and label), "")
    return labelled or _closest(given, [name for name, _ in values])


def _said(type: tuple[Any, ...], value: Any) -> str:
    """A value that fits, as a rule file writes it."""
    if type[0] == "yes/no":
        return "yes" if value else "no"
    if type[0] == "months":
        return _months_said(value)
    if type[0] == "number":
        return _number_said(round(value * 10 ** type[2]), type[2])
    if type[0] == "date":
        return str(value.isoformat())
    if type[0] == "moment":
        from datetime import UTC

        there = value.astimezone(UTC)
        return str(there.isoformat(timespec="auto" if there.second or there.microsecond else "minutes"))
    if type[0] == "several":
        return "{" + ", ".join(name for name, _ in type[1] if name in value) + "}"
    if type[0] == "records":
        return f"{len(value)} given" if value else "none"
    return str(value)


def _number_said(value: int, places: int) -> str:
    sign, size = ("-", -value) if value < 0 else ("", value)
    whole, part = divmod(size, 10**places)
    digits = f"{whole:_}" if whole >= 10_000 else str(whole)
    decimals = str(part).zfill(places).rstrip("0") if part else ""
    return f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}"


def _months_said(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = [f"{n} {word if n != 1 else word[:-1]}" for n, word in ((years, "years"), (rest, "months")) if n]
    return " ".join(parts) or "0 months"
