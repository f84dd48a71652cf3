"""Remembered analyses: what took a while to find out about a file is not found out again until it changes.

An analysis is kept in the user's cache folder under the hash of everything that it rests on: the text of the
file and of those it uses, the budget, whether the solver is there. It is believed only if this program is
the one that wrote it. A folder that cannot be read or written, or a file that makes no sense, is as if
nothing were remembered. `QMASDSL_CACHE` names another folder; `off` forgets everything.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from hashlib import sha256

from qmasdsl.analysis import (
    Analysis,
    problems,
    problems_bounds,
    problems_claims,
    problems_outcomes,
    problems_wording,
)
from qmasdsl.analysis.claims import Proof, Refuted
from qmasdsl.analysis.questions import Hinge
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Idle, Proved, Undecided
from qmasdsl.proving.budget import Budget
from qmasdsl.smt.solver import available
from qmasdsl.source import SourceFile, Span

LONG = 0.3  # seconds that an analysis must have taken to be worth a file
_MOST = 300  # analyses that are kept

Data = str | int | bool | None | list["Data"] | dict[str, "Data"]


class Memory:
    """What is remembered of one file: `sources` are its text and those of the files it uses, in a fixed order."""

    def __init__(self, sources: Sequence[SourceFile], budget: Budget) -> None:
        self._sources = sources
        told = [f"{budget.seconds:g} {budget.proofs} {available()}", *(one.name for one in sources)]
        texts = [one.content_hash for one in sources]
        self._key = sha256("\n".join([*told, *texts]).encode("utf-8", "surrogatepass")).hexdigest()

    def recalled(self, ruleset: ir.Ruleset) -> Analysis | None:
        """The analysis of `ruleset`, if it was made before."""
        path = _path(self._key)
        if path is None or not os.path.exists(path):
            return None
        import json

        try:
            with open(path, encoding="utf-8") as file:
                found = json.load(file)
            if found["program"] != _program():
                return None
            made = self._made(found["analysis"], ruleset)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None
        return made if isinstance(made, Analysis) else None

    def keep(self, analysis: Analysis, ruleset: ir.Ruleset) -> None:
        """Remember `analysis`, if that can be done. What is undecided is not: another time it may be settled."""
        path = _path(self._key)
        if path is None or not _is_settled(analysis):
            return
        import json

        with suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            _forget_the_oldest(os.path.dirname(path))
            beside = f"{path}.{os.getpid()}"
            with open(beside, "w", encoding="utf-8") as file:
                json.dump({"program": _program(), "analysis": self._told(analysis, ruleset)}, file)
            os.replace(beside, path)

    def _told(self, value: object, ruleset: ir.Ruleset) -> Data:
        """A value as JSON has it: places by their offsets, claims and questions by their number."""
        if value is None or isinstance(value, str | int):
            return value
        if isinstance(value, Span):
            return {"span": [self._sources.index(value.source), value.start, value.end]}
        if isinstance(value, tuple):
            return [self._told(one, ruleset) for one in value]
        if isinstance(value, ir.Claim):
            return {"claim": ruleset.claims.index(value)}
        if isinstance(value, ir.Question):
            return {"question": ruleset.questions.index(value)}
        if not is_dataclass(value) or type(value).__name__ not in _KINDS:
            raise TypeError(f"{value!r} cannot be kept")
        names = [field.name for field in fields(value)]
        inside: dict[str, Data] = {name: self._told(getattr(value, name), ruleset) for name in names}
        return {"kind": type(value).__name__, "fields": inside}

    def _made(self, data: object, ruleset: ir.Ruleset) -> object:
        match data:
            case list():
                return tuple(self._made(one, ruleset) for one in data)
            case {"span": [int(at), int(start), int(end)]}:
                return Span(self._sources[at], start, end)
            case {"claim": int(at)}:
                return ruleset.claims[at]
            case {"question": int(at)}:
                return ruleset.questions[at]
            case {"kind": str(kind), "fields": dict(inside)}:
                return _KINDS[kind](**{str(name): self._made(one, ruleset) for name, one in inside.items()})
            case _:
                return data


def _is_settled(analysis: Analysis) -> bool:
    verdicts = [proof.verdict for proof in analysis.proofs]
    undecided = any(isinstance(verdict, Undecided) for verdict in verdicts)
    return not undecided and not analysis.undecided and all(hinge.decided for hinge in analysis.hinges)


def _kinds() -> Iterator[tuple[str, type]]:
    homes = (problems, problems_bounds, problems_claims, problems_outcomes, problems_wording)
    for home in homes:
        yield from ((name, kind) for name, kind in vars(home).items() if isinstance(kind, type))
    yield from ((kind.__name__, kind) for kind in (Analysis, Proof, Hinge, Proved, Idle, Refuted, Undecided))


_KINDS: Mapping[str, type] = dict(_kinds())


def _path(key: str) -> str | None:
    """Where an analysis is kept; None where nothing is."""
    chosen = os.environ.get("QMASDSL_CACHE")
    if chosen == "off":
        return None
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    if not chosen and not os.path.isabs(home):
        return None
    return os.path.join(chosen or os.path.join(home, "qmasdsl"), f"{key}.json")


def _program() -> str:
    """What tells this program from any other version of it, also while it is being worked on."""
    root = os.path.dirname(os.path.abspath(__file__))
    newest, size = 0, 0
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith((".py", ".json")):
                found = os.stat(os.path.join(folder, name))
                newest, size = max(newest, found.st_mtime_ns), size + found.st_size
    return f"{newest} {size}"


def _forget_the_oldest(folder: str) -> None:
    kept = [entry for entry in os.scandir(folder) if entry.name.endswith(".json")]
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime)[: max(0, len(kept) + 1 - _MOST)]:
        os.unlink(entry.path)
