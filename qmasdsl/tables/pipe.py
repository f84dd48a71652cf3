"""Pipe: a batch whose output goes to standard output, as it is made. Nothing of it can be taken up again."""

import os
import sys
from contextlib import suppress
from tempfile import NamedTemporaryFile

from qmasdsl.tables.parts import NOTHING, Done, Target
from qmasdsl.tables.problems import failed
from qmasdsl.tables.reading import Place


class Pipe:
    """The same as `Parts`; the rejected rows are in a file beside the one they go to until all are there."""

    name = "standard output"
    is_begun = False

    def __init__(self, rejects: Target) -> None:
        self.done = NOTHING
        self.at = 0
        self._target = rejects
        try:
            self._rejects = NamedTemporaryFile(  # noqa: SIM115 - it stays open
                prefix=f".{os.path.basename(rejects.path)[:100]}.", dir=os.path.dirname(rejects.path), delete=False
            )
        except OSError as error:
            raise failed(rejects.name, error) from None

    def begin(self, head: bytes, refused_head: bytes) -> None:
        self._write(head, refused_head)

    def keep(
        self, data: bytes | memoryview, refused: bytes, place: Place, scored: int, rejected: int, note: str
    ) -> None:
        self._write(data, refused)
        self.done = Done(place, scored, rejected, (*self.done.notes, note))

    def finish(self, tail: bytes, *, with_rejects: bool) -> None:
        self._write(tail, b"")
        self._rejects.close()
        try:
            if with_rejects:
                mask = os.umask(0)
                os.umask(mask)
                os.chmod(self._rejects.name, 0o666 & ~mask)
                os.replace(self._rejects.name, self._target.path)
            else:
                os.unlink(self._rejects.name)
                with suppress(FileNotFoundError):
                    os.unlink(self._target.path)
        except OSError as error:
            raise failed(self._target.name, error) from None

    def close(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._rejects.close()
        with suppress(OSError):
            os.unlink(self._rejects.name)

    def _write(self, data: bytes | memoryview, refused: bytes) -> None:
        # A reader that has gone is for the command to notice.
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        self.at += len(data)
        try:
            self._rejects.write(refused)
        except OSError as error:
            raise failed(self._target.name, error) from None
