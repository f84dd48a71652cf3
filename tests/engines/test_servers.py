"""How the SQL engines are set up: out of reach from outside, reaching nothing outside, gone when they are done with."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engines import java, postgres, spark
from engines.duck import Duck
from engines.sql import Refused, SqlEngine

SqlEngines = Callable[[str], SqlEngine]


@pytest.mark.engine("duckdb")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{0}')",
        "COPY (SELECT 1) TO '{0}'",
        "ATTACH '{0}' AS other",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ],
)
def test_duckdb_reaches_no_file_and_lets_nobody_change_that(
    statement: str, tmp_path: Path, sql_engine: SqlEngines
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(Refused, match=r"disabled by configuration|configuration has been locked"):
        sql_engine("duckdb").run(statement.format(file))
    assert file.read_text() == "a,b\n1,2\n"
    assert isinstance(sql_engine("duckdb"), Duck)


@pytest.mark.engine("postgres")
@pytest.mark.parametrize("home", postgres.homes(), ids=lambda home: home.name)
def test_postgres_listens_on_no_port_and_leaves_nothing_behind(home: Path) -> None:
    with postgres.running(home) as server:
        directory = server.directory
        plain = server.database("plain")
        assert plain.rows("SHOW listen_addresses") == [("",)]
        assert plain.rows("SHOW server_version")[0][0].split()[0] == postgres.version_at(home)
        assert (directory / ".s.PGSQL.5432").is_socket()
        process = int((directory / "data/postmaster.pid").read_text().split()[0])
        assert directory.stat().st_mode & 0o777 == 0o700
    assert not directory.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.engine("postgres")
def test_a_postgres_that_does_not_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    for name, said in (
        ("pg_config", "exit 0"),
        ("initdb", "exit 0"),
        ("postgres", "echo no room on this machine >&2; exit 3"),
    ):
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{said}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    with pytest.raises(RuntimeError, match="does not start:\nno room on this machine"), postgres.running(tmp_path):
        pass
    (tmp_path / "bin/initdb").write_text("#!/bin/sh\necho no such locale; exit 1\n")
    with pytest.raises(RuntimeError, match="cannot be set up:\nno such locale"), postgres.running(tmp_path):
        pass


@pytest.mark.engine("spark")
def test_spark_listens_on_loopback_alone(sql_engine: SqlEngines) -> None:
    engine = sql_engine("spark")
    assert isinstance(engine, spark.Spark)
    gateway: Any = engine.session.sparkContext._gateway
    process = gateway.proc.pid
    mine = {os.readlink(fd) for fd in Path(f"/proc/{process}/fd").iterdir() if fd.is_symlink()}
    heard = [
        fields[1].split(":")[0]
        for table in ("tcp", "tcp6")
        for fields in map(str.split, Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:])
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in mine
    ]
    assert heard
    assert set(heard) <= {"0100007F", "0000000000000000FFFF00000100007F"}


@pytest.mark.engine("spark")
def test_spark_is_ansi_and_runs_on_the_java_of_its_wheel(sql_engine: SqlEngines) -> None:
    engine = sql_engine("spark")
    assert isinstance(engine, spark.Spark)
    assert engine.session.conf.get("spark.sql.ansi.enabled") == "true"
    assert engine.session.sparkContext.master == "local[2]"
    machine: Any = engine.session.sparkContext._jvm
    assert machine.System.getProperty("java.home") == str(java.runtime())
