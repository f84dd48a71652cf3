"""A file with a great many faults: one message for each, at its line, and what is sound is read all the same."""

import re
from pathlib import Path

import pytest

from qmasdsl.diagnostics.model import Severity
from qmasdsl.pipeline import check_text
from qmasdsl.source import SourceFile
from qmasdsl.syntax import nodes
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_module

# Each code stands at the end of the line that it is found on.
FAULTS = """\
scheme hk.demo "Faults"
  in force form 2018-08-28                        # QM102 in force from
  in force from 28/8/2018                         # QM016 2018-08-28
facts
  age : whole number from 0 to 120, years
  edu : levle none < bachelor                     # QM102 level
  lodged date                                     # QM101 :
  job : one of a, b, other                        # QM117 or other
  sound : yes/no
  plus : yes/no                                   # QM118
  long : whole number from 0 to 10years           # QM014 10 years
kinds
  grade : level low < high
define fine as age at least 3
define mixed as fine and sound or fine            # QM106 (fine and sound) or fine
define nott as not age is 3                       # QM107 age is not 3
define wrong as fine; sound                       # QM017
define \u0430ge2 as fine                                 # QM011
require adult "Adult" age at least 18             # QM101 :
require good : age at least 18
requre close : age at least 18                    # QM102 require
outcome o when good "one" "two"                   # QM101
test general "G" ot of 225 only when fine         # QM102 out of
  pass mark eighty                                # QM101 a number
  fctor age "Age" out of 30                       # QM102 factor
    only one applies
      age from 18 to 39 => 30                     # QM109 => +30
      age from 40 to 44 => +20
      age from 45 to 50 => +15 otherwise          # QM101
    age less than 4 => +30                        # QM120
   age at least 4 => +1                           # QM010
  factor b "B"
    table by age
      age | points
      18-20 | 5                                   # QM111 18 to 20
      Dec-10 | 5                                  # QM112
      30 | -                                      # QM113 0
      40 | 3 | 4                                  # QM114
      otherwise 0
  factor c                                        # QM105
  factor d
    every fine => +5                              # QM124
    x = 3 => +2                                   # QM120
  factor e
    fine => +2.5                                  # QM122
amend hk.demo                                     # QM250 in a file of its own
  in force from 2019-01-01
case "x"
  given age 3, fine
  expct general.total 3                           # QM102 expect
require last : age at least 18
"""
SAID = re.compile(r"# (QM[0-9]{3}) ?(.*)")


def said() -> list[tuple[int, str, str]]:
    found = [(number, SAID.search(line)) for number, line in enumerate(FAULTS.split("\n"), 1)]
    return [(number, match[1], match[2].strip()) for number, match in found if match]


def test_each_fault_has_one_message_at_its_line_and_says_what_to_type() -> None:
    _, problems = parse(SourceFile("faults.qmas", FAULTS))
    assert [(problem.span.line, problem.code) for problem in problems] == [(line, code) for line, code, _ in said()]
    for problem, (line, code, words) in zip(problems, said(), strict=True):
        assert words in " ".join(problem.describe().types), (line, code)


def test_what_is_sound_is_read_all_the_same() -> None:
    module, _ = parse(SourceFile("faults.qmas", FAULTS))
    assert [type(item).__name__ for item in module.items if not isinstance(item, nodes.Define)] == [
        "Scheme", "Facts", "Kinds", "Require", "Require", "Outcome", "Test", "Amendment", "Case", "Require",
    ]  # fmt: skip
    (facts,) = (item for item in module.items if isinstance(item, nodes.Facts))
    assert {name.text for line in facts.facts for name in line.names} >= {"age", "sound", "long", "job"}
    (test,) = (item for item in module.items if isinstance(item, nodes.Test))
    assert {item.name.text for item in test.items if isinstance(item, nodes.Factor)} == {"age", "b", "c", "d", "e"}
    assert "require last" in format_module(module)


def test_checking_adds_nothing_that_follows_from_what_was_not_read() -> None:
    found = [(one.span.line, one.code) for one in check_text(FAULTS, "faults.qmas").errors]
    assert found == [(line, code) for line, code, _ in said()]


UNREAD = {
    "a fact": "facts\n  lost whole number\n",
    "several facts": "facts\n  lost, other yes/no\n",
    "a define": "define lost whatever\n",
    "a define too long": "define lost as b" + " or b" * 1_000 + "\n",
    "a question": "question lost read as no\n",
    "a define with a hidden letter": "define lost as b\u200b\n",
    "a head misspelt": "defin lost, as b\n",
}


@pytest.mark.parametrize("what", UNREAD)
def test_a_name_declared_in_a_line_that_was_not_read_is_not_called_unknown(what: str) -> None:
    text = 'scheme demo "D"\nfacts\n  a, b : yes/no\n' + UNREAD[what] + "require r : lost and a\nrequire s : zork\n"
    found = [(one.code, one.span.line) for one in check_text(text, "lost.qmas").errors]
    assert ("QM201", text.count("\n")) in found  # `zork` stands nowhere else
    assert all(
        line in (4, 5, text.count("\n")) and (code != "QM201" or line == text.count("\n")) for code, line in found
    )


def test_no_warning_is_given_of_a_file_with_lines_that_were_not_read() -> None:
    text = 'scheme demo "D"\nfacts\n  a, b : yes/no\nrequire r a\n'
    assert [one.severity for one in check_text(text, "a.qmas").diagnostics] == [Severity.ERROR]


def test_after_fifty_unread_lines_the_reader_says_that_it_stops() -> None:
    checked = check_text('scheme demo "D"\n' + "nothing here\n" * 60, "a.qmas")
    assert [one.severity for one in checked.diagnostics] == [Severity.ERROR] * 50 + [Severity.WARNING]
    assert checked.diagnostics[-1].code == "QM020"
    assert checked.diagnostics[-1].span.line == 52


def test_every_line_of_a_file_of_all_shapes_may_be_lost_or_spoilt() -> None:
    path = Path(__file__).parent.parent / "generated" / "every_shape.qmas"
    lines = path.read_text(encoding="utf-8").split("\n")
    for at, line in enumerate(lines):
        if not line.strip() or at % 3:
            continue
        depth = len(line) - len(line.lstrip())
        for other in (line[:depth] + "zork " + line[depth:], line + " zork", line[: len(line) // 2]):
            text = "\n".join([*lines[:at], other, *lines[at + 1 :]])
            _, problems = parse(SourceFile("spoilt.qmas", text))
            # One line was spoilt: it may take the lines of its block along, and no more than that.
            assert len(problems) <= 6, (other, [(one.span.line, one.describe().headline) for one in problems])
