"""Parts: the finished chunks of a batch, kept in `OUT.parts` until all are there.

    about.json   what the batch is of: the rules, the options, the input; another batch does not go on with these parts
    rows         what is finished of OUT, every part where it will stand in it
    rejects      what is finished of the rejected rows
    journal      a line for each finished chunk: how far both files reach, their checksums, and where reading goes on

A chunk counts from the moment its line in the journal is whole, and only if what the line says of both files is true.
So whatever moment a batch is killed at, the next run finds the chunks that are whole, cuts off the rest, and goes on.
In the end the tail is written, the files take their names, and the folder goes away.
"""

import json
import os
import shutil
import stat
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import BinaryIO
from zlib import crc32

from qmasdsl.frozen import frozen
from qmasdsl.tables.problems import TableProblem, failed
from qmasdsl.tables.reading import Place

_NAMES = ("about.json", "about.json.new", "rows", "rejects", "journal", "lock")
_FORMAT = 1
_SYNC_EVERY = 5.0  # seconds; what a power cut may cost besides the chunk at work
_BLOCK = 2**24


@frozen
class Done:
    """What is finished: rows read up to `place`, of which so many were scored; `notes` are the writer's."""

    place: Place
    scored: int
    rejected: int
    notes: tuple[str, ...]


NOTHING = Done(Place(), 0, 0, ())


@frozen
class Target:
    """A file that will be written: what people call it, and the file that it is."""

    name: str
    path: str


def target(name: str) -> Target:
    """The file `name`, which may or may not be there. TableProblem where no file can be put there."""
    path = os.path.realpath(name)
    folder = os.path.dirname(path)
    if os.path.isdir(path):
        raise TableProblem(f"`{name}` is a folder, so nothing is written to it")
    if not os.path.isdir(folder):
        raise TableProblem(f"there is no folder `{folder}` to write `{os.path.basename(name)}` into")
    if os.path.exists(path):
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise TableProblem(f"`{name}` is not a regular file, so nothing is written to it")
        if not os.access(path, os.W_OK):
            raise TableProblem(f"`{name}` is read-only")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise TableProblem(f"nothing can be written into the folder of `{name}`: permission denied")
    return Target(name, path)


class Parts:
    """The parts of one batch. Every method raises TableProblem where the system refuses."""

    def __init__(self, out: Target, rejects: Target, about: Mapping[str, object], *, anew: bool) -> None:
        """`about` tells this batch from any other, each value under what people call it; a batch that is not this one
        is refused, unless it is to begin `anew`."""
        self.name = f"{out.name}.parts"
        self.done = NOTHING
        self.at = 0
        self.is_begun = False
        self._out, self._rejects_target = out, rejects
        self._folder = f"{out.path}.parts"
        self._synced = time.monotonic()
        self._refused_at = 0
        with _told(self.name):
            self._make_folder()
            self._lock = _locked(os.path.join(self._folder, "lock"), out.name)
        try:
            with _told(self.name):
                self._open(json.loads(json.dumps(about)), anew)
        except BaseException:
            self._lock.close()
            raise

    def begin(self, head: bytes, refused_head: bytes) -> None:
        self._keep(head, refused_head, NOTHING.place, 0, 0, "")

    def keep(
        self, data: bytes | memoryview, refused: bytes, place: Place, scored: int, rejected: int, note: str
    ) -> None:
        """A finished chunk: its rows, its rejected rows, where the next begins, and how many there were in all."""
        self._keep(data, refused, place, scored, rejected, note)
        self.done = Done(place, scored, rejected, (*self.done.notes, note))

    def finish(self, tail: bytes, *, with_rejects: bool) -> None:
        """Puts both files into their places; without rejected rows there is no file of them."""
        with _told(self.name):
            self._rows.write(tail)
            self._sync()
            for file in (self._rows, self._rejects, self._journal):
                file.close()
            rejects = os.path.join(self._folder, "rejects")
            if with_rejects:
                _move(rejects, self._rejects_target.path)
            else:
                # One that an earlier batch left would be taken for this one's.
                with suppress(FileNotFoundError):
                    os.unlink(self._rejects_target.path)
            _move(os.path.join(self._folder, "rows"), self._out.path)
            _sync_folder(os.path.dirname(self._out.path))
        self.forget()

    def close(self) -> None:
        """Leaves the parts for the next run."""
        for file in (self._rows, self._rejects, self._journal, self._lock):
            with suppress(OSError):
                file.close()

    def forget(self) -> None:
        """Throws the parts away."""
        for file in (self._rows, self._rejects, self._journal):
            with suppress(OSError):
                file.close()
        if os.name == "nt":  # there an open file cannot be removed
            self._lock.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.close()

    def _make_folder(self) -> None:
        if os.path.lexists(self._folder):
            here = os.listdir(self._folder) if os.path.isdir(self._folder) else ["a file"]
            if any(name not in _NAMES for name in here):
                raise TableProblem(f"`{self.name}` is in the way, and nothing of ours; move it, or name another file")
        os.makedirs(self._folder, exist_ok=True)

    def _open(self, about: object, anew: bool) -> None:
        where = os.path.join(self._folder, "about.json")
        before = _read_json(where)
        paths = {name: os.path.join(self._folder, name) for name in ("rows", "rejects", "journal")}
        entries = [] if anew or before is None else _entries(paths)
        if entries and before != {"format": _FORMAT, "about": about}:
            rows = entries[-1]["rows"]
            if rows:
                raise _other(self.name, rows, before, about)
            entries = []
        if not entries:
            for path in paths.values():
                with open(path, "wb"):
                    pass
            with open(f"{where}.new", "w", encoding="utf-8") as file:
                json.dump({"format": _FORMAT, "about": about}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(f"{where}.new", where)
        self._take_up(entries)
        self._rows, self._rejects, self._journal = (
            _at(paths["rows"], self.at), _at(paths["rejects"], self._refused_at),
            _at(paths["journal"], sum(len(_line(entry)) for entry in entries)),
        )  # fmt: skip

    def _take_up(self, entries: list[dict[str, int | str]]) -> None:
        if not entries:
            return
        last = entries[-1]
        self.is_begun = True
        rows, offset, line = (int(last[name]) for name in ("rows", "offset", "line"))
        self.done = Done(
            Place(rows, offset, line), int(last["scored"]), int(last["rejected"]),
            tuple(str(entry["note"]) for entry in entries[1:]),
        )  # fmt: skip
        self.at, self._refused_at = int(last["out"]), int(last["refused"])

    def _keep(
        self, data: bytes | memoryview, refused: bytes, place: Place, scored: int, rejected: int, note: str
    ) -> None:
        with _told(self.name):
            for file, what in ((self._rows, data), (self._rejects, refused)):
                file.write(what)
                file.flush()
            self.at += len(data)
            self._refused_at += len(refused)
            entry: dict[str, int | str] = {
                "rows": place.rows, "offset": place.offset, "line": place.line, "scored": scored,
                "rejected": rejected, "out": self.at, "refused": self._refused_at, "sum": crc32(data),
                "refused_sum": crc32(refused), "note": note,
            }  # fmt: skip
            self._journal.write(_line(entry))
            self._journal.flush()
            if time.monotonic() - self._synced > _SYNC_EVERY:
                self._sync()

    def _sync(self) -> None:
        for file in (self._rows, self._rejects, self._journal):
            file.flush()
            os.fsync(file.fileno())
        self._synced = time.monotonic()


def _line(entry: Mapping[str, int | str]) -> bytes:
    data = json.dumps(entry).encode()
    return data + f" {crc32(data):08x}\n".encode()


def _entries(paths: Mapping[str, str]) -> list[dict[str, int | str]]:
    """The lines of the journal up to the first that is not whole, or that says of the files what is not so."""
    found: list[dict[str, int | str]] = []
    at = refused = 0
    try:
        with ExitStack() as stack:
            names = ("journal", "rows", "rejects")
            journal, rows, rest = (stack.enter_context(open(paths[name], "rb")) for name in names)
            for line in journal:
                entry = json.loads(line[:-10]) if line.endswith(b"\n") else None
                if not isinstance(entry, dict) or _line(entry) != line:
                    break
                sums = _sum(rows, entry["out"] - at), _sum(rest, entry["refused"] - refused)
                if sums != (entry["sum"], entry["refused_sum"]):
                    break
                at, refused = entry["out"], entry["refused"]
                found.append(entry)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return found


def _sum(file: BinaryIO, length: int) -> int | None:
    """The checksum of the next bytes; None if there are not so many."""
    found = 0
    while length > 0:
        data = file.read(min(_BLOCK, length))
        if not data:
            return None
        found = crc32(data, found)
        length -= len(data)
    return found


def _at(path: str, length: int) -> BinaryIO:
    """The file, cut to what is believed of it, to be written on."""
    file = open(path, "r+b")  # noqa: SIM115 - it stays open
    file.truncate(length)
    file.seek(length)
    return file


def _read_json(path: str) -> object:
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def _other(name: str, rows: int | str, before: object, about: object) -> TableProblem:
    held = before.get("about") if isinstance(before, dict) else None
    if isinstance(held, dict) and isinstance(about, dict):
        changed = [what for what in about if held.get(what) != about[what]]
    else:
        changed = ["version of this program"]
    return TableProblem(
        f"`{name}` holds {rows:,} finished rows of a batch with another {' and another '.join(changed)}",
        "to go on with it, give the command as it was given then",
        "to throw those rows away and begin anew, add --restart",
    )


def _locked(path: str, name: str) -> BinaryIO:
    """The lock of the folder, which the system lets go of when this process ends, however it does."""
    file = open(path, "ab")  # noqa: SIM115 - it stays open
    try:
        try:
            import fcntl
        except ImportError:  # Windows, where an open file cannot be removed, which protects as well
            return file
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not os.path.exists(path) or os.stat(path).st_ino != os.fstat(file.fileno()).st_ino:
            raise BlockingIOError
    except BlockingIOError:
        file.close()
        raise TableProblem(f"another `qmas batch` is writing `{name}` at this moment") from None
    return file


def _move(source: str, path: str) -> None:
    """Gives a finished file its name; the permissions of the file that it replaces stay."""
    with suppress(FileNotFoundError):
        os.chmod(source, stat.S_IMODE(os.stat(path).st_mode))
    if os.path.dirname(os.path.dirname(source)) != os.path.dirname(path):
        # Perhaps another disk: there it is a copy first, and takes its name when it is whole.
        beside = f"{path}.new"
        shutil.copyfile(source, beside)
        with open(beside, "rb") as file:
            os.fsync(file.fileno())
        source = beside
    os.replace(source, path)


def _sync_folder(folder: str) -> None:
    """The new names survive a power cut too. Windows cannot open a folder, and need not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class _told:
    """What the system refuses, as a TableProblem."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise failed(self._name, error) from None
