"""JSON: findings for programs.

    {"format": 1,
     "findings": [{"code", "severity", "headline", "place", "words", "marks", "notes", "example", "types"}],
     "errors": 1, "warnings": 0}

A place is {"file", "line", "column", "end_line", "end_column"}: lines and columns count from 1, columns
count code points, and the end is the first place after. A mark is {"place", "words"}. Keys may be added
later; none is changed or removed while "format" is 1.
"""

import json
from collections.abc import Sequence

from qmasdsl.diagnostics.model import Diagnostic, Severity
from qmasdsl.source import Span


def render(diagnostics: Sequence[Diagnostic]) -> str:
    """All the messages as one JSON document, with a newline at the end."""
    return json.dumps(document(diagnostics), ensure_ascii=False, indent=2) + "\n"


def document(diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    """What `render` writes, as dictionaries and lists."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    return {
        "format": 1,
        "findings": [_finding(diagnostic) for diagnostic in diagnostics],
        "errors": errors,
        "warnings": len(diagnostics) - errors,
    }


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "headline": _text(diagnostic.headline),
        "place": _place(diagnostic.span),
        "words": _text(diagnostic.words),
        "marks": [{"place": _place(mark.span), "words": _text(mark.words)} for mark in diagnostic.marks],
        "notes": [_text(note) for note in diagnostic.notes],
        "example": _text(diagnostic.example),
        "types": [_text(words) for words in diagnostic.types],
    }


def _place(span: Span) -> dict[str, object]:
    start, end = span.source.position(span.start), span.source.position(span.end)
    return {
        "file": _text(span.source.path or span.source.name),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _text(text: str) -> str:
    # Half a surrogate pair can stand in a Python text but not in a UTF-8 one.
    return text.encode("utf-8", "replace").decode("utf-8")
