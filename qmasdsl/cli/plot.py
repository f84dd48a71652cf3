"""Drawing: the least and greatest total over the range of a fact, so that cliffs are seen.

The drawing is SVG, written here with the standard library; a PNG of it is made by resvg, which is an extra.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import click

from qmasdsl.analysis.extents import Step, staircase
from qmasdsl.cli.output import complain, counted, put_data, say
from qmasdsl.cli.plot_chart import Chart, chart
from qmasdsl.cli.plot_svg import svg
from qmasdsl.cli.writing import write_atomically
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records, Several
from qmasdsl.ir.walk import Expression, Index, rules
from qmasdsl.proving.prover import Prover

SUFFIXES = (".svg", ".png")
_SCALE = 2  # a PNG has so many pixels for each unit of the drawing, for screens that show fine print


@frozen
class Picture:
    """A drawing, and what it shows in one sentence."""

    svg: str
    says: str


def suffix_of(output: str | None) -> str:
    """What kind of file is wanted; a click.UsageError if it is neither."""
    if output is None:
        return ".svg"
    suffix = Path(output).suffix.lower()
    if suffix not in SUFFIXES:
        raise click.UsageError(f"`{output}` should end in .svg or .png, so that the drawing is one of these")
    return suffix


def drawing(prover: Prover, tests: Sequence[ir.Test], fact: str, given: Mapping[str, ir.Encoded]) -> Picture:
    """The total of a test over the range of `fact`. NotSettled where it could not be proved."""
    index = prover.index
    _check_fact(index, fact, given)
    test = _test(index, tests, fact)
    steps = staircase(prover, fact, ir.Score(f"{test.name}.total"), ir.Applies(test.name))
    if not any(step.reach for step in steps):
        raise click.ClickException(f"nobody can take the test `{test.name}` with these facts, so nothing is drawn")
    drawn = chart(index, test, fact, steps, given)
    return Picture(svg(drawn), _sentence(drawn, test, fact, steps))


def write(picture: Picture, output: str | None, suffix: str) -> None:
    """The drawing into its file, or on standard output where no file was named."""
    if output is None:
        put_data(picture.svg)
        return
    data = _png(picture.svg) if suffix == ".png" else picture.svg.encode("utf-8")
    write_atomically(Path(output), data)
    say(f"{output}: {picture.says}")


def _png(drawn: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        complain(
            "a PNG is made by resvg, which is not installed",
            "type: pip install 'qmasdsl[plot]'",
            "or write the drawing as SVG, which browsers and Word show: -o NAME.svg",
        )
        raise click.exceptions.Exit(2) from None
    made: bytes = bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=_SCALE))
    return made


def _check_fact(index: Index, fact: str, given: Mapping[str, ir.Encoded]) -> None:
    if fact not in index.facts:
        meant = nearest(fact, index.facts)
        hint = f"; did you mean `{meant}`?" if meant else "; `qmas show` lists the facts"
        raise click.ClickException(f"there is no fact `{fact}`{hint}")
    if isinstance(index.facts[fact].type, Several | Records):
        raise click.ClickException(f"`{fact}` may hold several values, so there is no range of it to draw")
    if fact in given:
        raise click.ClickException(f"`{fact}` is given, so there is no range of it to draw")


def _test(index: Index, tests: Sequence[ir.Test], fact: str) -> ir.Test:
    """The one test whose total the fact may change."""
    if len(tests) == 1:
        return tests[0]
    reading = [test for test in tests if fact in index.facts_read(ir.Score(f"{test.name}.total"))]
    within = [test for test in reading if fact in index.facts_read(*_points_of(test))] or reading or list(tests)
    if len(within) > 1:
        names = ", ".join(test.name for test in within)
        raise click.ClickException(f"the total of which test should be drawn? type --test and one of {names}")
    return within[0]


def _points_of(test: ir.Test) -> Sequence[Expression]:
    """What a test's points are made of, apart from whether it applies."""
    if isinstance(test.mark, ir.PassWhen):
        return [test.mark.condition]
    gates = [factor.gate for factor in test.factors if factor.gate is not None]
    every = [rule for factor in test.factors for part in factor.parts for rule in rules(part)]
    return [*gates, *(rule.guard for rule in every)]


def _sentence(drawn: Chart, test: ir.Test, fact: str, steps: Sequence[Step]) -> str:
    edges = sum(
        before.reach is not None and after.reach is not None and before.reach.greatest != after.reach.greatest
        for before, after in pairwise(steps)
    )
    changes = "never changes" if not edges else f"changes {'once' if edges == 1 else counted(edges, 'time')}"
    return f"the least and greatest total of `{test.name}` along `{fact}`; the greatest {changes}"
