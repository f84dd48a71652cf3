"""Spark as the engine of a batch: for tables that one machine does not hold.

The table is a Parquet file or a folder of them, wherever Spark reads from, and so is the output: a folder of Parquet
files, and one beside it for the rows that were rejected. Spark keeps no order, so each row carries all its columns, and
its results stand in the same row: nothing is put together afterwards that could be put together wrongly.
"""

import logging
import time
from typing import TYPE_CHECKING

from qmasdsl.codegen.sql import scoring_query
from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import column_of_day
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Choice, Date, Moment, Numeric, Scalar, YesNo
from qmasdsl.ir.walk import index
from qmasdsl.tables.counts import Summary
from qmasdsl.tables.orders import Order
from qmasdsl.tables.problems import TableProblem

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PROBLEM = "problem"


def run_in_spark(ruleset: ir.Ruleset, order: Order) -> tuple[Summary, str]:
    """Scores the Parquet of `order` into a folder, and says where rejected rows are. Raises TableProblem."""
    rejects = order.rejects or order.out.removesuffix(".parquet") + ".rejects.parquet"
    started = time.monotonic()
    session = _session()
    try:
        scored, rejected = _run(session, ruleset, order, rejects)
    except Exception as error:
        raise _as_problem(order, error) from None
    finally:
        session.stop()
    return Summary(scored + rejected, scored, rejected, 0, time.monotonic() - started), rejects


def _run(session: "SparkSession", ruleset: ir.Ruleset, order: Order, rejects: str) -> tuple[int, int]:
    from pyspark import StorageLevel

    table = session.read.parquet(order.table)
    names = index(ruleset)
    days = {fact.name: day.name for fact in ruleset.facts if (day := column_of_day(names, fact)) is not None}
    counted = [name for name, day in days.items() if name not in table.columns and day in table.columns]
    sheet = sheet_of(ruleset, counted=counted, awards=order.awards)
    results = {one.name for one in sheet.results}
    taken_names = results.union(column.name for column in sheet.columns)
    problem = f"result.{_PROBLEM}" if _PROBLEM in taken_names else _PROBLEM
    if taken := [name for name in table.columns if name in results or name == problem]:
        raise TableProblem(f"`{order.table}` has a column `{taken[0]}`, which is the name of a result")
    whole = _with_columns(names.ruleset, table, sheet)
    whole.createOrReplaceTempView("applicants")
    facts = {column.name for column in sheet.columns}
    keep = [name for name in table.columns if not order.only_results or name not in facts]
    found = session.sql(scoring_query(sheet, "spark", "applicants", keep=keep))
    # Kept, on disk: a filter on what is worked out would be worked out anew within itself, again and again.
    found = found.persist(StorageLevel.DISK_ONLY)
    is_bad = found[f"`{problem}`"].isNotNull()
    found.where(is_bad).drop(*results).write.parquet(rejects)
    found.where(~is_bad).drop(problem).write.parquet(order.out)
    counts = session.read.parquet(order.out).count(), session.read.parquet(rejects).count()
    if (read := table.count()) != sum(counts):
        raise AssertionError(f"{read} rows read, {counts} written")
    return counts


def _with_columns(ruleset: ir.Ruleset, table: "DataFrame", sheet: c.Sheet) -> "DataFrame":
    """The table with the columns of facts that nobody in it has, empty."""
    from pyspark.sql.functions import lit

    absent = [column for column in sheet.columns if column.name not in table.columns]
    gated = {fact.name for fact in ruleset.facts if fact.gate is not None}
    parts = {column.name for column in sheet.columns if column.name != column.fact}
    if missing := [column.name for column in absent if column.fact not in gated and column.name not in parts]:
        raise TableProblem("the table does not have the columns that these rules need", *_lacking(missing))
    return table.withColumns({column.name: lit(None).cast(_kind(column.type)) for column in absent})


def _lacking(names: list[str]) -> list[str]:
    shown = ", ".join(f"`{name}`" for name in names[:10])
    return [f"there is no column {shown}", "`qmas show RULES --to columns` lists them"]


def _kind(type: Scalar) -> str:
    match type:
        case YesNo():
            return "boolean"
        case Choice():
            return "string"
        case Date():
            return "date"
        case Moment():
            return "timestamp"
        case Numeric(places=places):
            return f"decimal(30, {places})" if places else "bigint"
        case _:
            raise TypeError(type)


def _session() -> "SparkSession":
    """The Spark that is set up where this runs (`spark-submit`, SPARK_REMOTE), else one on this machine's cores."""
    from pyspark.sql import SparkSession

    # PySpark logs a page of Java with every query that is refused; what it comes to is said below.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    settings: dict[str, bool | float | int | str | None] = {
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
    }
    try:
        return SparkSession.builder.appName("qmas batch").config(map=settings).getOrCreate()
    except Exception as error:
        said = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        needs = "it needs Java 17 or newer (JAVA_HOME says where)"
        raise TableProblem("Spark does not start", said[:300], needs) from None


def _as_problem(order: Order, error: Exception) -> TableProblem:
    if isinstance(error, TableProblem):
        return error
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    if "PATH_NOT_FOUND" in said:
        return TableProblem(f"there is no `{order.table}`")
    if "PATH_ALREADY_EXISTS" in said:
        sentence = f"`{order.out}`, or the folder of rejected rows, is there already"
        return TableProblem(sentence, "type another name after -o")
    return TableProblem(f"Spark could not score `{order.table}`", said[:300])
