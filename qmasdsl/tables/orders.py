"""Orders: what somebody asked of a batch."""

from qmasdsl.frozen import frozen


@frozen
class Order:
    """What was asked for. Names of files, `-` for a pipe; formats where the names do not say them. `program` is the
    version of this program, whose parts another version does not go on with."""

    table: str
    out: str
    rejects: str | None
    source: str | None
    made: str | None
    engine: str
    awards: bool = False
    only_results: bool = False
    raw: bool = False
    anew: bool = False
    program: str = ""
