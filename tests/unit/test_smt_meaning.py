"""What each construct of the language comes to for the solver: every value that a score can have, and no other.

Each text has facts so small that all applicants are gone through with the interpreter.
"""

import pytest

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent, Nobody, Somebody
from qmasdsl.smt.solver import Solver
from unit.enumerated import Everybody
from unit.lowered import lowered

HEAD = """\
scheme demo "Demonstration"
  in force from 2025-01-01
"""
FACTS = """\
facts
  a, b, c : yes/no
  n       : whole number from 0 to 5
  m       : whole number from 0 to 4
"""
RECORDS = """\
facts
  a        : yes/no
  children : up to 3
    each with old     : whole number from 0 to 2
    each with married : yes/no
define young as count of children where old less than 2 and not married
define all_years as sum of old of children
define years as sum of old of children where not married
"""
TEXTS = {
    "first that applies": f"""{FACTS}
test t "T"
  pass mark 5
  factor f "F"
    first that applies
      n at least 4       => +3
      a and n at least 2 => +9
      b                  => +5
      otherwise          => +1
""",
    "highest that applies": f"""{FACTS}
test t "T"
  pass mark 5
  factor f "F"
    highest that applies
      n at least 4 => +3
      a            => +9
      b or c       => -5
    plus c => -2
""",
    "all that apply": f"""{FACTS}
test t "T"
  pass mark 5
  factor f "F" capped at 7
    all that apply
      a            => +2
      b            => +4
      n is not 3   => +3
      c            => -6
""",
    "only one applies, first row of table, thresholds": f"""{FACTS}
test t "T"
  pass mark 5
  factor f "F"
    only one applies
      n from 0 to 2 => +1
      n from 3 to 4 => +12
      otherwise     => +4
  factor g "G"
    table by n, m
                | under 2 | 2 or over
      1 or under |       1 |        2
      2 to 3    |       4 |        8
      otherwise 0
  factor h "H"
    thresholds | n at least | m at least
      +13      |          4 |          3
      +9       |          2 |
      otherwise 0
""",
    "for each, with a cap, with a step, and taken away": f"""{FACTS}
test t "T"
  pass mark 5
  factor f "F" : +2 for each 2 of n, capped at 3
  factor g "G" : -3 for each of m
  factor h "H"
    all that apply
      -2 for each 2 of n, capped at 3
      a => +1 for each of n
""",
    "at least so many of": f"""{FACTS}
define two as at least 2 of a, b, c
define all_but_one as at least 2 of a, n at least 3, m is 0
test t "T"
  pass mark 5
  factor f "F" : two => +5
  factor g "G" : all_but_one and not two => +2
""",
    "caps by column": f"""{FACTS}
define other as not a
test t "T" capped at 12 when b, 18 when not b
  pass mark 5
  section s "S" capped at 4 when a, 9 when other
    factor f "F" capped at 3 when a and b, 5 when not (a and b) : +2 for each of n
    factor g "G" : +1 for each of m
  section u "U"
    factor h "H" : c => +10
""",
    "sections within sections, one of which takes the highest": f"""{FACTS}
test t "T"
  pass mark 5
  section outer "O" capped at 11
  section best "B" within outer takes the highest only when b
    factor f "F" : a => -4
    factor g "G" : n at least 2 => -1
  section rest "R" within outer
    factor h "H" only when not c : +4 for each 2 of n
    factor i "I" : m at least 3 => +5
""",
    "records": f"""{RECORDS}
test t "T"
  pass mark 3
  factor f "F" : +2 for each of young, capped at 5
  factor g "G" : years at least 3 => +10
  factor h "H" : all_years is not years and count of children at least 2 => +13
""",
    "facts that exist only sometimes": """\
facts
  partner   : yes/no
  their_age : whole number from 0 to 3 only when partner
  degree    : yes/no only when partner and their_age at least 2
  n         : whole number from 0 to 2
always n at least 1 or (partner and their_age at least 1)
test t "T" only when n at least 1 or partner
  pass mark 3
  factor f "F" : partner and their_age at least 2 and degree => +5
  factor g "G" only when partner : +1 for each of their_age
  factor h "H" only when partner and their_age at least 1 : their_age more than n => +10
""",
    "lists, of which entries ask for more": f"""{FACTS}
  trade : one of trades, or other
list trades "Trades"
  cook  "Cooks"
  nurse "Nurses"
    only when a and n at least 2
  pilot "Pilots"
    only when b
test t "T"
  pass mark 3
  factor f "F" : trade in trades => +5
  factor g "G" : trade in {{nurse, other}} => +1
""",
    "some of": """\
facts
  tongues : some of thai, urdu, zulu
  n       : whole number from 0 to 3
test t "T"
  pass mark 3
  factor f "F" : tongues includes urdu => +5
  factor g "G" : +1 for each of count of tongues, capped at 2
  factor h "H" : count of tongues more than n => +10
""",
    "steps and scales": """\
facts
  band  : number from 0.5 to 3 by 0.5
  other : number from 0 to 2 by 0.5
test t "T"
  pass mark 3
  factor f "F" : band more than 1.5 => +1
  factor g "G" : band + other at least 3.5 => +2
  factor i "I" : lowest of (band, other) is 1 => +12
""",
    "scores in conditions, requirements, outcomes": f"""{FACTS}
require fit "Fit" : a or n at least 2
test t "T"
  pass mark 3
  this test requires own "Own" : b
  factor f "F" : +1 for each of n
test u "U" only when t.passes
  pass when m at least 2 and t.f at least 4, worth 7
test v "V"
  no pass mark
  factor f "F" : t.own and u.applies => +1
  factor g "G" : +1 for each 2 of t.total
  factor h "H" : not u.passes => +10
outcome invited "Invited" when t.passes or v.total at least 12
""",
    "defines by a choice": f"""{FACTS}
define level as
  first that applies
    a         => n + 2
    b         => 2 * m - 1
    otherwise => 0
define best as highest of (level, n)
define fine as
  first that applies
    level at least 5 => 1
    otherwise        => 0
test t "T"
  pass mark 3
  factor f "F" : +1 for each of level
  factor g "G" : best more than m + 1 => +11
  factor h "H" : fine at least 1 and c => +12
""",
    "dates": """\
facts
  born   : date from 2000-02-27 to 2000-03-02
  lodged : date from 2004-02-26 to 2004-03-02
  paid   : date from 2003-12-30 to 2004-01-02
define age as completed years from born to lodged
define waited as completed months from paid to lodged
test t "T"
  pass mark 3
  factor f "F" : age at least 4 => +1
  factor g "G" : +2 for each 2 months of waited
  factor h "H" : born + 49 months at most lodged + 1 month => +10
  factor i "I" : completed years from born to 2004-02-29 at least 4 => +8
""",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_value_of_every_score_is_found_and_no_other(text: str) -> None:
    ruleset = lowered(HEAD + text)
    everybody = Everybody(ruleset)
    solver = Solver(everybody.index)
    paths = [*everybody.index.factors, *everybody.index.sections, *(f"{test}.total" for test in everybody.index.tests)]
    for path in paths:
        score = ir.Score(path)
        values = {meaning.number(score) for meaning in everybody.people}
        reach = solver.extent(score)
        assert isinstance(reach, Extent)
        assert (reach.least, reach.greatest) == everybody.extent(score, ())
        for value in range(reach.least - 1, reach.greatest + 2):
            answer = solver.find([ir.Compare(score, ir.Comparison.IS, ir.Constant(value))])
            assert isinstance(answer, Somebody if value in values else Nobody)
            assert not isinstance(answer, Somebody) or everybody.has(answer.person)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_verdict_comes_about_where_it_can(text: str) -> None:
    everybody = Everybody(lowered(HEAD + text))
    solver = Solver(everybody.index)
    verdicts: list[ir.Condition] = [*map(ir.Passes, everybody.index.tests), *map(ir.Applies, everybody.index.tests)]
    verdicts += [*map(ir.Met, everybody.index.requirements), *map(ir.Comes, everybody.index.outcomes), ir.Eligible()]
    for verdict in [*verdicts, *(ir.Not(verdict) for verdict in verdicts)]:
        assert isinstance(solver.find([verdict]), Somebody if everybody.of([verdict]) else Nobody)
