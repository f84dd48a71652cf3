"""The versions of one scheme, in the order of their dates.

Each file of a scheme is a version. One that begins with `scheme` is a text of its own; one that begins with
`amend` is the version before it, amended. A version is in force until the next one begins, or until the day it
names itself. Where the sources leave the day open (`some day in A to B`), two versions are possible from A to the
day before B, and so it is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from qmasdsl.diagnostics.model import Problem
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax import nodes as n
from qmasdsl.versions.applying import amended
from qmasdsl.versions.edits import Key
from qmasdsl.versions.problems import Gap, InForceMissing, NothingToAmend, OlderThanAll, Overlap, SameDay

_A_DAY = timedelta(days=1)


@frozen
class Written:
    """A file as it was read, and what was found in it so far."""

    module: n.Module
    problems: tuple[Problem, ...] = ()


@frozen
class Version:
    """One version. `written` is its file as it stands, `module` the scheme whole; `sources` are the files it is made
    from, the oldest first. It starts on `start`; where that is open, on some day from `start` to `latest`. `until` is
    the last day that the file itself names."""

    written: n.Module
    module: n.Module
    sources: tuple[SourceFile, ...]
    start: date
    latest: date
    until: date | None
    head: Span  # its first line, `scheme …` or `amend …`
    at: Span  # its line `in force from …`

    @property
    def source(self) -> SourceFile:
        return self.written.source

    @property
    def amends(self) -> bool:
        return len(self.sources) > 1

    @property
    def open(self) -> bool:
        return self.start != self.latest

    @property
    def since(self) -> str:
        """The day from which it is in force, as far as that is said; "" where it is not."""
        if self.start == date.min:
            return ""
        first, last = self.start.isoformat(), self.latest.isoformat()
        return f"some day in {first} to {last}" if self.open else first


@frozen
class OnDay:
    """What is in force on a day: one version; or two or more of which it is open which; or, with `nothing`, none.
    `why` says in a sentence what is open, or why there is none."""

    versions: tuple[Version, ...]
    nothing: bool
    why: str = ""

    @property
    def version(self) -> Version | None:
        """The version, where it is certain."""
        return self.versions[0] if len(self.versions) == 1 and not self.nothing else None


@frozen
class Chain:
    """The versions of the scheme `name`, by their dates, and what is wrong with them."""

    name: str
    versions: tuple[Version, ...]
    problems: tuple[Problem, ...]

    def on(self, day: date) -> OnDay:
        """The version in force on `day`."""
        certain = [version for version in self.versions if version.latest <= day][-1:]
        later = [version for version in self.versions if version.start <= day < version.latest]
        ended = [version for version in certain if version.until is not None and version.until < day]
        found = (*(version for version in certain if version not in ended), *later)
        nothing = not certain or bool(ended)
        if len(found) == 1 and not nothing:
            return OnDay(found, False)
        return OnDay(found, nothing, self._why(day, found, later))

    def after(self, version: Version) -> Version | None:
        """The version after `version`."""
        at = self.versions.index(version) + 1
        return self.versions[at] if at < len(self.versions) else None

    def before(self, version: Version) -> Version | None:
        """The version before `version`."""
        at = self.versions.index(version)
        return self.versions[at - 1] if at else None

    def _why(self, day: date, found: tuple[Version, ...], later: Sequence[Version]) -> str:
        if later:
            return f"`{later[-1].source.name}` is in force from {later[-1].since}, and the sources leave open which"
        if not self.versions:
            return f"there is no version of `{self.name}`"
        first = self.versions[0]
        if day < first.start:
            return f"the first version, `{first.source.name}`, is in force from {first.start.isoformat()}"
        last = [version for version in self.versions if version.start <= day][-1]
        after = self.after(last)
        next_ = f"; the next one begins on {after.start.isoformat()}" if after else "; there is none after it"
        ended = last.until.isoformat() if last.until else ""
        return f"`{last.source.name}` was in force until {ended}{next_}"


def scheme_name(module: n.Module) -> str | None:
    """The scheme that a file is about, whether it states or amends it."""
    item = _head(module)
    return None if item is None else item.name.text


def amends_nothing(module: n.Module) -> Problem:
    """That the module amends a scheme, and stands in no folder where it could be found."""
    head = _head(module)
    assert isinstance(head, n.Amendment)
    return NothingToAmend(head.name.span, head.name.text, None, False)


def chain(name: str, files: Sequence[Written], others: Iterable[str] = ()) -> Chain:
    """The versions in `files`, which are all of the scheme `name`; `others` are schemes in the same folder."""
    problems = [problem for file in files for problem in file.problems]
    dated = [(head, file.module) for file in files if (head := _head(file.module)) is not None]
    found: list[tuple[n.InForce | None, n.Scheme | n.Amendment, n.Module]] = []
    for head, module in dated:
        in_force = next((clause for clause in head.clauses if isinstance(clause, n.InForce)), None)
        if in_force is None and (isinstance(head, n.Amendment) or len(dated) > 1):
            count = 0 if isinstance(head, n.Amendment) else len(dated)
            problems.append(InForceMissing(_line(head.span), name, count))
        else:
            found.append((in_force, head, module))
    found.sort(key=lambda one: (_start(one[0]), isinstance(one[1], n.Amendment), one[2].source.name))
    versions: list[Version] = []
    gone: Mapping[Key, Span] = {}
    for in_force, head, module in found:
        whole = module
        sources: tuple[SourceFile, ...] = (module.source,)
        if isinstance(head, n.Amendment):
            if not versions:
                first = next((one for one in found if isinstance(one[1], n.Scheme)), None)
                problems.append(_nothing_before(head, in_force, first, [one for one in others if one != name]))
                continue
            made = amended(versions[-1].module, module, gone)
            whole, gone, sources = made.module, made.gone, (*versions[-1].sources, module.source)
            problems += made.problems
        else:
            gone = {}
        versions.append(_version(module, whole, sources, in_force, head))
        problems += _beside(versions)
    return Chain(name, tuple(versions), tuple(problems))


def _head(module: n.Module) -> n.Scheme | n.Amendment | None:
    return next((item for item in module.items if isinstance(item, n.Scheme | n.Amendment)), None)


def _start(in_force: n.InForce | None) -> date:
    return date.min if in_force is None else in_force.start.value


def _version(
    written: n.Module,
    whole: n.Module,
    sources: tuple[SourceFile, ...],
    in_force: n.InForce | None,
    head: n.Scheme | n.Amendment,
) -> Version:
    start = _start(in_force)
    if in_force is None:
        return Version(written, whole, sources, start, start, None, _line(head.span), _line(head.span))
    end = None if in_force.end is None else in_force.end.value
    latest, until = (end or start, None) if in_force.some_day else (start, end)
    return Version(written, whole, sources, start, max(start, latest), until, _line(head.span), _line(in_force.span))


def _nothing_before(
    head: n.Amendment,
    in_force: n.InForce | None,
    first: tuple[n.InForce | None, n.Scheme | n.Amendment, n.Module] | None,
    others: Sequence[str],
) -> Problem:
    if first is None or in_force is None:
        return NothingToAmend(head.name.span, head.name.text, nearest(head.name.text, others), True)
    day, there = in_force.start.value, first[0]
    return OlderThanAll(_line(in_force.span), day, _start(there), _line(there.span if there else first[1].span))


def _beside(versions: Sequence[Version]) -> list[Problem]:
    """What is wrong between the last of the versions and the one before it."""
    if len(versions) < 2:
        return []
    before, now = versions[-2:]
    if before.start == now.start:
        return [SameDay(now.at, now.start, before.at)]
    if before.latest >= now.start:
        return [Overlap(now.at, before.latest, now.start, before.at, open=True)]
    if before.until is not None and before.until >= now.start:
        return [Overlap(now.at, before.until, now.start, before.at, open=False)]
    if before.until is not None and before.until + _A_DAY < now.start:
        return [Gap(now.at, before.until + _A_DAY, now.start - _A_DAY, before.at)]
    return []


def _line(span: Span) -> Span:
    return Span(span.source, span.start, span.start + len(span.text.split("\n")[0].rstrip()))
