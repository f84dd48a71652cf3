"""Version: what `qmas --version` says."""

import platform
from importlib import metadata


def version() -> str:
    """The version of this installation, "unknown" where it runs without being installed."""
    try:
        return metadata.version("qmasdsl")
    except metadata.PackageNotFoundError:
        return "unknown"


def version_line() -> str:
    return f"qmas {version()} (Python {platform.python_version()})"
