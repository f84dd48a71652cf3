"""Whatever a file holds, the reader answers with a module and messages, never with an exception."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generated import damaged, examples, rulesets, token_soup
from qmasdsl.diagnostics.model import Severity
from qmasdsl.pipeline import check_source
from qmasdsl.source import SourceFile
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module
from qmasdsl.syntax.reading import read_bytes

EVERY_SHAPE = (Path(__file__).parent / "generated/every_shape.qmas").read_text(encoding="utf-8")
EVERY_AMENDMENT = (Path(__file__).parent / "generated/every_amendment.txt").read_text(encoding="utf-8")


def answers(source: SourceFile) -> None:
    """The text gets messages that stand inside it, from every pass; without error of reading it prints and reads
    as the same again."""
    module, problems = parse(source)
    for said in check_source(source).diagnostics:
        assert said.code.startswith("QM")
        assert said.headline
        assert 0 <= said.span.start <= said.span.end <= len(source.text) + 1
    # One mistake, one message: a text of n letters has not room for many more than n.
    assert len(problems) <= 2 * len(source.text) + 1
    printed = format_module(module)
    if not any(problem.severity is Severity.ERROR for problem in problems):
        again, found = parse(SourceFile("again.qmas", printed))
        assert not found, [problem.describe() for problem in found]
        assert again == module
        assert format_module(again) == printed


@given(st.binary(max_size=300))
@examples(100)
def test_random_bytes_give_messages(data: bytes) -> None:
    source, problems = read_bytes("a.qmas", data)
    for problem in problems:
        assert problem.describe().headline
    answers(source)


@given(st.text(max_size=300))
@examples(100)
def test_random_letters_give_messages(text: str) -> None:
    answers(read_bytes("a.qmas", text.encode("utf-8", "surrogatepass"))[0])


@given(token_soup())
@examples(200)
def test_words_in_no_order_give_messages(text: str) -> None:
    answers(SourceFile("a.qmas", text))


@given(rulesets().flatmap(damaged))
@examples(60)
def test_a_damaged_rule_set_gives_messages(text: str) -> None:
    answers(SourceFile("a.qmas", text))


@given(damaged(EVERY_SHAPE))
@examples(100)
def test_a_damaged_file_of_every_shape_gives_messages(text: str) -> None:
    answers(SourceFile("a.qmas", text))


@given(damaged(EVERY_AMENDMENT))
@examples(100)
def test_a_damaged_amendment_gives_messages(text: str) -> None:
    answers(SourceFile("a.qmas", text))
