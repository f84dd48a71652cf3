"""Amending: what the amended scheme says, where its parts come from, and what is said of amendments that do not fit."""

from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent, indent

import pytest
from hypothesis import given

from generated import damaged, examples
from qmasdsl.pipeline import check_path
from qmasdsl.source import SourceFile
from qmasdsl.syntax import nodes
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module, format_whole
from qmasdsl.versions.applying import Amended, amended

BASE = """\
scheme demo.points "Points scheme"
  in force from 2020-01-01
  version by lodged
  source "Law of 2020"

kinds
  ability : set of reading, writing

facts
  lodged        : date
  age           : whole number from 0 to 120, years "Age"
  hands, feet   : whole number from 0 to 4
  trade         : one of trades, or other           "Trade"

always hands at most feet

list trades "Trades"
  nurse   "Nurses"
  teacher "Teachers"
    only when age at least 21
  actuary "Actuaries"

define grown_up as age at least 18

require adult "Adult" : grown_up

test general "Points test" out of 40
  pass mark 10
  this test requires able "Able" : hands at least 1
  section body "Body" capped at 10
    factor hands "Hands" : hands at least 2 => +5
    factor feet  "Feet"  : feet at least 2 => +5
  section mind "Mind"
    factor age "Age" : age from 18 to 39 => +20

outcome comes when general.passes

selection
  quota 1000 per year
  ties discretionary

prove that general.total from 0 to 30

case "Nobody"
  given everything else no, none or 0
  expect not comes

wording zh-Hant
  English   | 繁體中文
  Age       | 年齡
  Trade     | 職業
  Actuaries | 精算師
"""


def read(text: str, name: str) -> nodes.Module:
    module, problems = parse(SourceFile(name, text))
    assert not problems, [problem.describe().headline for problem in problems]
    return module


def amend(changes: str, rest: str = "") -> Amended:
    text = "amend demo.points\n  in force from 2021-01-01\n" + indent(dedent(changes), "  ") + dedent(rest)
    return amended(read(BASE, "base.qmas"), read(text, "later.qmas"), {})


def now(changes: str, rest: str = "") -> str:
    """The amended scheme, whole, which must read as the same again."""
    made = amend(changes, rest)
    assert not made.problems, [problem.describe().headline for problem in made.problems]
    printed = format_whole(made.module)
    again = read(printed, "again.qmas")
    assert again == made.module
    assert format_module(again) == printed
    return printed


def lines(changes: str, rest: str = "") -> tuple[list[str], list[str]]:
    """The lines that are gone and those that are new, columns aside."""
    before, after = ([" ".join(line.split()) for line in text.split("\n")] for text in (BASE, now(changes, rest)))
    return [one for one in before if one not in after], [one for one in after if one not in before]


def said(changes: str) -> list[tuple[str, int, str]]:
    """The problems of the changes: code, line (the first change is line 3) and headline."""
    return [(one.code, one.span.line, one.describe().headline) for one in amend(changes).problems]


SAID_OF_BASE = [
    "in force from 2020-01-01", "prove that general.total from 0 to 30", 'case "Nobody"',
    "given everything else no, none or 0", "expect not comes",
]  # fmt: skip


def test_an_amendment_without_changes_changes_the_day_and_leaves_what_is_said_of_the_base() -> None:
    gone, new = lines('source "Law of 2021"\n')
    assert gone == SAID_OF_BASE
    assert new == ["in force from 2021-01-01", 'source "Law of 2021"']


@pytest.mark.parametrize(
    ("changes", "gone", "new"),
    [
        ('in list trades\n  add cook "Cooks"\n', [], ['cook "Cooks"']),
        (
            "in list trades\n  repeal teacher\n",
            ['teacher "Teachers"', "only when age at least 21"],
            [],
        ),
        (
            'in list trades\n  repeal nurse and substitute\n    nurse "Nurses and midwives"\n    cook "Cooks"\n',
            ['nurse "Nurses"'],
            ['nurse "Nurses and midwives"', 'cook "Cooks"'],
        ),
        ("in facts\n  repeal hands\n", ["hands, feet : whole number from 0 to 4"], ["feet : whole number from 0 to 4"]),
        (
            "in facts\n  repeal feet and substitute\n    feet : whole number from 0 to 2\n",
            ["hands, feet : whole number from 0 to 4"],
            ["hands : whole number from 0 to 4", "feet : whole number from 0 to 2"],
        ),
        ("in facts\n  add tail : yes/no\n", [], ["tail : yes/no"]),
        (
            "in kinds\n  repeal ability and substitute\n    ability : set of reading, speaking\n",
            ["ability : set of reading, writing"],
            ["ability : set of reading, speaking"],
        ),
        (
            "in selection\n  repeal quota 1000 per year and substitute no quota\n",
            ["quota 1000 per year"],
            ["no quota"],
        ),
        (
            "in test general\n  repeal pass mark 10 and substitute pass mark 12\n",
            ["pass mark 10"],
            ["pass mark 12"],
        ),
        (
            "in test general\n  repeal out of 40\n  add capped at 30\n",
            ['test general "Points test" out of 40'],
            ['test general "Points test" capped at 30'],
        ),
        (
            'in section general.mind\n  repeal factor age and substitute\n    factor youth : age at most 30 => +7\n',
            ['factor age "Age" : age from 18 to 39 => +20'],
            ["factor youth : age at most 30 => +7"],
        ),
        (
            "in section general.body\n  repeal capped at 10 and substitute capped at 8\n",
            ['section body "Body" capped at 10'],
            ['section body "Body" capped at 8'],
        ),
        (
            "in scheme\n  repeal always hands at most feet and substitute always feet at most hands\n",
            ["always hands at most feet"],
            ["always feet at most hands"],
        ),
        (
            "in scheme\n  repeal define grown_up and substitute\n    define grown_up as age at least 21\n",
            ["define grown_up as age at least 18"],
            ["define grown_up as age at least 21"],
        ),
        ("in scheme\n  repeal require adult\n", ['require adult "Adult" : grown_up'], []),
        (
            "in test general\n  repeal this test requires able\n",
            ['this test requires able "Able" : hands at least 1'],
            [],
        ),
    ],
)
def test_a_change_changes_its_lines_and_no_other(changes: str, gone: list[str], new: list[str]) -> None:
    was, is_now = lines(changes)
    assert [line for line in was if line not in SAID_OF_BASE and "精算師" not in line] == gone
    assert [line for line in is_now if line != "in force from 2021-01-01"] == new


def test_what_is_substituted_stands_where_the_old_stood_and_what_is_added_at_the_end() -> None:
    text = now('in list trades\n  add cook "Cooks"\n  repeal nurse and substitute\n    carer "Carers"\n')
    assert [text.index(word) for word in ("carer", "teacher", "actuary", "cook")] == sorted(
        text.index(word) for word in ("carer", "teacher", "actuary", "cook")
    )


def test_claims_cases_and_wordings_of_the_amending_file_are_the_versions_own() -> None:
    text = now(
        'in list trades\n  repeal actuary\n  add cook "Cooks"\n',
        """
        prove that general.total from 0 to 40

        wording zh-Hant
          English | 繁體中文
          Trade   | 行業
          Cooks   | 廚師
        """,
    )
    assert "prove that general.total from 0 to 40" in text
    assert "prove that general.total from 0 to 30" not in text
    assert "Trade   | 行業" in text
    assert "Cooks   | 廚師" in text
    assert "Age     | 年齡" in text
    # What it translated is no longer there.
    assert "精算師" not in text


def test_every_part_keeps_its_place_in_the_file_it_was_written_in() -> None:
    module = amend('in list trades\n  add cook "Cooks"\n').module
    (trades,) = (item for item in module.items if isinstance(item, nodes.ListBlock))
    assert [(entry.name.text, entry.span.source.name) for entry in trades.entries] == [
        ("nurse", "base.qmas"), ("teacher", "base.qmas"), ("actuary", "base.qmas"), ("cook", "later.qmas"),
    ]  # fmt: skip
    assert module.source.name == "later.qmas"


@pytest.mark.parametrize(
    ("changes", "code", "line", "words"),
    [
        ("in list trade\n  repeal nurse\n", "QM252", 3, "no list called `trade`"),
        ("in list trades\n  repeal nurses\n", "QM252", 4, "no entry called `nurses` in the list `trades`"),
        ("in list trades\n  repeal nurse\n  repeal nurse\n", "QM253", 5, "entry `nurse` in the list `trades` was"),
        ('in list trades\n  add nurse "N"\n', "QM254", 4, "an entry called `nurse`"),
        ("in facts\n  add age : yes/no\n", "QM254", 4, "a fact called `age`"),
        ("in facts\n  repeal ages\n", "QM252", 4, "no fact called `ages`"),
        ("in selection\n  repeal quota 2000 per year\n", "QM255", 4, "no `quota 2000 per year` in the selection"),
        ("in selection\n  add no quota\n", "QM254", 4, "`quota 1000 per year` in the selection already"),
        ("in selection\n  repeal places set at each draw\n", "QM255", 4, "no `places set at each draw`"),
        ("in test general\n  repeal pass mark 20\n", "QM255", 4, "no `pass mark 20` in the test `general`"),
        ("in test general\n  repeal out of 30\n", "QM255", 4, "no `out of 30`"),
        ("in test general\n  repeal capped at 30\n", "QM252", 4, "no `capped at 30`"),
        ("in test general\n  add out of 30\n", "QM254", 4, "`out of 40`"),
        ("in test general\n  repeal factor age\n", "QM252", 4, "no factor called `age` in the test"),
        ("in test special\n  repeal factor age\n", "QM252", 3, "no test called `special`"),
        ("in section general.bodies\n  repeal factor age\n", "QM252", 3, "no section called `bodies`"),
        ("in section general.body\n  repeal factor hand\n", "QM252", 4, "no factor called `hand` in the section"),
        ("in section general.body\n  add factor age : age at least 3 => +1\n", "QM254", 4, "a factor called `age`"),
        ("in scheme\n  repeal always hands at most 3\n", "QM255", 4, "no `always hands at most 3` in the scheme"),
        ("in scheme\n  repeal outcome come\n", "QM252", 4, "no outcome called `come`"),
        ("in scheme\n  add define grown_up as age at least 3\n", "QM254", 4, "a define called `grown_up`"),
    ],
)
def test_what_does_not_fit_is_said_at_its_line(changes: str, code: str, line: int, words: str) -> None:
    (found,) = said(changes)
    assert found[:2] == (code, line)
    assert words in found[2]


def test_a_slip_comes_with_the_word_that_was_meant_and_with_what_there_is() -> None:
    (slip,) = amend("in list trades\n  repeal nurses\n").problems
    assert slip.describe().types == ("nurse",)
    (restated,) = amend("in test general\n  repeal pass mark 20 and substitute pass mark 30\n").problems
    assert restated.describe().types == ("repeal pass mark 10",)
    assert restated.describe().marks[0].span.text.startswith("pass mark 10")
    (elsewhere,) = amend("in test general\n  repeal factor age\n").problems
    assert "it beneath `in section general.mind`" in elsewhere.describe().types


def test_what_was_repealed_by_an_earlier_amendment_is_told_to_be_so() -> None:
    first = amend("in list trades\n  repeal nurse\n")
    second = read("amend demo.points\n  in force from 2022-01-01\n  in list trades\n    repeal nurse\n", "third.qmas")
    (problem,) = amended(first.module, second, first.gone).problems
    assert problem.code == "QM253"
    assert problem.describe().marks[0].span.source.name == "later.qmas"


def test_what_was_repealed_may_come_back() -> None:
    made = amend('in list trades\n  repeal nurse\n  add nurse "Nurses again"\n  repeal nurse\n')
    assert not made.problems


def test_a_list_of_conditions_is_the_same_on_one_line_and_on_several() -> None:
    text = BASE.replace("always hands at most feet", "always all of\n  hands at most feet\n  hands at least 0")
    later = "amend demo.points\n  in scheme\n    repeal always all of hands at most feet, hands at least 0\n"
    made = amended(read(text, "base.qmas"), read(later, "later.qmas"), {})
    assert not made.problems
    assert not [item for item in made.module.items if isinstance(item, nodes.Always)]


FITTING = """\
amend demo.points
  in force from 2021-01-01
  in list trades
    add cook "Cooks"
    repeal teacher and substitute
      teacher "Teachers"
        only when age at least 25
  in facts
    repeal hands and substitute
      hands : whole number from 0 to 6
    add married : yes/no
  in selection
    repeal quota 1000 per year and substitute quota 2000 per year
  in test general
    repeal pass mark 10 and substitute pass mark 12
    repeal out of 40 and substitute out of 45
    add
      section home "Home"
        factor married "Married" : married => +5
  in section general.mind
    repeal factor age
  in scheme
    repeal always hands at most feet
    repeal define grown_up and substitute
      define grown_up as age at least 21

case "Somebody"
  given everything else no, none or 0
  expect not comes
"""


@given(damaged(FITTING))
@examples(60)
def test_a_damaged_amendment_beside_its_scheme_gives_messages(text: str) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "base.qmas").write_text(BASE, encoding="utf-8")
        later = Path(folder, "later.qmas")
        later.write_text(text, encoding="utf-8", errors="surrogatepass")
        checked = check_path(later)
        for found in checked.diagnostics:
            assert found.headline
            assert found.span.end <= len(found.span.source.text) + 1
        assert (checked.ruleset is None) == bool(checked.errors)


def test_the_amendment_that_is_damaged_there_is_sound(tmp_path: Path) -> None:
    (tmp_path / "base.qmas").write_text(BASE, encoding="utf-8")
    (tmp_path / "later.qmas").write_text(FITTING, encoding="utf-8")
    assert [found.headline for found in check_path(tmp_path / "later.qmas").errors] == []
