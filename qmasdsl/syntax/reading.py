"""Bytes in, a `SourceFile` out: one encoding, one kind of newline, nothing invisible.

A rule file is UTF-8. What other encodings leave behind is recognised well enough to say how to save the
file again; it is never guessed into letters. Characters that hide, or turn text around, are refused
wherever they stand: what a reviewer sees must be what is read.
"""

import re

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import SourceFile, Span
from qmasdsl.syntax.literate import is_literate, rules_of
from qmasdsl.syntax.problems import ControlCharacter, InvisibleCharacter, TooLarge, WrongEncoding
from qmasdsl.syntax.problems_many import MoreFindings

MAX_BYTES = 1024 * 1024

MOST = 200  # hidden letters that are told one by one

_NEWLINES = re.compile(r"\r\n?")
# C0 and C1 controls but TAB and newline, and the separators that some programs take for newlines.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
# Bidirectional controls, zero-width characters, variation selectors, tags, and the mark of a file's start.
_INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)

HIDDEN = re.compile(f"{_CONTROL.pattern}|{_INVISIBLE.pattern}")


def read_bytes(name: str, data: bytes, path: str | None = None) -> tuple[SourceFile, tuple[Problem, ...]]:
    """The text of a file, and what makes it unreadable. With a problem of encoding or size the text is empty."""
    if len(data) > MAX_BYTES:
        source = SourceFile(name, "", path)
        return source, (TooLarge(Span(source, 0, 0), MAX_BYTES),)
    if likely := _other_encoding(data):
        source = SourceFile(name, "", path)
        return source, (WrongEncoding(Span(source, 0, 0), likely),)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        source = SourceFile(name, "", path)
        return source, (WrongEncoding(Span(source, 0, 0), _likely(data)),)
    return read_text(name, text, path)


def read_text(name: str, text: str, path: str | None = None) -> tuple[SourceFile, tuple[Problem, ...]]:
    """The same for text that is already decoded."""
    text = _NEWLINES.sub("\n", text.removeprefix("\ufeff"))
    source = SourceFile(name, text, path)
    found: list[Problem] = []
    for match in _CONTROL.finditer(text):
        found.append(ControlCharacter(Span(source, *match.span()), match.group()))
    for match in _INVISIBLE.finditer(text):
        found.append(InvisibleCharacter(Span(source, *match.span()), match.group()))
    found.sort(key=lambda problem: problem.span.start)
    if is_literate(name):
        # Prose is blanked line for line, so that every place in the rules is its place in the file.
        source = SourceFile(name, rules_of(text), path)
        found = [problem for problem in found if source.text[problem.span.start : problem.span.end].strip(" ")]
    if len(found) > MOST:
        found[MOST:] = [MoreFindings(found[MOST].span, MOST, len(found) - MOST)]
    return source, tuple(found)


def _other_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16, as Notepad's `Unicode` saves it"
    head = data[:400]
    if len(head) >= 8 and head.count(0) * 4 >= len(head):
        return "UTF-16 without its mark"
    return ""


def _likely(data: bytes) -> str:
    """A name for the encoding of bytes that are not UTF-8, from the pairs in which they come."""
    high = [index for index, byte in enumerate(data) if byte >= 0x80]
    pairs = [(data[index], data[index + 1]) for index in high if index + 1 < len(data)]
    big5 = sum(1 for lead, trail in pairs if 0xA1 <= lead <= 0xF9 and (0x40 <= trail <= 0x7E or 0xA1 <= trail <= 0xFE))
    lone = sum(1 for lead, trail in pairs if trail < 0x40 and lead >= 0xC0)
    if lone * 2 > len(pairs):
        return "Latin-1 or Windows-1252"
    for encoding, words in (("big5hkscs", "Big5 (traditional Chinese)"), ("gb18030", "GB18030 (simplified Chinese)")):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "big5hkscs" or big5:
            return words
    return "Latin-1 or Windows-1252"
