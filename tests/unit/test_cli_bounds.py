"""`qmas bounds`: what it says, its JSON, and the drawing: as XML, with the right steps, no text on another."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from qmasdsl.analysis.extents import NotSettled, Step, reachable, staircase
from qmasdsl.cli.bounds_words import amounts_words
from qmasdsl.cli.main import run
from qmasdsl.interpreter.meaning import Meaning
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.answers import Extent
from qmasdsl.ir.walk import index
from qmasdsl.proving.prover import Prover
from unit.lowered import lowered
from unit.versions import RULES

SPARSE = "13 amounts from 0 to 95, never 5, 10, 15, 20, 25, 30 and 1 other"
SVG = "{http://www.w3.org/2000/svg}"
WILD = """scheme xx.wild "Wild <scheme> & more"

facts
  age : whole number from 0 to 120, years "Age <of> the \\"applicant\\""
  salary : money HKD a year, from 0 to 100_000_000
  lodged : date
  work : months from 0 to 60 years
  trade : one of cook, smith, pilot_of_large_aircraft, or other
  partner : yes/no
  partner_score : number from 0 to 9 by 0.5 only when partner
  children : up to 3
    each with child_age : whole number from 0 to 20, years

test general "General & <special>"
  pass mark 50
  factor age
    only one applies
      age is 30 => +40
      age is 31 => +39
      age is 32 => +35
      otherwise => -5
  factor salary : salary at least 1_500_000 => +20
  factor lodged : lodged at least 2024-05-17 => +7
  factor work : work at least 2 years => +3
  factor trade : trade in {cook, pilot_of_large_aircraft} => +10
  factor score : partner and partner_score at least 6.5 => +2
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hk.qmas").write_text(RULES, encoding="utf-8")
    (tmp_path / "wild.qmas").write_text(WILD.replace('\\"', ""), encoding="utf-8")
    return tmp_path


def lines(element: ElementTree.Element, kind: str) -> list[dict[str, float]]:
    """The lines of the greatest or the least, from left to right."""
    found = [line.attrib for line in element.iter(f"{SVG}line") if line.get("class") == kind]
    return [{name: float(line[name]) for name in ("x1", "x2", "y1", "y2")} for line in found]


def drawn(*options: str, rules: str = "hk.qmas") -> ElementTree.Element:
    assert run(["bounds", rules, *options, "-o", "out.svg"]) == 0
    return ElementTree.fromstring(Path("out.svg").read_text(encoding="utf-8"))


def texts(element: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def test_every_total_is_told_with_who_is_at_each_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bounds", "hk.qmas"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "Quality Migrant Admission Scheme: what can be reached (proved for every possible applicant)\n\n"
        "General Points Test: from 0 to 225 points, out of 225. The pass mark is 80.\n"
        "  Every multiple of 5 from 0 to 225.\n"
    )
    assert "  Of those who are eligible: from 10 to 225 points.\n" in said
    assert (
        "  Age: from 0 to 30 points, out of 30.\n"
        "    0, 15, 20 or 30.\n"
        "    30: an applicant aged 25.\n"
        "    0: an applicant aged 51.\n"
    ) in said
    assert "    0: an applicant with nothing that counts here.\n" in said


def test_what_nobody_reaches_and_what_somebody_exceeds_is_said(capsys: pytest.CaptureFixture[str], here: Path) -> None:
    rules = RULES.replace("out of 30\n    only one", "out of 35\n    only one")
    (here / "high.qmas").write_text(rules, encoding="utf-8")
    assert run(["bounds", "high.qmas", "--test", "general"]) == 0
    assert "  Age: from 0 to 30 points, out of 35, which nobody reaches.\n" in capsys.readouterr().out


def test_given_facts_are_the_same_for_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bounds", "hk.qmas", "--test", "general", "--given", "education=none", "--given", "age=60"]) == 0
    said = capsys.readouterr().out
    assert "what can be reached with age 60, education none" in said
    assert "General Points Test: from 0 to 135 points" in said


def test_the_json_form_has_the_ends_the_amounts_and_the_applicants(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bounds", "hk.qmas", "--test", "general", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["given"]) == (1, {})
    total, age = found["bounds"][:2]
    assert (total["kind"], total["name"], total["pass_mark"]) == ("test", "general.total", 80)
    assert (total["everyone"]["least"], total["everyone"]["greatest"]) == (0, 225)
    assert total["everyone"]["amounts"] == list(range(0, 230, 5))
    assert (total["eligible"]["least"], total["eligible"]["greatest"]) == (10, 225)
    assert age["everyone"]["at_greatest"]["elected"] == "general"
    assert age["out_of"] == [{"points": 30, "when": None}]


def test_those_at_the_ends_really_have_those_points() -> None:
    names = index(lowered(RULES))
    for one in reachable(Prover(names), names.ruleset.tests):
        assert isinstance(one.reach, Extent)
        for person, points in ((one.reach.at_least, one.reach.least), (one.reach.at_greatest, one.reach.greatest)):
            assert Meaning(names, person).number(ir.Score(one.path)) == points


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({7}, "7"),
        (set(range(10)), "every whole number from 0 to 9"),
        (set(range(10)) - {3}, "every whole number from 0 to 9 but 3"),
        (set(range(1, 40, 3)), "every 3 points from 1 to 37"),
        (set(range(0, 100, 5)) - set(range(5, 40, 5)), SPARSE),
    ],
)
def test_amounts_are_told_shortly(values: set[int], said: str) -> None:
    assert amounts_words(frozenset(values)) == said


# Along a fact


def steps(fact: str, rules: str = RULES) -> list[tuple[int, int, tuple[int, int] | None]]:
    names = index(lowered(rules))
    found = staircase(Prover(names), fact, ir.Score("general.total"), ir.Applies("general"))
    return [(one.first, one.last, ends(one)) for one in found]


def ends(step: Step) -> tuple[int, int] | None:
    return None if step.reach is None else (step.reach.least, step.reach.greatest)


def test_the_steps_along_the_age_are_those_of_the_table() -> None:
    assert steps("age") == [
        (0, 17, (0, 195)), (18, 39, (30, 225)), (40, 44, (20, 215)), (45, 50, (15, 210)), (51, 120, (0, 195)),
    ]  # fmt: skip


def test_a_fact_tied_to_others_steps_where_those_can_go() -> None:
    # Without two years of work there are no two years of international work either.
    assert steps("graduate_work") == [
        (0, 23, (0, 170)), (24, 59, (5, 190)), (60, 119, (15, 215)), (120, 720, (15, 225)),
    ]  # fmt: skip


def test_a_fact_that_changes_nothing_has_one_step() -> None:
    assert len(steps("lodged")) == 1


def test_a_fact_that_exists_only_sometimes_is_drawn_where_it_exists() -> None:
    rules = WILD.replace('\\"', "")
    assert steps("partner_score", rules) == [(0, 60, (-5, 80)), (65, 90, (-3, 82))]


# The drawing


def test_the_drawing_has_a_step_for_each_and_a_title_and_a_description() -> None:
    root = drawn("--plot", "age", "--test", "general")
    greatest, least = lines(root, "greatest"), lines(root, "least")
    assert len(greatest) == len(least) == 5
    assert all(line["y1"] == line["y2"] for line in greatest)
    assert [line["x1"] for line in greatest[1:]] == [line["x2"] for line in greatest[:-1]]
    assert root.findtext(f"{SVG}title") == "General Points Test: what can be reached, by age on the day of lodging"
    assert root.findtext(f"{SVG}desc") == (
        "0 to 17: from 0 to 195 points; 18 to 39: from 30 to 225 points; 40 to 44: from 20 to 215 points; "
        "45 to 50: from 15 to 210 points; 51 to 120: from 0 to 195 points. The pass mark is 80."
    )
    assert {"18", "40", "45", "51", "195", "225", "215", "210", "pass mark 80"} <= set(texts(root))


def test_a_choice_is_drawn_as_bars_and_values_that_are_alike_share_one() -> None:
    root = drawn("--plot", "trade", rules="wild.qmas")
    assert len(lines(root, "greatest")) == 2
    assert "cook and 1 more" in texts(root)


def test_labels_are_escaped_and_stay_text() -> None:
    root = drawn("--plot", "age", rules="wild.qmas")
    assert texts(root)[0] == "General & <special>: what can be reached"
    assert not [element for element in root.iter() if element.tag not in {f"{SVG}{name}" for name in NAMES}]


NAMES = ("svg", "title", "desc", "rect", "text", "line")


@pytest.mark.parametrize("fact", ["age", "salary", "lodged", "work", "trade", "partner", "partner_score"])
def test_no_text_lies_on_another_or_leaves_the_drawing(fact: str) -> None:
    boxes = [box(text) for text in drawn("--plot", fact, rules="wild.qmas").iter(f"{SVG}text")]
    assert all(left >= 0 and right <= 800 and top >= 0 and bottom <= 450 for left, top, right, bottom in boxes)
    pairs = [(one, other) for at, one in enumerate(boxes) for other in boxes[:at]]
    assert not [pair for pair in pairs if overlap(*pair)]


def box(text: ElementTree.Element) -> tuple[float, float, float, float]:
    """About where a text lies, a little smaller than it may be."""
    size = float(text.attrib["font-size"])
    width = 0.5 * size * len(text.text or "")
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.attrib["text-anchor"]]
    return left, y - 0.8 * size, left + width, y


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_without_a_file_the_drawing_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bounds", "hk.qmas", "--plot", "age", "--test", "general"]) == 0
    assert capsys.readouterr().out.startswith("<svg ")


def test_a_png_is_a_png() -> None:
    pytest.importorskip("resvg_py")
    assert run(["bounds", "hk.qmas", "--plot", "age", "--test", "general", "-o", "out.png"]) == 0
    assert Path("out.png").read_bytes().startswith(b"\x89PNG\r\n")


def test_a_png_without_the_extra_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "resvg_py", None)
    assert run(["bounds", "hk.qmas", "--plot", "age", "--test", "general", "-o", "out.png"]) == 2
    assert "type: pip install 'qmasdsl[plot]'" in capsys.readouterr().err
    assert not Path("out.png").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--test", "genral"), "there is no test `genral`; did you mean `general`?"),
        (("--plot", "aeg"), "there is no fact `aeg`; did you mean `age`?"),
        (("--plot", "children", "--test", "general"), "`children` may hold several values"),
        (("--plot", "age", "--test", "general", "--given", "age=30"), "`age` is given"),
        (("--given", "age=300"), "these facts do not fit the rules"),
        (("--given", "age"), "`age` is no fact; type name=value"),
        (("-o", "out.svg"), "-o is where a drawing goes"),
        (("--plot", "age", "-o", "out.pdf"), "`out.pdf` should end in .svg or .png"),
        (("--plot", "age", "--format", "json"), "leave one of them out"),
        (("--plot", "age", "--test", "general", "--given", "elected=achievement"), "nobody can take the test"),
    ],
)
def test_what_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str
) -> None:
    assert run(["bounds", "hk.qmas", *options]) == 2
    assert said in capsys.readouterr().err


def test_what_cannot_be_settled_is_not_drawn() -> None:
    names = index(lowered(RULES))
    with pytest.raises(NotSettled, match="along `age`"):
        staircase(Unsettled(names), "age", ir.Score("general.total"))


class Unsettled(Prover):
    """A prover that cannot say where anything changes."""

    def stretches(self, fact: str, *of: ir.Number | ir.Condition) -> list[tuple[int, int]] | None:
        return None
