"""Wide signs: what a Chinese keyboard or Word puts where a plain sign was meant.

Each is one letter for one letter, so that every place stays where it was. Text in quotes and comments is
for people and stays as it is.
"""

import re

_SIGNS = '：:，,、,（(）)［[］]【[】]｛{｝}＝=＞>＜<＋+－-＊*％%｜|．.／/＃#＂"＿_'
_SPACES = "\u3000\u00a0\u2003\u2002\u2009\u202f"
_PLAIN = dict(zip(_SIGNS[::2], _SIGNS[1::2], strict=True)) | dict.fromkeys(_SPACES, " ")
_PLAIN |= {chr(0xFF10 + digit): chr(0x30 + digit) for digit in range(10)}
_PLAIN |= {chr(0xFF21 + letter): chr(0x41 + letter) for letter in range(26)}
_PLAIN |= {chr(0xFF41 + letter): chr(0x61 + letter) for letter in range(26)}

WIDE = re.compile("[" + re.escape("".join(_PLAIN)) + "]")


def narrow(text: str, hidden: re.Pattern[str]) -> tuple[str, list[tuple[int, str]]]:
    """`text` with its wide signs made plain outside what `hidden` matches, and each place with what it was."""
    # A wide quotation mark or hash decides what is hidden, so those two go first.
    text = text.replace("＂", '"').replace("＃", "#")
    covered = [match.span() for match in hidden.finditer(text)]
    found: list[tuple[int, str]] = []
    letters = list(text)
    block = 0
    for match in WIDE.finditer(text):
        at = match.start()
        while block < len(covered) and covered[block][1] <= at:
            block += 1
        if block < len(covered) and covered[block][0] <= at:
            continue
        letters[at] = _PLAIN[match.group()]
        found.append((at, _what(match.group())))
    return "".join(letters), found


def _what(sign: str) -> str:
    plain = _PLAIN[sign]
    if plain == " ":
        return "wide space"
    if plain == ":":
        return "wide colon"
    if plain == ",":
        return "wide comma"
    if plain.isdigit():
        return "wide digit"
    return "wide letter" if plain.isalpha() else "wide sign"
