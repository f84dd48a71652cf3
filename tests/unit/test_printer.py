"""What `fmt` writes: one spelling, columns, and every comment where it was."""

from textwrap import dedent

import pytest

from qmasdsl.source import SourceFile
from qmasdsl.syntax.literate import rules_of
from qmasdsl.syntax.nodes import Module
from qmasdsl.syntax.parser import parse
from qmasdsl.syntax.printer import format_literate, format_module


def read(text: str) -> Module:
    module, problems = parse(SourceFile("a.qmas", text))
    assert not [problem for problem in problems if problem.severity == "error"], problems
    return module


def formatted(text: str) -> str:
    """The text as `fmt` writes it, which must read as the same and print the same."""
    module = read(dedent(text).lstrip("\n"))
    printed = format_module(module)
    again = read(printed)
    assert again == module
    assert format_module(again) == printed
    return printed


def unchanged(text: str) -> None:
    text = dedent(text).lstrip("\n")
    assert formatted(text) == text


def always(condition: str) -> str:
    return formatted(f"always {condition}\n").removeprefix("always ").rstrip("\n")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("a >= 1", "a at least 1"),
        ("a <= 1", "a at most 1"),
        ("a > 1", "a more than 1"),
        ("a < 1", "a less than 1"),
        ("a = b", "a is b"),
        ("a != b", "a is not b"),
        ("a in 18..39", "a from 18 to 39"),
        ("a at least 1,000,000", "a at least 1_000_000"),
        ("a at least 1000", "a at least 1000"),
        ("a at least 10000.50", "a at least 10_000.50"),
        ("a is 28 August 2018", "a is 2018-08-28"),
        ("greatest of (a, b) at least 1", "highest of (a, b) at least 1"),
        ("least of (a, b) at least 1", "lowest of (a, b) at least 1"),
        ("a from 3 to under 5 years", "a from 3 to under 5 years"),
        ("a at least 6 years 3 months", "a at least 6 years 3 months"),
        ("a at least 1 year", "a at least 1 year"),
    ],
)
def test_signs_become_words(written: str, printed: str) -> None:
    assert always(written) == printed


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("(a) and ((b))", "a and b"),
        ("(a and b) or (c and d)", "(a and b) or (c and d)"),
        ("a and (b and c)", "a and b and c"),
        ("(a at least 1) and (not b)", "a at least 1 and not b"),
        ("not (a is b)", "not (a is b)"),
        ("not (a)", "not a"),
        ("(a or b) only if (c)", "a or b only if c"),
        ("x and (any of a, b)", "x and (any of a, b)"),
        ("any of a, (b and c)", "any of a, (b and c)"),
        ("at least 2 of a at least 3, b, c", "at least 2 of a at least 3, b, c"),
        ("(a + b) - 2 at least (2 * c)", "(a + b) - 2 at least 2 * c"),
        ("a - (b - c) at least 1", "a - (b - c) at least 1"),
        ("a at least 90% of (rate)", "a at least 90% of rate"),
        ("a at least 90% of (rate + 1)", "a at least 90% of (rate + 1)"),
        ("a at least (1.5 * 31.61) rounded down to 0.01", "a at least (1.5 * 31.61) rounded down to 0.01"),
        ("a at least -5", "a at least -5"),
        ("(count of c where d less than 18) at least 1", "(count of c where d less than 18) at least 1"),
        ("(count of c) at least 1", "count of c at least 1"),
        ("every ielts at least 6.0 and (b)", "every ielts at least 6.0 and b"),
        ("completed years from (born) to lodged at least 5", "completed years from born to lodged at least 5"),
        ("p in { actuary,fintech }", "p in {actuary, fintech}"),
        ("lowest of (clb) at least 4", "lowest of clb at least 4"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(written: str, printed: str) -> None:
    assert always(written) == printed


def test_facts_stand_in_columns_as_far_as_they_are_short() -> None:
    unchanged(
        """
        facts
          age                 : whole number from 0 to 120, years "Age"
          degree_is_renowned  : yes/no                            "Renowned"
          professional_qualification : yes/no
          children            : up to 10                          "Accompanying children" [GPT 2]
            each with child_age     : whole number from 0 to 60, years "Age"
            each with child_married : yes/no
          education           : level none < bachelor, fixed
            bachelor "Bachelor's degree"
          partner_has_degree  : yes/no only when partner
        """.replace("_renowned  :", "_renowned :").replace("age                 :", "age                :")
        .replace("children            :", "children           :")
        .replace("education           :", "education          :")
        .replace("has_degree  :", "has_degree :")
    )


def test_arrows_of_a_factor_stand_at_one_column() -> None:
    unchanged(
        """
        test general out of 225
          pass mark 80

          factor family "Family background" [GPT 2] out of 20
            all that apply
              partner and partner_has_degree => +5 "label" [note 1]
              age at least 18                => -10
              +5 for each of dependants, capped at 10
              +15 "All of it" when all of
                any of speaks_chinese, speaks_english
                speaks_another_language
            plus a                           => +1
        """.replace('+15 "All of it" when all of', '+15 when all of "All of it"')
    )


def test_a_rule_too_long_for_the_column_does_not_move_the_others() -> None:
    unchanged(
        """
        test general
          factor family
            all that apply
              settled_in_hong_kong and (not relative_is_the_partner or relative_may_be_partner_of_a_person) => +5
              partner       => +5
              not a_partner => +5
        """
    )


def test_one_line_factors_that_follow_each_other_are_a_table() -> None:
    unchanged(
        """
        test general
          pass mark 6
          factor age    "Aged 50 or below" [1]    : age at most 50         => +1
          factor degree "Master's or doctorate"   : degree at least master => +1
          factor work                             : work at least 5 years  => +1 "Work"
        """
        .replace('"Aged 50 or below" [1]    :', '"Aged 50 or below" [1]  :')
        .replace('doctorate"   :', 'doctorate" :')
        .replace("work                             :", "work                           :")
    )


def test_cells_stand_beneath_each_other() -> None:
    unchanged(
        """
        define clb of each ability as
          thresholds by ability, ielts of ability at least
               | reading | writing
            10 |     8.0 |     7.5
            9  |     7.0 |
            otherwise 0

        test general
          factor age
            table by age
              age         | partner | alone
              17 or under |       0 |     0
              18          |      90 |    99
              20 to 29    |     100 |   110
          factor work
            thresholds | graduate_work at least | senior_work at least | and
              +40      |               10 years |              5 years |
              +15      |                5 years |                      | a or b
              otherwise 0
          factor option
            thresholds => +20 | salary at least | full_salary at least
              "A"             |          41_700 | going_rate
              "B"             |          37_500 | 90% of going_rate
            plus first row of table by experience, age
                         | under 40 | 40 or over
              10 or over |       20 |         10
              5 or over  |       10 |          0
        """
    )


def test_columns_are_counted_in_screen_columns() -> None:
    unchanged(
        """
        wording zh-Hant
          English | 繁體中文
          年齡    | 年齡
          Age     | 年齡
        """
    )


def test_a_long_condition_breaks_before_a_word_of_joining() -> None:
    unchanged(
        """
        test general
          factor family
            relative_settled_in_hong_kong and (not relative_is_the_partner or relative_may_be_partner)
                and speaks_chinese and speaks_english => +5 "A label"
        """
    )


def test_a_phrase_with_a_comma_is_not_broken() -> None:
    unchanged(
        """
        test general
          factor family
            (count of relatives_settled_in_hong_kong where relative_age at least 18) at least 2
                => +5 for each 6 months of experience_in_the_field_of_the_application, capped at 20 "Label"
        """
    )


def test_long_lists_of_a_case_run_over_several_lines() -> None:
    unchanged(
        """
        case "Fintech engineer of 34 with a master's degree"
          given lodged 2019-03-01, elected general, age 34, education master, masters_degrees 1
            and profession fintech, leading_company yes, applies_technology_in_finance yes
            and graduate_work 6 years, speaks_english yes
            and everything else no, none or 0
          given children
            child_age 5, child_married no
            child_age 7, child_married yes
          expect general.total from 100 to 110, general.passes, not goes_to_selection
        """
    )


def test_texts_with_quotation_marks_keep_them() -> None:
    unchanged('question a 「May "one" be?」 : read as no\n')
    unchanged('question a "May “one” be?" : read as no\n')
    assert formatted("question a “May it?” : read as no\n") == 'question a "May it?" : read as no\n'


def test_comments_stay_where_they_were() -> None:
    unchanged(
        """
        # About the file.
        # Two lines.

        scheme hk.qmas "Quality Migrant Admission Scheme"  # its name
          # when
          in force from 2018-08-28  # a date

          # A blank line above me stays.
          version by lodged

        # Above the block.
        facts
          # first in the block
          lodged : date

        # At the margin.
        always a
        # Nothing follows.
        """
    )


def test_comments_inside_rows_and_conditions_stay() -> None:
    unchanged(
        """
        test general  # head
          # above the factor
          factor age  # factor
            table by age  # table
              # above the heading
              age         | points  # heading
              # above a row
              17 or under |      0  # row
              otherwise 0  # otherwise
            plus +15 when all of  # block
              # above a condition
              a  # condition
              b
        """
    )


def test_comments_between_the_pieces_of_a_line_move_above_it() -> None:
    assert formatted(
        """
        always a  # one
          # two
          and b
          and c  # three
        """
    ) == dedent(
        """\
        # one
        # two
        always a and b and c  # three
        """
    )


def test_accepted_lines_stay_beneath_their_line() -> None:
    unchanged(
        """
        test general
          factor age
            accepted QM402 "the published table says so"
            table by age
              age         | points
              # why
              17 or under |      0
                accepted QM402 "weighed"  # so it is
              18          |      1
        """
    )


def test_one_blank_line_parts_blocks_and_neighbours_stay_together() -> None:
    assert formatted(
        """
        require a : b
        require long_name "Label" : c


        prove that a
        prove that b
        facts

          a : yes/no


          b : yes/no
        always a
        """
    ) == dedent(
        """\
        require a                 : b
        require long_name "Label" : c

        prove that a
        prove that b

        facts
          a : yes/no

          b : yes/no

        always a
        """
    )


def test_prose_of_a_literate_file_stays_as_it_is() -> None:
    prose = "# A page\n\n  prose  \n"
    text = f"{prose}```qmas\nfacts\n    a:yes/no\n\n    # end\n```\n\n| prose | table |\n\n```qmas\nalways  a\n```"
    module = read(rules_of(text))
    assert format_literate(text, module) == (
        f"{prose}```qmas\nfacts\n  a : yes/no\n\n# end\n```\n\n| prose | table |\n\n```qmas\nalways a\n```"
    )


def test_a_literate_file_keeps_its_line_ends() -> None:
    text = "Prose\r\n```qmas\r\nalways  a\r\n```\r\n"
    assert format_literate(text, read(rules_of(text.replace("\r", "")))) == "Prose\r\n```qmas\r\nalways a\r\n```\r\n"
