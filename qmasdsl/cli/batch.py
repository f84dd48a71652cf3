"""`qmas batch`: many applicants under the rules.

    qmas batch hk.qmas applicants.parquet -o scored.parquet
    qmas batch hk.qmas people.csv -o scored.csv                     a table from Excel
    qmas batch hk.qmas people.jsonl -o scored.parquet --awards      also what each rule gives
    qmas batch rulesets/hk/qmas --on 2019-05-01 …                   the version in force on that day
    zcat people.jsonl.gz | qmas batch hk.qmas - --from jsonl -o - --to jsonl --rejects bad.jsonl

Rows come out in the order in which they came in, with the results beside them. A row whose facts do not fit is left
out and goes, with the reason, into a file of its own. A batch that was stopped goes on when the same command is given
again. Exit code 1: some rows were rejected (0 with --allow-rejects); 2: it could not run.
"""

import gc
import json
from dataclasses import asdict
from importlib.util import find_spec

import click

from qmasdsl import __version__
from qmasdsl.cli.batch_words import Line, going_on, kept, told
from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import complain, put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.tables.counts import Summary
from qmasdsl.tables.formats import PIPE
from qmasdsl.tables.orders import Order
from qmasdsl.tables.problems import TableProblem

_FORMATS = click.Choice(["parquet", "arrow", "csv", "jsonl"])
# What each engine needs, and the extra that brings it.
_ENGINES = {"polars": ("polars", "batch"), "duckdb": ("duckdb", "sql"), "spark": ("pyspark", "spark")}


@click.command("batch")
@rule_file
@click.argument("table", metavar="TABLE")
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="The table to write; - is standard output.")
@click.option("--rejects", metavar="REJECTS", help="Where rejected rows go: .csv or .jsonl. Else beside OUT.")
@click.option("--allow-rejects", is_flag=True, help="Exit with 0 also where rows were rejected.")
@click.option("--only", type=click.Choice(["results"]), help="Leave the facts out; other columns stay.")
@click.option("--awards", is_flag=True, help="Also a column for what each rule gives.")
@click.option("--from", "source", type=_FORMATS, help="The format of TABLE; else its name says it.")
@click.option("--to", "made", type=_FORMATS, help="The format of OUT; else its name says it.")
@click.option("--raw", is_flag=True, help="In CSV, no apostrophe before a text that a spreadsheet would run.")
@click.option("--restart", is_flag=True, help="Throw away what an earlier run finished, and begin anew.")
@click.option("--engine", type=click.Choice(list(_ENGINES)), default="polars", show_default=True, help="What scores.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
@on_option
@plain_option
@color_option
def command(
    file: str, table: str, out: str, rejects: str | None, allow_rejects: bool, only: str | None, awards: bool,
    source: str | None, made: str | None, raw: bool, restart: bool, engine: str, as_json: bool, on: str | None,
    plain: bool, color: str,
) -> int:  # fmt: skip
    """Score every row of TABLE (Parquet, Arrow, CSV or JSON lines; - is standard input) under the rules in FILE."""
    if lacking := [extra for package, extra in {_ENGINES["polars"], _ENGINES[engine]} if find_spec(package) is None]:
        needed = ",".join(sorted(lacking))
        return complain(f"qmas batch needs the extra `{needed}`", f"type: pip install 'qmasdsl[{needed}]'")

    ruleset = rules_on(file, on, plain=plain, color=color)
    order = Order(
        table, out, rejects, source, made, engine, awards=awards, only_results=only is not None, raw=raw, anew=restart,
        program=__version__,
    )  # fmt: skip
    gc.enable()  # off in all commands, because they are short; this one need not be
    try:
        summary, rejects = _run(ruleset, order)
    except TableProblem as problem:
        return complain(problem.sentence, *problem.more)
    written = rejects if summary.rejected or order.rejects else None
    if as_json:
        data = asdict(summary) | {"output": out, "rejects": written}
        text = json.dumps(data, ensure_ascii=False) + "\n"
        say(text.rstrip(), err=True) if out == PIPE else put_data(text)
    else:
        say(told(summary, written), err=out == PIPE)
    return 1 if summary.rejected and not allow_rejects else 0


def _run(ruleset: Ruleset, order: Order) -> tuple[Summary, str]:
    """What was done, and where rejected rows go. Whatever stops it, the parts that are finished stay."""
    if order.engine == "spark":
        from qmasdsl.tables.in_spark import run_in_spark

        return run_in_spark(ruleset, order)
    from qmasdsl.tables.batch import run
    from qmasdsl.tables.jobs import job_of

    job, rejects = job_of(ruleset, order)
    sink = job.sink
    if sink.done.place.rows:
        say(going_on(sink.done.place.rows), err=True)
    line = Line()
    try:
        summary = run(job, line.tell)
    except BaseException as error:
        line.clear()
        if PIPE in (order.table, order.out) or not sink.done.place.rows:  # nobody can go on with these
            sink.forget()
            raise
        sink.close()
        left = kept(sink.done.place.rows, sink.name)
        if isinstance(error, TableProblem):
            raise TableProblem(error.sentence, *error.more, left) from None
        if isinstance(error, KeyboardInterrupt):
            say(left, err=True)
        raise
    line.clear()
    return summary, rejects.name
