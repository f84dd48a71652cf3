"""The pytest plugin: cases of rule files are tests."""

import pytest

RULES = """\
scheme demo "Demonstration"

facts
  english : yes/no

test points "Points"
  pass mark 10
  factor language "Language" out of 10
    english => +10

case "English is enough"
  given english
  expect points.total 10, points.passes

case "No English, no points"
  given not english
  expect points.total {expected}
"""


def test_every_case_of_a_rule_file_is_a_test(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("demo.qmas").write_text(RULES.format(expected=0), encoding="utf-8")
    result = pytester.runpytest("-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["demo.qmas::English is enough PASSED*", "demo.qmas::No English, no points PASSED*"])


def test_a_case_that_does_not_come_out_shows_its_report_and_no_traceback(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("demo.qmas").write_text(RULES.format(expected=5), encoding="utf-8")
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ['case failed: "No English, no points"', "  --> *demo.qmas, line 15", "*expected *5, the rules give 0"]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_file_with_an_error_is_an_error_of_collection_with_the_message(pytester: pytest.Pytester) -> None:
    broken = RULES.format(expected=0).replace("english => +10", "inglish => +10")
    pytester.path.joinpath("demo.qmas").write_text(broken, encoding="utf-8")
    result = pytester.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["error[[]QM201[]]: *inglish*", " *type: english => +10"])


def test_the_cases_of_a_literate_file_are_tests_at_their_own_lines(pytester: pytest.Pytester) -> None:
    page = f"# The rules\n\n```qmas\n{RULES.format(expected=5)}```\n"
    pytester.path.joinpath("demo.qmas.md").write_text(page, encoding="utf-8")
    result = pytester.runpytest()
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["  --> *demo.qmas.md, line 18"])


def test_other_files_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("notes.md").write_text("nothing", encoding="utf-8")
    pytester.runpytest().assert_outcomes()


def test_a_run_without_rule_files_loads_neither_hypothesis_nor_the_compiler(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_heavy():
            assert "qmasdsl.testing.plugin" in sys.modules
            assert "qmasdsl.pipeline" not in sys.modules
            assert "lark" not in sys.modules
            assert "hypothesis" not in sys.modules
        """
    )
    # Hypothesis's own plugin would load it; ours must not.
    pytester.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)
