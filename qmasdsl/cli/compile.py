"""`qmas compile`: rules as a program that needs nothing of ours.

    qmas compile hk.qmas -o hk_qmas.py
    qmas compile hk.qmas --to sql --dialect postgres --table people -o hk_qmas.sql
    qmas compile hk.qmas --to javascript -o hk_qmas.mjs       and hk_qmas.d.mts, its types
    qmas compile hk.qmas --to python-native -o hk_qmas        a folder: the module, and it compiled

The program is deterministic: the same rules give the same bytes. A file is written whole or not at all.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from qmasdsl.cli.options import color_option, plain_option, rule_file
from qmasdsl.cli.output import complain, put_data, say
from qmasdsl.cli.rules_on import on_option, rules_on
from qmasdsl.frozen import frozen
from qmasdsl.ir.nodes import Ruleset


@frozen
class Request:
    """What was asked for. `output` is a path or `-`; the rest is for SQL alone."""

    file: str
    output: str
    dialect: str | None = None
    table: str | None = None
    view: str | None = None
    query: bool = False
    keep: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    most: tuple[str, ...] = ()

    def of_sql(self) -> list[str]:
        """The options that were typed and go with SQL alone."""
        typed = {
            "--dialect": self.dialect, "--table": self.table, "--view": self.view, "--query": self.query,
            "--keep": self.keep, "--given": self.given, "--most": self.most,
        }  # fmt: skip
        return [name for name, value in typed.items() if value]


def put(request: Request, text: str, beside: Mapping[str, str] | None = None) -> int:
    """Writes what was made to the output, and what goes with it to the files of `beside`."""
    if request.output == "-":
        put_data(text)
        return 0

    from qmasdsl.cli.writing import write_atomically

    for name, content in {request.output: text, **(beside or {})}.items():
        if _same_file(request.file, name):
            raise click.ClickException(f"`{name}` is the rule file itself; type another name after -o")
        write_atomically(Path(name), content.encode("utf-8"))
        say(f"wrote {name}")
    return 0


def _python(ruleset: Ruleset, request: Request) -> int:
    from qmasdsl.codegen.python import generate

    return put(request, generate(ruleset))


def _sql(ruleset: Ruleset, request: Request) -> int:
    try:
        from qmasdsl.cli.compile_sql import statement
    except ModuleNotFoundError as missing:
        if missing.name != "sqlglot":
            raise
        return complain("qmas compile --to sql needs the extra `sql`", "type: pip install 'qmasdsl[sql]'")
    return put(request, statement(ruleset, request))


def _native(ruleset: Ruleset, request: Request) -> int:
    from qmasdsl.codegen.native import CannotCompile, build_native

    if request.output == "-":
        raise click.UsageError("--to python-native makes a folder; type its name after -o")
    try:
        made = build_native(ruleset, request.output)
    except CannotCompile as why:
        return complain(why.reason, *why.advice)
    except OSError as error:
        return complain(f"`{request.output}`: {(error.strerror or str(error)).lower()}")
    say(f"wrote {made.name}, a package for this Python")
    return 0


def _javascript(ruleset: Ruleset, request: Request) -> int:
    from qmasdsl.codegen.javascript import generate, types_beside
    from qmasdsl.columns.lower import TooLarge

    beside = types_beside(request.output)
    if beside is None and request.output != "-":
        wanted = "type one that ends in .mjs or .js after -o"
        raise click.ClickException(f"`{request.output}` is no name of an ES module; {wanted}")
    try:
        text, types = generate(ruleset)
    except TooLarge as error:
        raise click.ClickException(f"these rules cannot become JavaScript: {error}") from None
    return put(request, text, {} if beside is None else {beside: types})


# What can be written, and how.
TARGETS: Mapping[str, Callable[[Ruleset, Request], int]] = {
    "python": _python,
    "python-native": _native,
    "sql": _sql,
    "javascript": _javascript,
}


@click.command("compile")
@rule_file
@click.option("-o", "--output", metavar="OUT", default="-", help="The file to write; - is standard output.")
@click.option("--to", "target", type=click.Choice(list(TARGETS)), default="python", help="What to write.")
@on_option
@click.option("--dialect", metavar="NAME", help="SQL: of which database, such as duckdb or postgres.")
@click.option("--table", metavar="NAME", help="SQL: the table of applicants; `applicants` if not said.")
@click.option("--view", metavar="NAME", help="SQL: what the view is called; after the scheme if not said.")
@click.option("--query", is_flag=True, help="SQL: a query instead of a view.")
@click.option("--keep", metavar="COLUMN", multiple=True, help="SQL: a column of the table to show, such as its key.")
@click.option("--given", metavar="DAY", multiple=True, help="SQL: the table has this day, not the years since.")
@click.option("--most", metavar="RECORDS=N", multiple=True, help="SQL: the table has columns for so many records.")
@plain_option
@color_option
def command(
    file: str, output: str, target: str, on: str | None, dialect: str | None, table: str | None, view: str | None,
    query: bool, keep: tuple[str, ...], given: tuple[str, ...], most: tuple[str, ...], plain: bool, color: str,
) -> int:  # fmt: skip
    """Compile a rule file to a Python or JavaScript module that needs nothing else, or to SQL."""
    request = Request(file, output, dialect, table, view, query, keep, given, most)
    if target != "sql" and (typed := request.of_sql()):
        raise click.UsageError(f"{typed[0]} goes with --to sql")
    return TARGETS[target](rules_on(file, on, plain=plain, color=color), request)


def _same_file(file: str, output: str) -> bool:
    return file != "-" and Path(output).exists() and Path(output).samefile(file)
