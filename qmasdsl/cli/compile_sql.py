"""What was asked of `qmas compile --to sql`, as the statement."""

from collections.abc import Iterator

import click

from qmasdsl.cli.compile import Request
from qmasdsl.cli.days_given import counted_from
from qmasdsl.codegen.sql import DIALECTS, CannotSay, sql_of
from qmasdsl.columns.lower import TooLarge
from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.ir.types import Records


def statement(ruleset: Ruleset, request: Request) -> str:
    """The text of the statement; a click.UsageError where an option fits no fact, a click.ClickException where the
    dialect cannot say what the rules need."""
    if request.query and request.view:
        raise click.UsageError("--query writes a query and --view a view; type one of them")
    try:
        return sql_of(
            ruleset,
            _dialect(request.dialect),
            table=request.table or "applicants",
            view=None if request.query else request.view or "",
            keep=request.keep or None,
            counted=counted_from(ruleset, request.given),
            most=dict(_most(ruleset, request.most)),
        )
    except (CannotSay, TooLarge) as error:
        raise click.ClickException(str(error)) from None


def _dialect(given: str | None) -> str:
    if given in DIALECTS:
        return given
    if given is None:
        raise click.UsageError(f"--dialect says for which database: one of {', '.join(DIALECTS)}")
    meant = nearest(given, DIALECTS)
    hint = f"did you mean `{meant}`?" if meant else f"there are {', '.join(DIALECTS)}"
    raise click.UsageError(f"there is no dialect `{given}`; {hint}")


def _most(ruleset: Ruleset, limits: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    records = {fact.name: fact.type.limit for fact in ruleset.facts if isinstance(fact.type, Records)}
    for limit in limits:
        name, equals, many = limit.partition("=")
        if not equals or not many.isascii() or not many.isdigit() or len(many) > 4:
            raise click.UsageError(f"--most {limit}: type the fact and a number, such as children=4")
        if name not in records:
            hint = f"there are {', '.join(records)}" if records else "these rules have none"
            raise click.UsageError(f"--most {limit}: `{name}` is not a list of records; {hint}")
        if int(many) > records[name]:
            raise click.UsageError(f"--most {limit}: the rules allow {records[name]} of `{name}`")
        yield name, int(many)
