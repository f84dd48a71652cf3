"""What a message is: the words and places, before anybody has drawn them.

A pass finds *problems*: frozen classes that hold facts, not words. Each can `describe` itself as a
`Diagnostic`, which holds words and places only. The renderers (text, json, sarif, github) read
nothing else, so that every format says the same thing.
"""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import ClassVar

from qmasdsl.frozen import frozen
from qmasdsl.source import Span


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@frozen
class Mark:
    """A second place that belongs to the message, with a few words drawn beside it."""

    span: Span
    words: str


@frozen
class Diagnostic:
    """One message, complete.

    headline: lower case, no full stop, the user's words in back-ticks.
    span: the place; `words` are drawn beside its underline.
    marks: other places that tell the story. notes: sentences of explanation.
    example: an applicant who shows it. types: what to type, most likely first.
    """

    code: str
    severity: Severity
    headline: str
    span: Span
    words: str = ""
    marks: tuple[Mark, ...] = ()
    notes: tuple[str, ...] = ()
    example: str = ""
    types: tuple[str, ...] = ()


@frozen
class Problem(ABC):
    """A mistake or a doubt, as facts. Subclasses add fields and find the words.

    The docstring of each subclass is its definition. Codes are never reused.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR

    span: Span

    @abstractmethod
    def describe(self) -> Diagnostic: ...
