"""A PostgreSQL whose collations can take different texts for equal: what a test asks for that is about collations."""

from engines.postgres import available as some_available
from engines.postgres import has_icu, homes, version_at


def available() -> str | None:
    if absent := some_available():
        return absent
    return None if has_icu(homes()[0]) else "Debian's package postgresql is not installed, and the wheel has no ICU"


def version() -> str:
    return version_at(homes()[0])
