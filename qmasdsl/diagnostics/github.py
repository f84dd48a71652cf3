"""GitHub: workflow commands, which GitHub shows beside the line in a pull request.

    ::error file=hk_qmas.qmas,line=41,endLine=41,col=20,endColumn=27,title=QM201::`masters` is not …

A text may hold anything, so the characters that end a property or a command are escaped the way
GitHub's own toolkit escapes them; otherwise a rule file could issue commands of its own.
"""

from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.diagnostics.visible import visible


def render(diagnostic: Diagnostic) -> str:
    """The message as one workflow command, with a newline at the end."""
    span = diagnostic.span
    start, end = span.source.position(span.start), span.source.position(span.end)
    properties = {
        "file": span.source.path or span.source.name,
        "line": str(start.line),
        "endLine": str(end.line),
        "title": diagnostic.code,
    }
    if start.line == end.line:  # GitHub refuses columns of a stretch over several lines
        properties |= {"col": str(start.column), "endColumn": str(max(end.column, start.column + 1))}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{diagnostic.severity} {told}::{_data(_message(diagnostic))}\n"


def _message(diagnostic: Diagnostic) -> str:
    example = (f"for example: {diagnostic.example}",) if diagnostic.example else ()
    types = tuple(f"type: {words}" for words in diagnostic.types)
    said = (diagnostic.headline, *diagnostic.notes, *example, *types)
    return "\n".join(visible(line) for text in said for line in text.split("\n"))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
