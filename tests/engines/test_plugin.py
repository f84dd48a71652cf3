"""Which tests of engines run, and what the last line says of them."""

import pytest

from engines import plugin

TESTS = """
import pytest

def test_of_no_engine():
    pass

@pytest.mark.engine("sqlite")
def test_of_a_quick_one():
    pass

@pytest.mark.engine("postgres")
def test_of_a_slow_one():
    pass

@pytest.mark.parametrize("name", [pytest.param("s", marks=pytest.mark.engine("spark")), pytest.param("n")])
def test_of_some(name):
    pass
"""


def ran(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(TESTS)
    return pytester.runpytest("-q", "-p", "engines.plugin", *arguments)


@pytest.fixture(autouse=True)
def all_engines_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QMASDSL_ENGINES", raising=False)
    monkeypatch.setattr(plugin, "why_absent", lambda name: None)
    monkeypatch.setattr(plugin, "engine", lambda name: plugin)
    monkeypatch.setattr(plugin, "version", lambda: "1.0", raising=False)


def absent(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(plugin, "why_absent", lambda asked: "taken away" if asked == name else None)


def test_a_plain_run_leaves_the_slow_ones_alone_and_says_so(pytester: pytest.Pytester) -> None:
    result = ran(pytester)
    result.assert_outcomes(passed=3, deselected=2)
    assert result.outlines[-1] == "engines: ran sqlite 1.0; left to make test-engines: postgres, spark"
    assert result.ret == 0


def test_with_engines_only_the_slow_ones_run(pytester: pytest.Pytester) -> None:
    result = ran(pytester, "--engines")
    result.assert_outcomes(passed=2, deselected=3)
    assert result.outlines[-1] == "engines: ran postgres 1.0, spark 1.0"
    assert result.ret == 0


def test_an_absent_engine_is_skipped_and_named(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    absent(monkeypatch, "spark")
    result = ran(pytester, "--engines", "-rs")
    result.assert_outcomes(passed=1, skipped=1, deselected=3)
    result.stdout.fnmatch_lines("*spark is absent: taken away*")
    assert result.outlines[-1] == "engines: ran postgres 1.0; ABSENT spark (taken away)"
    assert result.ret == 0


def test_where_engines_are_required_an_absent_one_fails(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMASDSL_ENGINES", "require")
    absent(monkeypatch, "spark")
    result = ran(pytester, "--engines")
    result.assert_outcomes(passed=1, errors=1, deselected=3)
    assert result.outlines[-1] == "engines: ran postgres 1.0; ABSENT spark (taken away)"
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_so_it_does_when_no_test_asked_for_it(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QMASDSL_ENGINES", "require")
    absent(monkeypatch, "spark")
    result = ran(pytester, "--engines", "-k", "slow_one")
    result.assert_outcomes(passed=1, deselected=4)
    assert result.outlines[-1] == "engines: ran postgres 1.0; ABSENT spark (taken away)"
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_quick_engine_is_required_too(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    absent(monkeypatch, "sqlite")
    ran(pytester).assert_outcomes(passed=2, skipped=1, deselected=2)
    monkeypatch.setenv("QMASDSL_ENGINES", "require")
    result = ran(pytester)
    result.assert_outcomes(passed=2, errors=1, deselected=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_run_without_engines_says_nothing_of_them(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    assert "engines" not in pytester.runpytest("-q", "-p", "engines.plugin").stdout.str()


def test_an_unknown_engine_is_a_mistake(pytester: pytest.Pytester) -> None:
    pytester.makepyfile('import pytest\n\n@pytest.mark.engine("postgre")\ndef test_it(): pass\n')
    result = pytester.runpytest("-q", "-p", "engines.plugin")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines("*no engine is called postgre*")
