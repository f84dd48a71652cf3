"""JUnit: the outcome of a file's cases as the XML that build servers read.

The cases themselves live in a room above this one, so we take only what the format needs: a label, a
line, and the words that say what did not come out.
"""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from qmasdsl.frozen import frozen

# XML 1.0 has no way to write these characters at all, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@frozen
class Verdict:
    """A case that was run: `failure` is "" if it came out as expected, else one sentence; `details` says more."""

    label: str
    line: int
    failure: str = ""
    details: str = ""


@frozen
class Suite:
    """The cases of one file. `error` says why the file could not be run at all."""

    file: str
    verdicts: tuple[Verdict, ...]
    error: str = ""


def render(suites: Sequence[Suite]) -> str:
    """The suites as one XML document, with a newline at the end."""
    root = ElementTree.Element("testsuites", {"name": "qmas test"} | _counts(suites))
    for suite in suites:
        _add(root, suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(suites: Sequence[Suite]) -> dict[str, str]:
    verdicts = [verdict for suite in suites for verdict in suite.verdicts]
    errors = sum(bool(suite.error) for suite in suites)
    return {
        "tests": str(len(verdicts) + errors),
        "failures": str(sum(bool(verdict.failure) for verdict in verdicts)),
        "errors": str(errors),
    }


def _add(root: ElementTree.Element, suite: Suite) -> None:
    file = _clean(suite.file)
    element = ElementTree.SubElement(root, "testsuite", {"name": file} | _counts([suite]))
    if suite.error:
        broken = ElementTree.SubElement(element, "testcase", classname=file, name="the file", file=file)
        ElementTree.SubElement(broken, "error", message=_clean(suite.error))
    for verdict in suite.verdicts:
        attributes = {"classname": file, "name": _clean(verdict.label), "file": file, "line": str(verdict.line)}
        case = ElementTree.SubElement(element, "testcase", attributes)
        if verdict.failure:
            failure = ElementTree.SubElement(case, "failure", message=_clean(verdict.failure))
            failure.text = _clean(verdict.details)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
