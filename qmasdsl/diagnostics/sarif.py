"""SARIF 2.1.0: findings for code-scanning services and review tools.

The rules come from the catalogue of problems, one for each code, with its definition as help. A
fingerprint names a finding by its code and by what its line says, so that a service knows it again
after lines above it were added; equal lines are told apart by their order. Columns count UTF-16 units.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from inspect import cleandoc
from pathlib import PurePath
from urllib.parse import quote

from qmasdsl.diagnostics.model import Diagnostic, Problem
from qmasdsl.source import Span


def render(diagnostics: Sequence[Diagnostic], rules: Mapping[str, type[Problem]], version: str) -> str:
    """All the messages as one SARIF log, with a newline at the end."""
    return json.dumps(document(diagnostics, rules, version), ensure_ascii=True, indent=2) + "\n"


def document(
    diagnostics: Sequence[Diagnostic], rules: Mapping[str, type[Problem]], version: str
) -> dict[str, object]:
    """What `render` writes, as dictionaries and lists."""
    index = {code: number for number, code in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for diagnostic in diagnostics:
        named = f"{diagnostic.code}\0{diagnostic.span.source.line_text(diagnostic.span.line).strip()}"
        seen[named] += 1
        results.append(_result(diagnostic, index, f"{named}\0{seen[named]}"))
    driver = {
        "name": "qmasdsl",
        "version": version,
        "rules": [_rule(code, problem) for code, problem in rules.items()],
    }
    run = {"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _rule(code: str, problem: type[Problem]) -> dict[str, object]:
    definition = cleandoc(problem.__doc__ or code)
    first = " ".join(definition.split("\n\n")[0].split())
    return {
        "id": code,
        "name": problem.__name__,
        "shortDescription": {"text": first},
        "help": {"text": f"{definition}\n\nMore: qmas explain {code}"},
        "defaultConfiguration": {"level": str(problem.severity)},
    }


def _result(diagnostic: Diagnostic, index: Mapping[str, int], named: str) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": str(diagnostic.severity),
        "message": {"text": _message(diagnostic)},
        "locations": [_location(diagnostic.span)],
        "partialFingerprints": {"qmasFinding/v1": sha256(named.encode("utf-8", "surrogatepass")).hexdigest()},
    }
    if diagnostic.code in index:
        result["ruleIndex"] = index[diagnostic.code]
    if diagnostic.marks:
        result["relatedLocations"] = [
            _location(mark.span) | {"message": {"text": mark.words or "see also"}} for mark in diagnostic.marks
        ]
    return result


def _message(diagnostic: Diagnostic) -> str:
    example = (f"for example: {diagnostic.example}",) if diagnostic.example else ()
    types = tuple(f"type: {words}" for words in diagnostic.types)
    return "\n".join((diagnostic.headline, *diagnostic.notes, *example, *types))


def _location(span: Span) -> dict[str, object]:
    start, end = span.source.position(span.start), span.source.position(span.end)
    region = {
        "startLine": start.line,
        "startColumn": start.utf16_column,
        "endLine": end.line,
        "endColumn": end.utf16_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(span), "region": region}}


def _artifact(span: Span) -> dict[str, object]:
    path = PurePath(span.source.path or span.source.name)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix(), errors="replace"), "uriBaseId": "%SRCROOT%"}
