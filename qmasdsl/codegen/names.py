"""Names and versions: what a generated program calls things.

Nothing in a generated program is named after what a rule file says: a fact may be called `class`,
`__import__` or `年齡`, and two facts may differ only in what a language folds together. So every
identifier is allocated, a letter for its kind and a number, and the words of the file appear as
literals only.
"""

from collections import Counter
from typing import NewType

# The version of the qmas language that a generated program was made from.
LANGUAGE_VERSION = "1.0"

# A piece of program text. Only this package makes it, from allocated names and printed literals.
Code = NewType("Code", str)


class Names:
    """Hands out identifiers of one scope, each once: `v1`, `v2`, `f1`, …

    >>> names = Names()
    >>> names.new("v"), names.new("v"), names.new("f")
    ('v1', 'v2', 'f1')
    """

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def new(self, letter: str) -> Code:
        self._used[letter] += 1
        return Code(f"{letter}{self._used[letter]}")
