"""What can be wrong with text, layout and spelling (QM0xx), in the order of their codes.

What can be wrong with the grammar of a line is in `problems_grammar`, and with tables in `problems_tables`.
"""

import unicodedata
from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen
from qmasdsl.source import Span


@frozen
class ThroughWord(Problem):
    """Wide colons, commas, digits or spaces outside quotes: the file has been through Word or a Chinese keyboard.
    They are read as the plain signs; `fmt` writes those."""

    code: ClassVar[str] = "QM001"
    severity: ClassVar[Severity] = Severity.WARNING
    file: str
    places: int
    counts: tuple[tuple[str, int], ...]

    def describe(self) -> Diagnostic:
        counted = ", ".join(f"{count} {what}{'s' if count > 1 else ''}" for what, count in self.counts)
        places = "1 place" if self.places == 1 else f"{self.places} places"
        return Diagnostic(
            self.code,
            self.severity,
            "this file has been through Word or a Chinese keyboard",
            self.span,
            words=f"the first of {places}" if self.places > 1 else "",
            notes=(f"found: {counted}; they are read as the plain signs, so no rule changes its meaning",),
            types=(f"qmas fmt {self.file}",),
        )


@frozen
class WrongEncoding(Problem):
    """The file is not UTF-8 text."""

    code: ClassVar[str] = "QM002"
    likely: str

    def describe(self) -> Diagnostic:
        likely = f"it looks like {self.likely}" if self.likely else "it may not be a text file at all"
        return Diagnostic(
            self.code,
            self.severity,
            "this file is not UTF-8 text",
            self.span,
            notes=(likely,),
            types=("in your editor: save as, encoding UTF-8 (Notepad: File, Save as, Encoding: UTF-8)",),
        )


@frozen
class ControlCharacter(Problem):
    """A character that nobody can see and that ends no line: NUL, form feed, U+2028 …"""

    code: ClassVar[str] = "QM003"
    character: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"there is an invisible control character here ({_named(self.character)})",
            self.span,
            types=("delete it; if you cannot see it, delete and retype the word around it",),
        )


@frozen
class InvisibleCharacter(Problem):
    """A character that turns text around, has no width or hides in another: what the eye sees would not be what
    is read. Refused everywhere, comments and labels included."""

    code: ClassVar[str] = "QM004"
    character: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"there is a character here that hides or turns text around ({_named(self.character)})",
            self.span,
            notes=("with it, the file could read one way on the screen and mean another",),
            types=("delete it; if you cannot see it, delete and retype the word around it",),
        )


@frozen
class TabInIndentation(Problem):
    """A TAB at the start of a line: editors draw it at different widths, and depth has meaning here."""

    code: ClassVar[str] = "QM005"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this line is indented with a TAB",
            self.span,
            notes=("a TAB is drawn at different widths, so the line may not be as deep as it looks",),
            types=("spaces instead, two for each level",),
        )


@frozen
class LineTooLong(Problem):
    """A line of more than 4,096 letters."""

    code: ClassVar[str] = "QM006"
    most: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"this line is longer than {self.most:,} letters",
            self.span,
            types=("the rest on a new line, deeper, beginning with `and` or `or`",),
        )


@frozen
class TooLarge(Problem):
    """A file of more than 1 MiB."""

    code: ClassVar[str] = "QM007"
    most: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"this file is larger than {self.most:,} bytes",
            self.span,
            types=("use facts from … to share facts between files",),
        )


@frozen
class TooDeep(Problem):
    """More than 32 brackets or indentations within each other."""

    code: ClassVar[str] = "QM008"
    most: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"more than {self.most} levels stand within each other here",
            self.span,
            types=("define a name for the inner condition and use the name",),
        )


@frozen
class UnfinishedText(Problem):
    """A quotation mark or a square bracket that its own line does not close."""

    code: ClassVar[str] = "QM009"
    bracket: bool = False

    def describe(self) -> Diagnostic:
        sign = "closing `]`" if self.bracket else "closing quotation mark"
        return Diagnostic(
            self.code,
            self.severity,
            f"there is no {sign} on this line",
            self.span,
            types=("]" if self.bracket else '"',),
        )


@frozen
class Misaligned(Problem):
    """A line that starts between two levels of the lines above it."""

    code: ClassVar[str] = "QM010"
    depth: int
    nearest: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this line stands between two levels",
            self.span,
            words=f"this line starts {self.depth} spaces in",
            notes=("no open block above it starts there",),
            types=(f"{self.nearest} spaces before it, or as many as the lines it belongs to",),
        )


@frozen
class NameMixed(Problem):
    """A name with letters that look like others (Cyrillic а, Greek ο, mathematical bold) or too long."""

    code: ClassVar[str] = "QM011"
    name: str
    why: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.name[:40]}` cannot be a name: {self.why}",
            self.span,
            notes=("names are made of the letters a to z and A to Z, digits, `_`, or Chinese characters",),
            types=("the name again, on an English or Chinese keyboard",),
        )


@frozen
class NothingHere(Problem):
    """A file without a rule: empty, or comments only."""

    code: ClassVar[str] = "QM013"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "there are no rules in this file",
            self.span,
            types=("qmas new FILE     to start from an example",),
        )


@frozen
class NumberMalformed(Problem):
    """A number that cannot be read in one way: `8,5`, `007`, `10years`, `1e6`."""

    code: ClassVar[str] = "QM014"
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code, self.severity, f"`{self.written}` is not a number", self.span, types=_number_help(self.written)
        )


@frozen
class NumberTooLong(Problem):
    """A number of more than 9 digits before or 6 after the decimal point."""

    code: ClassVar[str] = "QM015"
    digits: int
    places: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "this number is too long",
            self.span,
            notes=(
                f"a number has at most {self.digits} digits before the decimal point and {self.places} after it, "
                "so that every system computes it exactly",
            ),
            types=("a shorter number, or a larger unit",),
        )


@frozen
class DateAmbiguous(Problem):
    """A date not written year-month-day: `28/8/2018` is another day in another country."""

    code: ClassVar[str] = "QM016"
    written: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"`{self.written}` is not a date this file can be sure of",
            self.span,
            notes=("dates are written year-month-day, with two digits for month and day",),
            types=_date_readings(self.written),
        )


@frozen
class UnexpectedCharacter(Problem):
    """A sign the language does not use."""

    code: ClassVar[str] = "QM017"
    character: str

    def describe(self) -> Diagnostic:
        shown = self.character if self.character.isprintable() else _named(self.character)
        return Diagnostic(
            self.code,
            self.severity,
            f"`{shown}` means nothing here",
            self.span,
            types=(_SIGN_HELP.get(self.character, "the words for it, or nothing"),),
        )


_SIGN_HELP = {
    "'": 'text in straight quotes: "…"',
    ";": "each thing on a line of its own",
    "/": "`yes/no` for a yes/no fact; fractions are written as decimals, such as 0.5",
    "%": "90% of …",
    "|": "`or` between conditions; `|` parts the cells of a table",
    "&": "and",
    "!": "not",
}

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def name_problem(span: Span, word: str, longest: int) -> Problem | None:
    """What is wrong with `word` as a name, if anything."""
    if len(word) > longest:
        return NameMixed(span, word, f"it is longer than {longest} letters")
    if unicodedata.normalize("NFKC", word) != word:
        return NameMixed(span, word, "it holds letters that only look like plain ones")
    for letter in word:
        if not (letter.isascii() or _is_han(letter)):
            return NameMixed(span, word, f"it holds {_named(letter)}")
    return None


def _is_han(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH") or letter in "〇々"


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"


def _number_help(written: str) -> tuple[str, ...]:
    """What to type for a number gone wrong, where it can be told."""
    digits = written.replace(",", "").replace("_", "")
    if "," in written and "." not in written:
        whole, _, rest = written.partition(",")
        decimal, one = f"{whole}.{rest}     for a decimal", f"{digits}     for one whole number"
        return (decimal, one, f"{whole}, {rest}     for two")
    letters = written.lstrip("0123456789_.,")
    number = written[: len(written) - len(letters)]
    if number and letters.isalpha() and letters not in ("e", "E", "x"):
        return (f"{number} {letters}",)
    if digits.isdigit() and digits.lstrip("0"):
        return (digits.lstrip("0"),)
    return ("digits, with a point for decimals: 1000, 0.5",)


def _date_readings(written: str) -> tuple[str, ...]:
    """Each day the digits could mean, as it should be typed."""
    parts = [int(part) for part in written.replace("/", "-").split("-")]
    first, middle, last = parts
    readings = [(first, middle, last)] if first > 31 else [(last, middle, first), (last, first, middle)]
    found = []
    for year, month, day in readings:
        if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1000:
            text = f"{year:04}-{month:02}-{day:02}     for {day} {_MONTHS[month - 1]} {year}"
            if text not in found:
                found.append(text)
    return tuple(found) or ("the year, month and day, such as 2018-08-28",)


@frozen
class AcceptedMalformed(Problem):
    """An `accepted` line without a code or a reason."""

    code: ClassVar[str] = "QM019"

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            "`accepted` needs the code of a warning and a reason",
            self.span,
            types=('accepted QM412 "the published table says so"',),
        )
