"""Random whole rule sets, valid by construction, and random damage done to them.

    rulesets()        the text of a rule set that checks without an error (nearly always)
    modules()         the same as a syntax tree
    damaged(text)     a text a little wrong: lines lost, doubled, swapped, moved in or out, letters changed
    token_soup()      words of the language in no order

A rule set is built from its types: a condition is made of facts that exist, with constants inside their
domains, and within one group no two conditions read the same fact, so that no rule hides another.
How much is tried is a setting: QMASDSL_EXAMPLES multiplies every count.
"""

from generated.counts import examples
from generated.damage import damaged, token_soup
from generated.rulesets import modules, rulesets

__all__ = ["damaged", "examples", "modules", "rulesets", "token_soup"]
