"""SQL: a rule set as one query over a table of applicants, in the dialect of a database.

The statement is made from the sheet (`qmasdsl.columns`) as a tree of sqlglot's, and printed by sqlglot; nothing that a
rule file says gets into it but as a quoted name, a text or a comment, each by one door (`Dialect.column`,
`Dialect.text`, `remark`).

    sql_of(ruleset, "duckdb")                  a view over the table `applicants`
    scoring_query(sheet, "spark", "people")    a query, for programs that score with it
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import CannotSay, Dialect, Shape
from qmasdsl.codegen.sql.head import head
from qmasdsl.codegen.sql.named import named
from qmasdsl.codegen.sql.ran import DuckDb, Postgres, Spark
from qmasdsl.codegen.sql.reasons import reasons_of
from qmasdsl.codegen.sql.sqlite import Sqlite
from qmasdsl.codegen.sql.statement import Wanted, query
from qmasdsl.codegen.sql.untested import (
    BigQuery,
    ClickHouse,
    Databricks,
    MySql,
    Oracle,
    Redshift,
    Snowflake,
    SqlServer,
    Trino,
)
from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import columns_of
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Records

__all__ = ["DIALECTS", "RUN_BY_TESTS", "CannotSay", "scoring_query", "sql_of"]

_ALL: tuple[type[Dialect], ...] = (
    DuckDb, Sqlite, Postgres, Spark, BigQuery, ClickHouse, Databricks, MySql, Oracle, Redshift, Snowflake, SqlServer,
    Trino,
)  # fmt: skip
_BY_NAME = {one.name: one() for one in _ALL}
DIALECTS = tuple(_BY_NAME)
RUN_BY_TESTS = tuple(name for name, dialect in _BY_NAME.items() if dialect.ran)


def sql_of(
    ruleset: ir.Ruleset,
    dialect: str,
    *,
    table: str = "applicants",
    view: str | None = "",
    keep: Sequence[str] | None = None,
    counted: Collection[str] = (),
    most: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The text of a statement that scores each row of `table`: a view called `view` ("": after the scheme), or a query
    where `view` is None. The same rules give the same text.

    `table` and `view` are names as the dialect writes them (`main.people`, `"my table"`). `keep` names columns of the
    table that are shown before the results; None for all of them, or, where a dialect cannot say that, all that the
    rules read. Of the facts in `counted`, which are `years since` a day, the table has that day instead. Of the records
    in `most` it has columns for so many only; of whom more are said to be there, nothing is scored.

    Raises `CannotSay` where the dialect has no way to say it, `TooLarge` (of `qmasdsl.columns.lower`), KeyError for a
    dialect that is none of `DIALECTS`.
    """
    to = _BY_NAME[dialect]
    sheet = sheet_of(ruleset, counted=counted, awards=True)
    source = named(table, to)
    kept = None if keep is None else tuple(dict.fromkeys(keep))
    lacks = frozenset(name for fact, many in most.items() for name in _beyond(ruleset, fact, many))
    said = reasons_of(ruleset, sheet)
    found: exp.Expr = query(Wanted(sheet, to, source, kept, awards=False, reasons=said, lacks=lacks))
    if view is not None:
        called = _after(ruleset.name, to) if view == "" else named(view, to)
        found = exp.Create(this=called, kind="VIEW", expression=found)
    shows = f"reads the table {source.sql(to.name)}; {_shows(to, kept)}"
    return "".join(f"{line}\n" for line in head(ruleset, to, shows)) + _printed(found, to) + ";\n"


def scoring_query(
    sheet: c.Sheet, dialect: str, table: str, *, keep: Sequence[str] = (), has: Collection[str] | None = None
) -> str:
    """The text of a query over `table` that shows the columns of `keep`, every result of `sheet` by its name, and
    `problem` (`result.problem` where that name is taken): the words of the first check that is broken, else NULL.

    `has` are the columns that the table has; None: all that the sheet reads. What is lacking is taken for not given.
    Raises as `sql_of` does.
    """
    to = _BY_NAME[dialect]
    lacks = frozenset() if has is None else frozenset(column.name for column in sheet.columns) - frozenset(has)
    kept = tuple(dict.fromkeys(keep))
    return _printed(query(Wanted(sheet, to, named(table, to), kept, lacks=lacks)), to)


def _beyond(ruleset: ir.Ruleset, name: str, many: int) -> Iterator[str]:
    """The columns of the records after the first `many`. Raises CannotSay where there are no records of that name."""
    type = next((fact.type for fact in ruleset.facts if fact.name == name), None)
    if not isinstance(type, Records):
        raise CannotSay(f"`{name}` is not a fact that is a list of records")
    for column in columns_of(next(fact for fact in ruleset.facts if fact.name == name)):
        if column.name != name and int(column.name.removeprefix(f"{name}.").partition(".")[0]) > many:
            yield column.name


def _printed(statement: exp.Expr, to: Dialect) -> str:
    return statement.sql(to.name, pretty=True, copy=False)


def _after(scheme: str, to: Dialect) -> exp.Table:
    """A view called after the scheme; whoever writes the name without quotes finds it, in small or capital letters."""
    name = view_name(scheme)
    return exp.Table(this=exp.to_identifier(name.upper() if to.capitals else name, quoted=True))


def view_name(scheme: str) -> str:
    """A name that every engine takes.

    >>> view_name("hk.qmas"), view_name("優才")
    ('hk_qmas', 'scored')
    """
    name = re.sub(r"[^a-z0-9]+", "_", scheme.lower()).strip("_")
    return f"scored_{name}" if name[:1].isdigit() else name[:60] or "scored"


def _shows(to: Dialect, keep: tuple[str, ...] | None) -> str:
    if keep is not None:
        return "shows the columns that were asked for, then the results"
    if to.whole_row or to.shape is Shape.LATERAL:
        return "shows its columns, then the results"
    return "shows those of its columns that the rules read, then the results; --keep names others"
