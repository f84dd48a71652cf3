"""Lines: a file or a pipe as blocks of whole lines, without holding more than one."""

import os
import sys
from collections.abc import Mapping
from typing import BinaryIO

from qmasdsl.frozen import frozen
from qmasdsl.tables.formats import PIPE
from qmasdsl.tables.problems import TableProblem, existing, failed
from qmasdsl.tables.reading import Place

BLOCK = 16 * 2**20


@frozen
class Identity:
    size: int
    time: int


class Lines:
    """A file of lines, or standard input; read from any offset if it is a file."""

    def __init__(self, name: str, block: int = BLOCK) -> None:
        self.name = "standard input" if name == PIPE else name
        self._block = block
        self._path = None if name == PIPE else existing(name)
        self._open: BinaryIO | None = None
        self._before = None if self._path is None else self._now(self._path)
        self._pipe = os.urandom(8).hex()
        self.at = 0  # the offset of what comes next

    @property
    def is_pipe(self) -> bool:
        return self._path is None

    def start(self) -> bytes:
        """The first bytes, which stay to be read."""
        if self._path is None:
            return sys.stdin.buffer.peek(4096)[:4096] if hasattr(sys.stdin.buffer, "peek") else b""
        with open(self._path, "rb") as file:
            return file.read(4096)

    def identity(self) -> Mapping[str, object]:
        if self._path is None or self._before is None:
            return {"pipe": self._pipe}
        if self._now(self._path) != self._before:
            raise TableProblem(f"`{self.name}` was changed while it was read")
        return {"size": self._before.size, "time": self._before.time}

    def share(self, place: Place) -> float | None:
        return None if self._before is None else min(1.0, place.offset / max(1, self._before.size))

    def close(self) -> None:
        """Lets go of the file until more is asked of it."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def _file(self) -> BinaryIO:
        if self._path is None:
            return sys.stdin.buffer
        if self._open is None:
            self._open = open(self._path, "rb")  # noqa: SIM115 - it is closed when all is read
            self._open.seek(self.at)
        return self._open

    def go_to(self, offset: int) -> None:
        if offset != self.at:
            self._file.seek(offset)
            self.at = offset

    def block(self) -> bytes:
        """The next lines, as many as a block holds and at least one; nothing at the end of the file."""
        try:
            data = self._file.read(self._block)
            if data and not data.endswith(b"\n"):
                data += self._file.readline()
        except OSError as error:
            raise failed(self.name, error) from None
        self.at += len(data)
        return data

    def line(self) -> bytes:
        """The next line with its end; nothing at the end of the file."""
        try:
            data = self._file.readline()
        except OSError as error:
            raise failed(self.name, error) from None
        self.at += len(data)
        return data

    @staticmethod
    def _now(path: str) -> Identity:
        now = os.stat(path)
        return Identity(now.st_size, now.st_mtime_ns)
