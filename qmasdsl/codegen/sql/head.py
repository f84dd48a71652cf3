"""Head: the comment at the top of a statement. It says what was made from what, and whether tests run its like."""

from collections.abc import Iterator

from qmasdsl.codegen.names import LANGUAGE_VERSION
from qmasdsl.codegen.sql.dialect import Dialect
from qmasdsl.codegen.sql.remarks import remark
from qmasdsl.ir import nodes as ir


def head(ruleset: ir.Ruleset, dialect: Dialect, shows: str) -> Iterator[str]:
    """Lines of comment, without line ends. `shows` says which columns of the table are shown."""
    if not dialect.ran:
        yield f"-- not run by any test: qmasdsl is not tried on {dialect.title}"
    start = "" if ruleset.in_force is None else f", in force from {ruleset.in_force.start.isoformat()}"
    source = ruleset.source_name.replace("\\", "/").rpartition("/")[2]
    yield f"-- {remark(ruleset.name)} \"{remark(ruleset.title)}\"{start}, in SQL for {dialect.title}"
    made = f"made by qmasdsl (language {LANGUAGE_VERSION}) from {remark(source)}"
    yield f"-- {made}, sha256 {remark(ruleset.source_hash)}"
    yield "-- do not edit: change the rule file and make this again"
    yield f"-- {shows}"
