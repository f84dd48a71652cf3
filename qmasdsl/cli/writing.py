"""Writing: a file is replaced whole or not at all.

The new text goes into a temporary file in the same folder, is forced to the disk, and then takes the
old file's name in one step. Whoever is killed in between leaves the old file as it was, and perhaps a
stray temporary file; the next write to the same name removes those.

A link is followed: the file that it points to is replaced, the link stays. Nothing but a regular file
is written over.
"""

import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

_MARK = ".qmas-tmp-"
_STRAY_AFTER = 600  # seconds: nobody is still writing a file that old


def write_atomically(path: Path, data: bytes) -> None:
    """Makes `data` the content of `path`, or raises OSError and leaves everything as it was."""
    target = _target(path)
    _remove_strays(target)
    handle, name = mkstemp(prefix=f".{target.name[:100]}{_MARK}", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _keep_permissions(target, name)
        os.replace(name, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError) and error.errno is not None:
            # A full disk does not know which file did not fit.
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise
    _sync_folder(target.parent)


def _target(path: Path) -> Path:
    """The file that will really be replaced; refuses folders, pipes and devices."""
    target = Path(os.path.realpath(path))
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        if not target.parent.is_dir():
            raise FileNotFoundError(2, "there is no such folder", str(target.parent)) from None
        return target
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise OSError(22, f"this is {what}, so nothing is written to it", str(path))
    # Replacing needs only the folder's permission; a file that says "read only" means us too.
    if not os.access(target, os.W_OK):
        raise PermissionError(13, "this file is read-only", str(path))
    return target


def _remove_strays(target: Path) -> None:
    """What an earlier write to this name left behind when it was killed. Never the file of one at work now."""
    start = f".{target.name[:100]}{_MARK}"
    with suppress(OSError):
        strays = [entry for entry in os.scandir(target.parent) if entry.name.startswith(start)]
        for entry in strays:
            if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STRAY_AFTER:
                os.unlink(entry.path)


def _keep_permissions(target: Path, name: str) -> None:
    """The old file's permissions, or those that any new file would get (mkstemp's are for its owner alone)."""
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    os.chmod(name, mode)


def _sync_folder(folder: Path) -> None:
    """The new name survives a power cut too. Windows cannot open a folder, and need not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
