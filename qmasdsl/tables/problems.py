"""Problems: why a batch could not run, in words for the person who started it."""

import os


class TableProblem(Exception):
    """Nothing can be done with a table. `sentence` says why, without a full stop; `more` are lines of help."""

    def __init__(self, sentence: str, *more: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.more = more


def failed(name: str, error: BaseException) -> TableProblem:
    """The problem of a table that the engine or the system could not read or write."""
    if isinstance(error, OSError):
        reason = (error.strerror or str(error) or type(error).__name__).lower()
        return TableProblem(f"`{name}`: {reason}")
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return TableProblem(f"`{name}` cannot be read: {first[:300]}")


def existing(name: str) -> str:
    """The absolute path of the regular file `name`: never an address, a folder or a pipe. Raises TableProblem."""
    if not os.path.exists(name):
        raise TableProblem(f"there is no file `{name}`")
    if os.path.isdir(name):
        raise TableProblem(f"`{name}` is a folder, not a file")
    if not os.path.isfile(name):
        raise TableProblem(f"`{name}` is not a regular file")
    if not os.access(name, os.R_OK):
        raise TableProblem(f"`{name}` cannot be read: permission denied")
    return os.path.abspath(name)
