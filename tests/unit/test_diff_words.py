"""What two versions say differently, in words."""

import pytest

from qmasdsl.difference.words import in_words
from unit.versions import RULES, TALENT, versions

SMALL = """scheme demo.points "Demo"
  in force from 2018-08-28

facts
  age : whole number from 0 to 120, years
  level : level low < high
  trade : one of cook, pilot
  partner : yes/no
  children : up to 3
    each with child_age : whole number from 0 to 20, years

list jobs "Jobs"
  smith
  baker

always age at least 1
question twice "May it count twice?" : read as no
define grown "Grown up" as age at least 18
define band as
  first that applies
    age at least 65 => 2
    otherwise => 1

require adult "Adult" : age at least 18

test general "General" out of 30
  pass mark 10
  factor age "Age" capped at 20
    first that applies
      age at least 40 => +10 "Forty"
      age at least 18 => +20 "Grown"
    plus partner => +5
  factor level : level is high => +10

outcome invited "Invited" when general.passes

selection
  quota 1000 per year
  rank invited by general.total, highest first
"""


def changes(*edits: tuple[str, str], text: str = SMALL) -> list[str]:
    return [f"{change.verb.upper()} {change.words()}" for change in in_words(*versions(*edits, text=text)).changes]


def test_nothing_changed_is_nothing_told() -> None:
    assert changes() == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("in force from 2018-08-28", "in force from 2020-01-01"),
         "CHANGED in force from: was 2018-08-28, now 2020-01-01"),
        (('"Demo"', '"Show"'), 'RENAMED title of the scheme: was "Demo", now "Show"'),
        (("out of 30", "out of 35"), "RAISED General, out of: was 30, now 35"),
        (("pass mark 10", "pass mark 5"), "LOWERED General, pass mark: was 10, now 5"),
        (("pass mark 10", "no pass mark"), "CHANGED General, how it is passed: was pass mark 10, now no pass mark"),
        (("capped at 20", "capped at 15"), 'LOWERED factor "Age", capped at: was 20, now 15'),
        ((" capped at 20", ""), 'REMOVED factor "Age", capped at: was 20'),
        (("=> +10 \"Forty\"", "=> +15 \"Forty\""), 'RAISED "Forty" in factor "Age", points: was 10, now 15'),
        (("age at least 40", "age at least 45"),
         'CHANGED "Forty" in factor "Age", condition: was `age at least 40`, now `age at least 45`'),
        (('"Forty"', '"Over 40"'), 'RENAMED "Over 40" in factor "Age", label: was "Forty", now "Over 40"'),
        (("plus partner => +5", "plus not partner => +5"),
         'CHANGED a rule in factor "Age", condition: was `partner`, now `not partner`'),
        (("\n    plus partner => +5", ""), 'REMOVED rule `partner` in factor "Age": 5 points'),
        (("level is high => +10", "level is high => +10 [Law 1]"),
         "ADDED `level is high` in factor `general.level`, citation: Law 1"),
        (('  factor level : level is high => +10\n', ""),
         "REMOVED factor `general.level`: 10 points where `level is high`"),
        (("first that applies\n      age at least 40", "highest that applies\n      age at least 40"),
         'CHANGED factor "Age", how its rules combine: was first that applies, now highest that applies'),
        (('factor age "Age"', 'factor years "Age"'), 'RENAMED factor "Age", name: was `age`, now `years`'),
        (("read as no", "read as yes"), 'CHANGED question "May it count twice?": was read as no, now read as yes'),
        (("always age at least 1\n", ""), "REMOVED always age at least 1"),
        (("as age at least 18", "as age at least 21"),
         'CHANGED define "Grown up": was `age at least 18`, now `age at least 21`'),
        (("age at least 65 => 2", "age at least 65 => 3"),
         "CHANGED `age at least 65` in define `band`, value: was 2, now 3"),
        (('"Adult" : age at least 18', '"Adult" : age at least 21'),
         'CHANGED requirement "Adult": was `age at least 18`, now `age at least 21`'),
        (("when general.passes", "when general.total at least 5"),
         'CHANGED outcome "Invited": was `general.passes`, now `general.total at least 5`'),
        (("quota 1000 per year", "quota 4000 per year"), "RAISED selection, quota per year: was 1,000, now 4,000"),
        (("  smith\n", "  smith\n  miller\n  weaver\n"), 'ADDED 2 entries to list "Jobs": miller, weaver'),
        (("  smith\n", ""), 'REMOVED 1 entry from list "Jobs": smith'),
        (("  smith\n", "  smith\n    only when partner\n"),
         'ADDED `smith` in list "Jobs", only when: `partner`'),
        (("from 0 to 120, years", "from 0 to 110, years"),
         "CHANGED fact `age`, domain: was a whole number from 0 to 120, years, "
         "now a whole number from 0 to 110, years"),
        (("level low < high", "level low < middle < high"), "ADDED 1 value to fact `level`: middle"),
        (("one of cook, pilot", "one of cook, pilot, or other"), "ADDED 1 value to fact `trade`: other"),
        (("partner : yes/no", "partner : yes/no\n  spouse_age : whole number from 0 to 9 only when partner"),
         "ADDED fact `spouse_age`, a whole number from 0 to 9, only when `partner`"),
        (("up to 3", "up to 4"), "RAISED fact `children`, how many there may be: was 3, now 4"),
        (("from 0 to 20, years", "from 0 to 25, years"),
         "CHANGED fact `children`, `child_age` of each: was a whole number from 0 to 20, years, "
         "now a whole number from 0 to 25, years"),
    ],
)  # fmt: skip
def test_a_change_names_the_old_and_the_new(edit: tuple[str, str], said: str) -> None:
    assert changes(edit) == [said]


def test_two_rules_in_another_order_are_told() -> None:
    forty, grown = 'age at least 40 => +10 "Forty"', 'age at least 18 => +20 "Grown"'
    assert changes((f"{forty}\n      {grown}", f"{grown}\n      {forty}")) == [
        'CHANGED factor "Age", order of its rules: was age at least 40; age at least 18; partner, '
        "now age at least 18; age at least 40; partner"
    ]


def test_a_rule_moved_to_another_group_is_told() -> None:
    moved = ("\n    plus partner => +5", "\n      partner => +5")
    assert changes(moved) == [
        'CHANGED factor "Age", which rules stand together: was age at least 40; age at least 18 | partner, '
        "now age at least 40; age at least 18; partner"
    ]


def test_what_was_added_comes_before_what_was_raised_and_each_kind_in_reading_order() -> None:
    said = changes((TALENT, ""), ("out of 225 only", "out of 195 only"), ("worth 225", "worth 195"), text=RULES)
    assert said == [
        'REMOVED factor "Talent List", out of 30: 30 points where `profession in talent_list`',
        "LOWERED General Points Test, out of: was 225, now 195",
        "LOWERED Achievement-based Points Test, full mark: was 225, now 195",
    ]


def test_what_stayed_is_kept_by_kind() -> None:
    before, after = versions(("pass mark 80", "pass mark 90"), ("age at least 51", "age at least 52"), text=RULES)
    same = {one.kind: one.names for one in in_words(before, after).same}
    assert same["factor"] == ("qualifications", "work", "talent", "language", "family")
    assert same["requirement"] == ("adult", "means", "character", "language", "basic_education")
    assert same["quota"] == ("1,000 per year",)
    assert "pass mark" not in same
    assert len(same["fact"]) == 28


def test_members_of_a_group_that_change_alike_are_told_once() -> None:
    rules = SMALL.replace("facts\n", "kinds\n  ability : set of reading, writing\n\nfacts\n  ielts of each ability : "
                                     "number from 0 to 9 by 0.5\n", 1)  # fmt: skip
    assert changes(("from 0 to 9 by 0.5", "from 0 to 8 by 0.5"), text=rules) == [
        "CHANGED facts ielts.reading, ielts.writing, domain: was a number from 0 to 9 by 0.5, "
        "now a number from 0 to 8 by 0.5"
    ]
