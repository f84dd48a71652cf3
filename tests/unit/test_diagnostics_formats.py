"""What programs read: JSON, SARIF, GitHub's commands, JUnit's XML; and the nearest word."""

import json
from dataclasses import dataclass
from typing import ClassVar
from xml.etree import ElementTree

import pytest

from qmasdsl.diagnostics import github, junit, sarif
from qmasdsl.diagnostics import json as findings
from qmasdsl.diagnostics.model import Diagnostic, Mark, Problem, Severity
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.source import SourceFile, Span

FILE = SourceFile("rules/a b.qmas", "facts\n  𠮷 age\n", path="rules/a b.qmas")
AGE = Span(FILE, FILE.text.index("age"), FILE.text.index("age") + 3)
FOUND = Diagnostic("QM900", Severity.ERROR, "100% `wrong`", AGE, "here", (Mark(Span(FILE, 0, 5), "facts"),),
                   ("a note",), "an applicant", ("age 3",))


@dataclass(frozen=True, slots=True)
class MadeUp(Problem):
    """A problem made up for this test.

    It has a second paragraph.
    """

    code: ClassVar[str] = "QM900"
    severity: ClassVar[Severity] = Severity.WARNING

    def describe(self) -> Diagnostic:
        return FOUND


def test_json_holds_every_word_and_place_of_a_message() -> None:
    read = json.loads(findings.render([FOUND]))
    assert read["format"] == 1
    assert (read["errors"], read["warnings"]) == (1, 0)
    assert read["findings"] == [
        {
            "code": "QM900", "severity": "error", "headline": "100% `wrong`",
            "place": {"file": "rules/a b.qmas", "line": 2, "column": 5, "end_line": 2, "end_column": 8},
            "words": "here",
            "marks": [
                {"place": {"file": "rules/a b.qmas", "line": 1, "column": 1, "end_line": 1, "end_column": 6},
                 "words": "facts"},
            ],
            "notes": ["a note"], "example": "an applicant", "types": ["age 3"],
        }
    ]


def test_json_of_half_a_letter_can_still_be_written_as_utf_8() -> None:
    broken = Diagnostic("QM900", Severity.WARNING, "\ud800", AGE)
    assert findings.render([broken]).encode("utf-8")


def test_sarif_names_the_rule_and_counts_columns_in_utf_16() -> None:
    log = sarif.document([FOUND], {"QM900": MadeUp}, "1.2.3")
    assert log["version"] == "2.1.0"
    run = log["runs"][0]  # type: ignore[index]  # a JSON document has no finer type
    driver = run["tool"]["driver"]
    assert driver["rules"][0]["id"] == "QM900"
    assert driver["rules"][0]["shortDescription"]["text"] == "A problem made up for this test."
    assert driver["rules"][0]["defaultConfiguration"]["level"] == "warning"
    result = run["results"][0]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("QM900", 0, "error")
    where = result["locations"][0]["physicalLocation"]
    assert where["artifactLocation"] == {"uri": "rules/a%20b.qmas", "uriBaseId": "%SRCROOT%"}
    assert where["region"] == {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 9}
    assert run["columnKind"] == "utf16CodeUnits"
    assert result["relatedLocations"][0]["message"]["text"] == "facts"


def fingerprint(source: SourceFile, start: int) -> object:
    found = Diagnostic("QM900", Severity.ERROR, "wrong", Span(source, start, start + 3))
    log = json.loads(sarif.render([found], {}, "1"))
    return log["runs"][0]["results"][0]["partialFingerprints"]


def test_a_fingerprint_stays_when_lines_are_added_above() -> None:
    before, after = SourceFile("a.qmas", "age 3\n"), SourceFile("a.qmas", "# why\n  age 3\n")
    assert fingerprint(before, 0) == fingerprint(after, 8)
    assert fingerprint(before, 0) != fingerprint(SourceFile("a.qmas", "age 4\n"), 0)


def test_two_findings_on_equal_lines_have_different_fingerprints() -> None:
    twice = SourceFile("a.qmas", "age 3\nage 3\n")
    found = [Diagnostic("QM900", Severity.ERROR, "wrong", Span(twice, start, start + 3)) for start in (0, 6)]
    results = json.loads(sarif.render(found, {}, "1"))["runs"][0]["results"]
    assert results[0]["partialFingerprints"] != results[1]["partialFingerprints"]


def test_github_gets_one_escaped_command() -> None:
    assert github.render(FOUND) == (
        "::error file=rules/a b.qmas,line=2,endLine=2,title=QM900,col=5,endColumn=8::"
        "100%25 `wrong`%0Aa note%0Afor example: an applicant%0Atype: age 3\n"
    )


def test_a_file_name_cannot_issue_a_github_command_of_its_own() -> None:
    source = SourceFile("x,line=9::\n::stop.qmas", "age\n")
    command = github.render(Diagnostic("QM900", Severity.WARNING, "a\n::error::b", Span(source, 0, 3)))
    assert command.count("\n") == 1
    assert command.startswith("::warning file=x%2Cline=9%3A%3A%0A%3A%3Astop.qmas,line=1,")


def test_junit_counts_failures_and_files_that_could_not_be_run() -> None:
    ran = junit.Suite("a.qmas", (junit.Verdict("one", 3), junit.Verdict("t\x00wo", 9, "expected 1", "got 2\x1b")))
    root = ElementTree.fromstring(junit.render([ran, junit.Suite("b.qmas", (), "2 errors")]))
    assert root.attrib == {"name": "qmas test", "tests": "3", "failures": "1", "errors": "1"}
    assert [case.get("name") for case in root.iter("testcase")] == ["one", "t\ufffdwo", "the file"]
    assert [failure.text for failure in root.iter("failure")] == ["got 2\ufffd"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("masters", "master"),
        ("mastre", "master"),
        ("Master", "master"),
        ("bachelors degree", "bachelors_degrees"),
        ("學歴", None),
        ("no", None),
        ("experience", None),
        ("x" * 100_000, None),
    ],
)
def test_the_nearest_word_is_suggested_or_none(word: str, expected: str | None) -> None:
    assert nearest(word, ["none", "bachelor", "master", "bachelors_degrees", "學歷"]) == expected
