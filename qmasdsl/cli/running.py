"""Running: one line on a terminal that says how far a long command is; nothing anywhere else."""

import sys
import time

_EVERY = 0.2  # seconds


class Line:
    """The line, written over again and again."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._last = 0.0
        self._width = 0

    def tell(self, text: str) -> None:
        now = time.monotonic()
        if self._shows and now - self._last > _EVERY:
            self._last = now
            self._put(text)

    def clear(self) -> None:
        if self._width:
            self._put("")
            sys.stderr.write("\r")
            sys.stderr.flush()

    def _put(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()
        self._width = len(text)
