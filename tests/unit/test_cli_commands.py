"""The commands, each as somebody types it, on a small rule file of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from qmasdsl.cli.main import run
from qmasdsl.columns.lower import sheet_of
from qmasdsl.pipeline import check_path

ROOT = Path(__file__).parents[2]

RULES = """\
scheme demo "A scheme"
  in force from 2025-01-01

facts
  age : whole number from 0 to 120, years "Age"
  partner : yes/no
  partner_has_degree : yes/no only when partner
  work : months from 0 to 60 years

require adult "Aged 18 or over" : age at least 18

test general "General test" out of 40
  pass mark 20
  factor age "Age" out of 20
    age at most 40 => +20
  factor family "Family" out of 10
    partner and partner_has_degree => +10
  factor work "Work" out of 10
    work at least 5 years => +10

outcome invited when general.passes

case "Young"
  given age 30, not partner, work 0 years
  expect general.total 20, invited
case "Old"
  given age 50, not partner, work 5 years
  expect general.total 10, not invited

wording zh-Hant
  English         | 繁體中文
  A scheme        | 計劃
  Age             | 年齡
  Aged 18 or over | 18歲或以上
  General test    | 綜合計分制
  Family          | 家庭
  Work            | 工作
"""
FACTS = {"age": 30, "partner": False, "work": "6 years"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "QMASDSL_FORMAT", "QMASDSL_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    Path("a.qmas").write_text(RULES, encoding="utf-8")
    Path("bad.qmas").write_text(RULES.replace("age at most 40", "agee at most 40"), encoding="utf-8")
    Path("warned.qmas").write_text(RULES.replace("  Work            | 工作\n", ""), encoding="utf-8")
    Path("f.json").write_text(json.dumps(FACTS), encoding="utf-8")


class Said:
    """One run: its exit code, and what it wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *args: str) -> None:
        capsys.readouterr()
        self.code = run(args)
        self.out, self.err = capsys.readouterr()


Qmas = Callable[..., Said]


@pytest.fixture
def qmas(capsys: pytest.CaptureFixture[str]) -> Qmas:
    return lambda *args: Said(capsys, *args)


# check


def test_check_of_a_sound_file_is_one_sentence(qmas: Qmas) -> None:
    said = qmas("check", "a.qmas")
    assert (said.code, said.err) == (0, "")
    assert said.out == "a.qmas: no findings; 2 cases not run here, type: qmas test a.qmas\n"


def test_check_of_an_error_shows_it_and_exits_with_1(qmas: Qmas) -> None:
    said = qmas("check", "bad.qmas")
    assert said.code == 1
    assert "error[QM201]" in said.out
    assert "= type: " in said.out
    assert said.out.endswith("1 file: 1 error\n")


def test_a_warning_fails_only_when_that_is_asked_for(qmas: Qmas) -> None:
    assert "warning[QM420]" in qmas("check", "warned.qmas").out
    assert qmas("check", "warned.qmas").code == 0
    assert qmas("check", "warned.qmas", "--strict").code == 1
    Path("pyproject.toml").write_text("[tool.qmasdsl]\nstrict = true\n")
    assert qmas("check", "warned.qmas").code == 1
    assert qmas("check", "warned.qmas", "--no-strict").code == 0


def test_every_format_says_the_same(qmas: Qmas) -> None:
    assert qmas("check", "bad.qmas", "--format", "concise").out.startswith("bad.qmas:")
    assert json.loads(qmas("check", "bad.qmas", "--format", "json").out)["findings"][0]["code"] == "QM201"
    assert qmas("check", "bad.qmas", "--format", "github").out.startswith("::error file=bad.qmas,line=")
    log = json.loads(qmas("check", "bad.qmas", "--format", "sarif").out)
    result = log["runs"][0]["results"][0]
    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "QM201"
    assert qmas("check", "a.qmas", "--format", "json").code == 0


def test_the_format_may_come_from_the_environment(
    qmas: Qmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QMASDSL_FORMAT", "concise")
    assert qmas("check", "bad.qmas").out.startswith("bad.qmas:")


def test_standard_input_has_the_name_that_it_is_given(
    qmas: Qmas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(Path("bad.qmas").read_bytes())))
    assert "rules/x.qmas, line " in qmas("check", "-", "--stdin-filename", "rules/x.qmas").out


def test_colour_is_asked_of_the_environment(qmas: Qmas, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in qmas("check", "bad.qmas").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in qmas("check", "bad.qmas").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in qmas("check", "bad.qmas").out
    assert "\x1b[" in qmas("check", "bad.qmas", "--color", "always").out


def test_plain_leaves_the_picture_out(qmas: Qmas) -> None:
    assert "^" not in qmas("check", "bad.qmas", "--plain").out


# score


def test_a_score_is_told_in_sentences(qmas: Qmas) -> None:
    said = qmas("score", "a.qmas", "--facts", "f.json")
    assert said.code == 0
    assert "RESULT  General test: 30 points out of 40. The pass mark is 20. PASSES, by 10." in said.out


def test_a_score_is_json_of_the_form_that_was_promised(qmas: Qmas) -> None:
    result = json.loads(qmas("score", "a.qmas", "--facts", "f.json", "--format", "json").out)
    assert list(result) == [
        "format", "scheme", "version", "eligible", "requirements", "tests", "outcomes", "depends_on",
    ]  # fmt: skip
    assert result["version"]["from"] == "2025-01-01"
    test = result["tests"]["general"]
    assert (test["total"], test["passes"], test["pass_mark"]) == (30, True, 20)
    assert test["factors"] == {"age": 20, "family": 0, "work": 10}
    assert [award["factor"] for award in test["awards"]] == ["general.age", "general.work"]
    assert result["outcomes"] == {"invited": True}


def test_facts_come_from_every_kind_of_file_and_words_go_before_them(qmas: Qmas) -> None:
    Path("f.toml").write_text('age = 30\npartner = false\nwork = "6 years"\n')
    Path("f.csv").write_bytes("age;partner;work\r\n30;no;6 years\r\n50;no;0 months\r\n".encode("utf-16"))
    wanted = qmas("score", "a.qmas", "--facts", "f.json").out
    assert qmas("score", "a.qmas", "--facts", "f.toml").out == wanted
    assert qmas("score", "a.qmas", "--facts", "f.csv", "--row", "1").out == wanted
    assert qmas("score", "a.qmas", "age=30", "partner=no", "work=6 years").out == wanted
    assert qmas("score", "a.qmas", "--facts", "f.csv", "--row", "2", "age=30", "work=6 years").out == wanted


def test_explain_says_why(qmas: Qmas) -> None:
    said = qmas("score", "a.qmas", "--facts", "f.json", "--explain")
    assert said.code == 0
    assert "30 points" in said.out
    chinese = qmas("score", "a.qmas", "--facts", "f.json", "--explain", "--language", "zh-Hant")
    assert "綜合計分制" in chinese.out


def test_a_language_without_a_wording_is_refused(qmas: Qmas) -> None:
    said = qmas("score", "a.qmas", "--facts", "f.json", "--language", "fr")
    assert said.code == 2
    assert "has wordings in zh-Hant" in said.err


def test_facts_that_do_not_fit_are_all_named_at_once(qmas: Qmas) -> None:
    said = qmas("score", "a.qmas", "age=300", "partner=no", "partner_has_degree=yes", "work=6", "colour=red")
    assert (said.code, said.out) == (2, "")
    for name in ("age", "partner_has_degree", "work", "colour"):
        assert f"`{name}`" in said.err


def test_missing_facts_are_all_named_and_those_that_do_not_exist_are_not(qmas: Qmas) -> None:
    said = qmas("score", "a.qmas", "partner=no", "--complete")
    assert said.code == 2
    assert "error: 2 facts missing" in said.err
    assert "`age` (Age): a whole number from 0 to 120, years" in said.err
    assert "partner_has_degree" not in said.err


@pytest.mark.parametrize(
    "text", ['{"age": 30, "age": 31}', '{"age": NaN}', "[1]", "{" * 100_000, '{"age": 1e999999}', '"', ""]
)
def test_a_broken_facts_file_is_refused(text: str, qmas: Qmas) -> None:
    Path("g.json").write_text(text)
    said = qmas("score", "a.qmas", "--facts", "g.json")
    assert said.code == 2
    assert said.err.startswith("error: ")
    assert "mistake in qmas" not in said.err


@pytest.mark.parametrize("command", ["score", "compile", "show"])
def test_a_file_with_an_error_is_refused_and_one_with_warnings_is_not(
    command: str, qmas: Qmas
) -> None:
    more = ["--facts", "f.json"] if command == "score" else []
    said = qmas(command, "bad.qmas", *more)
    assert (said.code, said.out) == (1, "")
    assert "error[QM201]" in said.err
    assert qmas(command, "warned.qmas", *more).code == 0


# test


def test_cases_are_run(qmas: Qmas) -> None:
    said = qmas("test", "a.qmas")
    assert said.code == 0
    assert "a.qmas: 2 cases: 2 came out as expected\n" in said.out
    assert "1 case: 1 came out" in qmas("test", "a.qmas", "--filter", "you").out
    assert qmas("test", "a.qmas", "--filter", "nobody").code == 2


def test_a_case_that_does_not_come_out_is_told_in_every_format(qmas: Qmas) -> None:
    Path("f.qmas").write_text(RULES.replace("general.total 10", "general.total 15"), encoding="utf-8")
    said = qmas("test", "f.qmas", "a.qmas", "--junit", "out.xml")
    assert said.code == 1
    assert "expected general.total 15, the rules give 10" in said.out
    root = ElementTree.parse("out.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("4", "1")
    assert 'error[case]: case failed: "Old"' in qmas("test", "f.qmas", "--format", "concise").out
    assert qmas("test", "f.qmas", "--format", "github").out.startswith("::error file=f.qmas,line=")
    document = json.loads(qmas("test", "f.qmas", "--format", "json").out)
    assert (document["cases"], document["failed"]) == (2, 1)


def test_cases_of_a_file_with_an_error_are_not_run(qmas: Qmas) -> None:
    said = qmas("test", "bad.qmas", "--junit", "out.xml")
    assert said.code == 1
    assert "its cases were not run" in said.out
    assert ElementTree.parse("out.xml").getroot().get("errors") == "1"


# compile, show, explain, new


def test_a_compiled_program_runs_alone(qmas: Qmas) -> None:
    assert qmas("compile", "a.qmas", "-o", "demo.py").code == 0
    program = "import demo; print(demo.totals({'age': 30, 'partner': False, 'work': 72}))"
    ran = subprocess.run(
        [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, '.'); {program}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "30" in ran.stdout, ran.stderr
    assert qmas("compile", "a.qmas").out == Path("demo.py").read_text(encoding="utf-8")


def test_rules_are_never_written_over_by_their_own_program(qmas: Qmas) -> None:
    assert qmas("compile", "a.qmas", "-o", "./a.qmas").code == 2
    assert Path("a.qmas").read_text(encoding="utf-8") == RULES


@pytest.mark.skipif(os.name == "nt", reason="folders are told differently there")
def test_what_cannot_be_written_is_said(qmas: Qmas) -> None:
    Path("folder").mkdir()
    assert "this is a folder" in qmas("compile", "a.qmas", "-o", "folder").err
    assert qmas("compile", "a.qmas", "-o", "none/x.py").code == 2


def test_facts_are_shown_as_a_list_and_as_a_schema(qmas: Qmas) -> None:
    assert 'age: a whole number from 0 to 120, years  "Age"' in qmas("show", "a.qmas").out
    assert '"年齡"' in qmas("show", "a.qmas", "--language", "zh-Hant").out
    schema = json.loads(qmas("show", "a.qmas", "--to", "schema").out)
    jsonschema.validate(FACTS, schema)
    assert qmas("show", "a.qmas", "--to", "ir").out.startswith("scheme demo")


def test_the_columns_of_a_table_are_listed_as_batches_read_them(qmas: Qmas) -> None:
    """One for each that a sheet has, and when it is empty."""
    path = ROOT / "tests/generated/every_shape.qmas"
    lines = qmas("show", str(path), "--to", "columns").out.splitlines()
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    assert [line.partition(": ")[0] for line in lines] == [column.name for column in sheet_of(ruleset).columns]
    for line in (
        'partner_degree: yes or no; empty unless partner  "The partner has a degree"',
        "languages.french: yes or no",
        'children: how many there are, a whole number from 0 to 10  "Accompanying children"',
        "children.2.child_married: yes or no; empty where children is less than 2",
    ):
        assert line in lines


def test_a_code_is_explained(qmas: Qmas) -> None:
    assert "QM201" in qmas("explain", "qm201").out
    assert qmas("explain", "QM999").code == 2


@pytest.mark.parametrize("name", ["mine", "yes.qmas", "points-test.qmas.md", "年齡.qmas"])
def test_a_new_file_checks_clean_is_well_formed_and_its_case_comes_out(
    name: str, qmas: Qmas
) -> None:
    assert qmas("new", name).code == 0
    path = name if ".qmas" in name else f"{name}.qmas"
    assert f"{path}: no findings; 1 case not run here" in qmas("check", path).out
    assert qmas("fmt", "--check", path).code == 0
    assert "1 came out as expected" in qmas("test", path).out
    assert qmas("new", name).code == 2
