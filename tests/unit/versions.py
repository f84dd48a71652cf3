"""Two versions of the shipped rules of 2018: the file as it is, without its claims and cases, and with edits."""

from pathlib import Path

from qmasdsl.ir.walk import Index, index
from unit.lowered import lowered

SHIPPED = Path(__file__).parents[2] / "rulesets" / "hk" / "qmas" / "2018-08-28.qmas"
RULES = SHIPPED.read_text(encoding="utf-8").partition("\nprove that ")[0] + "\n"

TALENT = """  # Once, however many professions of the list the applicant has.
  factor talent "Talent List" [GPT 4] out of 30
    profession in talent_list => +30 "Profession on the Talent List"

"""


def edited(*edits: tuple[str, str], text: str = RULES) -> str:
    """The text with each first part replaced by the second; each must be there."""
    for was, now in edits:
        assert was in text, was
        text = text.replace(was, now)
    return text


def versions(*edits: tuple[str, str], text: str = RULES) -> tuple[Index, Index]:
    """The rules before and after the edits."""
    return index(lowered(text)), index(lowered(edited(*edits, text=text)))
