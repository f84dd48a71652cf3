"""Damage: what a text looks like after an unlucky hand, and what never was a rule set at all."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

# Words and signs of the language, and what people type instead.
_WORDS = (
    "scheme facts kinds list always question define require test section factor outcome selection prove case wording"
    " given expect accepted amend only one applies first that highest all apply plus otherwise table by thresholds"
    " row of for each capped at out when is not and or in from to under over yes no any every at least most more than"
    " less count sum lowest greatest within takes the pass mark worth no pass mark this test requires use factors"
    " years months none everything else 0 10 +20 -5 8.0 1_000 1,000 2018-08-28 28/8/2018 90% * + - ( )"
    ' { } [ ] " , : => = == >= <= < > | || && . .. ... # age a b_1'
)
_SIGNS = [
    "28 August 2018",
    "\t",
    "\n",
    "\n\n",
    "\u00a0",
    "\u200b",
    "\u202e",
    "年齡",
    "： ，",
    "（ ）",
    "３",
    "「",
    "」",
    "“",
    "”",
]
WORDS = [*_WORDS.split(), *_SIGNS]


def token_soup() -> SearchStrategy[str]:
    """Words of the language in no order, with indentation of no sense."""
    lines = st.tuples(st.integers(0, 5), st.lists(st.sampled_from(WORDS), max_size=8))
    return st.lists(lines, max_size=25).map(
        lambda found: "\n".join("  " * depth + " ".join(words) for depth, words in found)
    )


@st.composite
def damaged(draw: DrawFn, text: str) -> str:
    """The text after one to four accidents."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        if not lines:
            return ""
        at = draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = draw(st.sampled_from(ACCIDENTS))(draw, lines, at)
    return "\n".join(lines)


def indented(text: str, at: int, lines: int = 1) -> str:
    """The text with `lines` lines from line `at` (from 0) one level deeper."""
    found = text.split("\n")
    found[at : at + lines] = [f"  {line}" if line else line for line in found[at : at + lines]]
    return "\n".join(found)


def dedented(text: str, at: int, lines: int = 1) -> str:
    """The text with `lines` lines from line `at` (from 0) one level out, as far as they go."""
    found = text.split("\n")
    found[at : at + lines] = [line.removeprefix("  ") for line in found[at : at + lines]]
    return "\n".join(found)


def _lost(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    return []


def _doubled(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    return [lines[at], lines[at]]


def _moved(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    return [lines[at], lines[draw(st.integers(0, len(lines) - 1))]]


def _deeper(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    return [" " * draw(st.integers(1, 4)) + lines[at]]


def _shallower(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    return [lines[at][draw(st.integers(1, 4)) :]]


def _without_word(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    words = lines[at].split(" ")
    words.pop(draw(st.integers(0, len(words) - 1)))
    return [" ".join(words)]


def _other_word(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    words = lines[at].split(" ")
    words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
    return [" ".join(words)]


def _letter(draw: DrawFn, lines: list[str], at: int) -> list[str]:
    line = lines[at]
    place = draw(st.integers(0, len(line)))
    return [line[:place] + draw(st.characters()) + line[place + draw(st.integers(0, 1)) :]]


ACCIDENTS = (_lost, _doubled, _moved, _deeper, _shallower, _without_word, _other_word, _letter)
