"""The keywords, as the lexer looks them up: taken from the grammar's own terminals."""

import re
from difflib import SequenceMatcher
from functools import cache

from qmasdsl.frozen import frozen
from qmasdsl.syntax.table import load_table

# Words of amendments: a name that is nearly one of these is a name.
_AMENDING = frozenset(["_AMEND", "_ADD", "_REPEAL"])
_LONGEST = 60  # letters; nothing longer is nearly a keyword, and to compare takes time


@frozen
class Phrase:
    """A keyword of several words: `words` follow the first one, with any space between; `#` is a number."""

    terminal: str
    words: tuple[str, ...]

    def end(self, text: str, at: int, stop: int) -> int:
        """Where the phrase ends whose first word ends at text[at], or -1."""
        before = ""
        for word in self.words:
            start = at
            while at < stop and text[at] in " \t":
                at += 1
            if word == "#":
                digits = at
                while at < stop and text[at] in "0123456789" and at - digits < 3:
                    at += 1
                if at == digits or start == digits:
                    return -1
            elif not text.startswith(word, at) or (start == at and word[0].isalnum() and before.isalnum()):
                return -1
            else:
                at += len(word)
            before = word
        if at > stop or (before.isalnum() and at < stop and (text[at].isalnum() or text[at] == "_")):
            return -1
        return at


@frozen
class Phrases:
    """single: one word or sign -> terminal. many: the first word or sign of longer phrases -> the rest to try,
    longest first. first: terminal -> the spelling `fmt` writes; spellings: terminal -> all of them."""

    single: dict[str, str]
    many: dict[str, tuple[Phrase, ...]]
    first: dict[str, str]
    spellings: dict[str, tuple[str, ...]]


@cache
def phrases() -> Phrases:
    single: dict[str, str] = {}
    many: dict[str, list[Phrase]] = {}
    first: dict[str, str] = {}
    keywords = load_table().keywords
    for terminal, spellings in keywords.items():
        first[terminal] = spellings[0]
        for spelling in spellings:
            word, *rest = re.findall(r"\w+|#|[^\w\s]+", spelling)
            if rest:
                many.setdefault(word, []).append(Phrase(terminal, tuple(rest)))
            else:
                single[spelling] = terminal
    ordered = {word: tuple(sorted(found, key=lambda phrase: -len(phrase.words))) for word, found in many.items()}
    return Phrases(single, ordered, first, dict(keywords))


@cache
def soft_keywords() -> frozenset[str]:
    """The terminals of single words, which are names wherever no keyword can stand (reserved words apart)."""
    spellings = phrases().spellings
    return frozenset(kind for kind, spelled in spellings.items() if any(spelling.isalpha() for spelling in spelled))


def closest_keyword(words: str) -> tuple[float, str]:
    """The keyword that `words` is nearly, but not quite, and how near it is; (0, "") if there is none.

    >>> closest_keyword("only one aplies")[1]
    'only one applies'
    """
    spellings = phrases().spellings
    best = (0.0, "")
    if not 4 < len(words) <= _LONGEST or not words[0].isalpha():
        return best
    if any(words in spelled for spelled in spellings.values()):
        return best
    count = len(words.split())
    for kind, spelled in spellings.items():
        for spelling in spelled:
            if kind in _AMENDING or not spelling[0].isalpha() or "#" in spelling:
                continue
            if len(spelling.split()) == count:
                score = SequenceMatcher(None, words.lower(), spelling).ratio()
                if score >= 0.8 and _word_by_word(words.lower(), spelling):
                    best = max(best, (score, spelling))
    return best


def _word_by_word(words: str, spelling: str) -> bool:
    """Whether each word is like its counterpart: `o when` has the letters of `only when`, and means a name `o`."""
    pairs = zip(words.split(), spelling.split(), strict=True)
    return all(SequenceMatcher(None, one, other).ratio() >= 0.6 for one, other in pairs)
