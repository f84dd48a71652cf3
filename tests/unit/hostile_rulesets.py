"""Rule sets in which every word that somebody may choose is one that could do harm."""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Field, Form, Numeric, Records, Several, Value, YesNo

WORDS = [
    "it's", 'a "b" `c` [d]', "back\\slash\\", "\\'; DROP TABLE applicants; --", "*/ SELECT 1 /*", "-- ", "'''", "\\\\'",
    "two\nlines\r\n\t", "${env:HOME} $1 :x ? %s {{y}} {% z %} &amp", "select", "NULL", "\x01\x1b[31m\x7f",
    "N'x' E'\\x41' U&'\\0041' X'41' $$ $tag$ @x #", "\u2028\u00a0\ufeff", "🙂 e\u0301", " blanks ", "%", "\u202e",
    "年齡 「」 豈", "x" * 200, "a __SQLGLOT__LB__ b", "a\x85b\x0bc\x1cd",
]  # fmt: skip


def in_texts_only(word: str) -> bool:
    """Whether a word may stand in texts but is refused in names."""
    return "__SQLGLOT" in word or any(letter < " " or letter == "\x7f" for letter in word)


def hostile(word: str, names: bool = True) -> ir.Ruleset:
    """A rule set of `word`; where not `names`, in labels and texts only."""

    def name(at: int) -> str:
        return f"{at} {word}" if names else f"name{at}"

    value = Choice((Value(f"{word}", word), Value(f"{word} ", word), Value("plain")))
    facts = (
        ir.Fact(name(1), YesNo(), word),
        ir.Fact(name(2), value, word),
        ir.Fact(name(3), Numeric(Form.NUMBER, 0, 90, 5, 1, word), word),
        ir.Fact(name(4), Several((Value("p"), Value("q"))), word, ir.FactHolds(name(1))),
        ir.Fact(name(5), Records(2, (Field("f", Numeric(Form.WHOLE, 0, 9), word),)), word),
    )
    first = ir.FactHolds(name(1))
    is_word = ir.Among(ir.FactValue(name(2)), (0,))
    many = ir.Compare(ir.FactValue(name(3)), ir.Comparison.AT_LEAST, ir.Constant(45))
    parts = (
        ir.Rule(is_word, ir.Constant(3), f"{word} 1", word, word, word),
        ir.Rule(many, ir.Count(name(5)), f"{word} 2", word, word, word),
    )
    return ir.Ruleset(
        word,
        word,
        facts=facts,
        always=(ir.Always(ir.Or((ir.Not(is_word), ir.Not(many), first)), word),),
        requirements=(ir.Requirement(name(6), ir.Or((first, is_word)), word, word, word),),
        tests=(ir.Test("t", ir.PassMark(3), (ir.Factor("t.f", parts, word, word),), label=word, cite=word),),
        outcomes=(ir.Outcome(name(7), ir.Passes("t"), word, word),),
        source_hash=word,
        source_name=word,
    )
