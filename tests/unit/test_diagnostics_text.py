"""How a message is drawn, said and put on one line."""

from dataclasses import replace

from qmasdsl.diagnostics import concise, text
from qmasdsl.diagnostics.model import Diagnostic, Mark, Severity
from qmasdsl.source import SourceFile, Span

FILE = SourceFile(
    "hk_qmas.qmas",
    "facts\n"
    "  education : level none < bachelor < master\n"
    "  factor a\n"
    "      education is masters => +20\n"
    '      "年齡" age 30\n'
    "\n",
)


def at(words: str, source: SourceFile = FILE) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def problem(span: Span, **changes: object) -> Diagnostic:
    made = Diagnostic("QM201", Severity.ERROR, "`masters` is not a level of `education`", span)
    return replace(made, **changes)  # type: ignore[arg-type]  # each test names real fields


def test_a_message_shows_its_line_its_place_in_words_and_what_to_type_last() -> None:
    shown = problem(
        at("masters"),
        notes=("the levels of `education` are none, bachelor, master (line 2)",),
        types=("education is master => +20",),
    )
    assert text.render(shown) == (
        "error[QM201]: `masters` is not a level of `education`\n"
        " --> hk_qmas.qmas, line 4, at `masters`\n"
        "  |\n"
        "4 |       education is masters => +20\n"
        "  |                    ^^^^^^^\n"
        "  |\n"
        "  = note: the levels of `education` are none, bachelor, master (line 2)\n"
        "  = type: education is master => +20\n"
    )


def test_chinese_letters_before_the_place_take_two_cells_each() -> None:
    lines = text.render(problem(at("age 30"))).split("\n")
    assert lines[3] == '5 |       "年齡" age 30'
    assert lines[4] == "  |              ^^^^^^"


def test_chinese_letters_in_the_place_are_underlined_whole() -> None:
    assert "  |        ^^^^\n" in text.render(problem(at("年齡")))


def test_other_places_are_drawn_with_dashes_in_the_order_of_the_file() -> None:
    marks = (Mark(at("facts"), "facts begin here"),)
    lines = text.render(problem(at("masters"), words="no such level", marks=marks)).split("\n")
    assert lines[3:7] == [
        "1 | facts",
        "  | ----- facts begin here",
        "4 |       education is masters => +20",
        "  |                    ^^^^^^^ no such level",
    ]


def test_two_places_on_one_line_share_one_picture_of_it() -> None:
    drawn = text.render(problem(at("masters"), marks=(Mark(at("education is"), "a level"),)))
    assert drawn.count("education is masters => +20") == 1
    assert drawn.index("^^^") < drawn.index("---- a level")


def test_a_place_in_another_file_has_a_picture_of_its_own() -> None:
    other = SourceFile("applicant.qmas", "facts\n  age : yes/no\n")
    drawn = text.render(problem(at("masters"), marks=(Mark(at("age", other), "declared here"),)))
    assert " ::: applicant.qmas\n2 |   age : yes/no\n  |   --- declared here\n" in drawn


def test_several_lines_are_shown_without_an_underline() -> None:
    start = FILE.text.index("factor a")
    drawn = text.render(problem(Span(FILE, start, FILE.text.index("=> +20"))))
    assert "hk_qmas.qmas, lines 3 and 4\n" in drawn
    assert "3 |   factor a\n4 |       education is masters => +20\n" in drawn
    assert "^" not in drawn


def test_an_empty_place_is_said_by_the_word_beside_it() -> None:
    start = FILE.text.index(" => +20")
    assert text.place(Span(FILE, start, start)) == "line 4, before `=>`"
    end = FILE.text.index("+20") + 3
    assert text.place(Span(FILE, end, end)) == "line 4, after `+20`"
    head = FILE.text.index("education is")
    assert text.place(Span(FILE, head, head)) == "line 4, 6 spaces in"


def test_the_end_of_the_file_is_a_place() -> None:
    end = len(FILE.text)
    assert "line 7\n" in text.render(problem(Span(FILE, end, end)))


def test_of_a_file_without_text_there_is_nothing_to_draw() -> None:
    empty = SourceFile("utf-16.qmas", "")
    assert text.render(problem(Span(empty, 0, 0), types=("save it again",))).split("\n")[1:] == [
        " --> utf-16.qmas",
        "  |",
        "  = type: save it again",
        "",
    ]


def test_plain_has_no_picture() -> None:
    shown = problem(
        at("masters"), words="no such level", marks=(Mark(at("facts"), "see here"),), notes=("a note",),
        example="an applicant aged 51", types=("one\ntwo",),
    )
    assert text.render(shown, plain=True) == (
        "error[QM201]: `masters` is not a level of `education`\n"
        "  hk_qmas.qmas, line 4, at `masters`\n"
        "  the line: education is masters => +20\n"
        "  here: no such level\n"
        "  also line 1: see here\n"
        "  note: a note\n"
        "  for example: an applicant aged 51\n"
        "  type: one\n"
        "        two\n"
    )


def test_severity_stays_a_word_when_it_is_painted() -> None:
    painted = text.render(problem(at("masters")), paint=lambda words, role: f"<{role}>{words}</>")
    assert painted.startswith("<error>error[QM201]</>: ")


def test_nothing_in_a_file_can_move_the_cursor_or_turn_the_line_round() -> None:
    bad = SourceFile("a\x1b[2J.qmas", "age \x1b[31m is \u202e 3\x07\u200b\n")
    shown = problem(Span(bad, 0, 3), headline="`\x1b]0;x\x07` and\nmore", notes=("\x9b2J",))
    for drawn in (text.render(shown), text.render(shown, plain=True), concise.render(shown)):
        assert not any(letter in drawn for letter in "\x1b\x07\x9b\u202e\u200b")
    assert "<U+202E>" in text.render(shown)


def test_a_very_long_line_is_cut_around_its_place() -> None:
    long = SourceFile("long.qmas", "x" * 2000 + " here " + "y" * 2000)
    lines = text.render(problem(Span(long, 2001, 2005))).split("\n")
    assert len(lines[3]) < 200
    column = lines[4].index("^^^^")
    assert lines[3][column : column + 4] == "here"


def test_concise_is_one_line_with_line_and_column() -> None:
    assert concise.render(problem(at("masters"))) == (
        "hk_qmas.qmas:4:20: error[QM201]: `masters` is not a level of `education`\n"
    )
