"""The keywords, as the lexer looks them up: taken from the grammar's own terminals."""

import re
from dataclasses import dataclass
from functools import cache

from qmasdsl.syntax.table import load_table


@dataclass(frozen=True, slots=True)
class Phrases:
    """single: one word or sign -> terminal. many: the first word or sign of longer phrases -> the rest to try,
    longest first. first: terminal -> the spelling `fmt` writes; spellings: terminal -> all of them."""

    single: dict[str, str]
    many: dict[str, tuple[tuple[re.Pattern[str], str], ...]]
    first: dict[str, str]
    spellings: dict[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    single: dict[str, str] = {}
    many: dict[str, list[tuple[int, re.Pattern[str], str]]] = {}
    first: dict[str, str] = {}
    for terminal, spellings in load_table().keywords.items():
        first[terminal] = spellings[0]
        for spelling in spellings:
            words = re.findall(r"\w+|#|[^\w\s]+", spelling)
            if len(words) == 1:
                single[spelling] = terminal
                continue
            many.setdefault(words[0], []).append((len(words), _pattern(words), terminal))
    ordered = {
        word: tuple((pattern, terminal) for _, pattern, terminal in sorted(found, key=lambda entry: -entry[0]))
        for word, found in many.items()
    }
    return Phrases(single, ordered, first, dict(load_table().keywords))


def _pattern(words: list[str]) -> re.Pattern[str]:
    """The words with any space between them; `#` is a small number; signs may touch their neighbours."""
    pattern = ""
    for before, word in zip(["", *words], words, strict=False):
        if before:
            wordy = (before[-1].isalnum() and (word[0].isalnum() or word == "#")) or before == "#"
            pattern += "[ \\t]+" if wordy else "[ \\t]*"
        pattern += "[0-9]{1,3}" if word == "#" else re.escape(word)
    return re.compile(pattern + (r"(?!\w)" if words[-1][-1].isalnum() else ""))
