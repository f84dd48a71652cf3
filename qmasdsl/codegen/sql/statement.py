"""Statement: a sheet as one query over a table.

The first step decodes what stands in the table, each step after it works out what reads the steps before, and the
last shows the columns that are kept, the results and the texts. In a chain a step is a query over the step before and
hands on what is still to be read; laterally it stands beside the row, and nothing need be handed on.
"""

from collections.abc import Iterator, Sequence

from sqlglot import exp
from sqlglot.dialects import Dialect as SqlglotDialect

from qmasdsl.codegen.sql.columns import BROKEN, Columns
from qmasdsl.codegen.sql.dialect import CannotSay, Dialect, Shape
from qmasdsl.codegen.sql.expressions import Expressions, Read
from qmasdsl.codegen.sql.making import alias, binary, both, case, number, switch
from qmasdsl.codegen.sql.reasons import BETWEEN, Reason
from qmasdsl.codegen.sql.remarks import remark
from qmasdsl.codegen.sql.schedule import Item, in_order, last_reads, steps_of
from qmasdsl.columns import nodes as c
from qmasdsl.columns.inputs import range_of
from qmasdsl.columns.ranges import Range
from qmasdsl.frozen import frozen

MOST_STEPS = 250  # engines plan longer ones for minutes, or not at all
_TABLE = "t"
_ROW = "r"
_ON_A_LINE = 4  # branches of a choice


@frozen
class Wanted:
    """What a statement is to be.

    `keep` names columns of the table that are shown before the results; None: all of them where the dialect can hand
    on a row, else those that are read. `awards`: the points of every rule are results to be shown. `reasons` None:
    there is no such column. `lacks` are columns of the sheet that the table does not have.
    """

    sheet: c.Sheet
    dialect: Dialect
    table: exp.Table
    keep: tuple[str, ...] | None = None
    awards: bool = True
    reasons: tuple[Reason, ...] | None = None
    lacks: frozenset[str] = frozenset()


def shown(sheet: c.Sheet, awards: bool = True) -> tuple[c.Result, ...]:
    """The results that are columns."""
    return tuple(one for one in sheet.results if awards or one.kind is not c.Kind.AWARD)


def query(wanted: Wanted) -> exp.Query:
    """The query, without comments but for those beside its columns. Raises CannotSay."""
    return _Statement(wanted).query()


class _Statement:
    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._dialect = wanted.dialect
        self._results = shown(wanted.sheet, wanted.awards)
        self._columns = Columns(wanted.sheet, wanted.dialect, self._raw, wanted.reasons or (), wanted.lacks)
        self._ranges: dict[str, Range] = {column.name: range_of(column) for column in wanted.sheet.columns}
        self._ranges |= {work.name: (work.least, work.greatest) for work in wanted.sheet.works}
        self._generator = SqlglotDialect.get_or_raise(self._dialect.name).generator(comments=False)
        lateral = self._dialect.shape is Shape.LATERAL
        self._whole_row = wanted.keep is None and (lateral or self._dialect.whole_row)
        there = (column.name for column in wanted.sheet.columns if column.name not in wanted.lacks)
        self._kept = tuple(there) if wanted.keep is None else wanted.keep

    def query(self) -> exp.Query:
        names = _names(self._wanted, () if self._whole_row else self._kept)
        at_last = {BROKEN, *self._columns.texts}
        for one in self._results:
            at_last |= self._columns.reads(one.value, *([] if one.present is None else [one.present]))
        items = _needed(in_order(self._columns.items(), self._columns.early()), at_last)
        steps = self._steps(items)
        if self._dialect.shape is Shape.LATERAL:
            return self._beside(steps, names)
        return self._chained(steps, last_reads(steps, at_last), names)

    def _steps(self, items: Sequence[Item]) -> list[list[Item]]:
        steps = steps_of(items, len(items))
        if max(map(len, steps)) > self._dialect.widest // 2:
            steps = steps_of(items, self._dialect.widest // 4)
        if len(steps) > MOST_STEPS:
            raise CannotSay(
                f"these rules would be a statement of {len(steps)} steps, each on top of the one before; "
                f"engines cannot plan more than {MOST_STEPS} in reasonable time"
            )
        return steps

    # ---- the two shapes --------------------------------------------------------------------------------

    def _chained(self, steps: Sequence[Sequence[Item]], read: dict[str, int], names: Sequence[str]) -> exp.Query:
        kept = [_ROW] if self._whole_row else [f"k{at}" for at in range(1, len(self._kept) + 1)]
        mark = "qmas" if not self._wanted.table.name.lower().startswith("qmas") else "step"
        say = self._expressions(exp.column)
        source = self._table()
        parts: list[exp.CTE] = []
        alive: list[str] = []
        for at, step in enumerate(steps):
            carried = self._kept_columns(kept) if at == 0 else [exp.column(name) for name in kept]
            carried += [exp.column(name) for name in alive]
            self._check_width(len(carried) + len(step))
            select = exp.Select(expressions=[*carried, *self._worked_out(step, say)]).from_(source)
            name = f"{mark}_{at + 1}"
            alias = exp.TableAlias(this=exp.to_identifier(name))
            parts.append(exp.CTE(this=select, alias=alias, materialized=self._dialect.materialized))
            source = exp.to_table(name)
            alive = [one for one in (*alive, *(item.name for item in step)) if read.get(one, 0) > at + 1]
        if self._whole_row:
            first = [_all_of(_ROW)]
        else:
            first = [self._called(exp.column(own), name) for own, name in zip(kept, self._kept, strict=True)]
        found = exp.Select(expressions=[*first, *self._shown(say, names)]).from_(source)
        found.set("with_", exp.With(expressions=parts))
        return found

    def _kept_columns(self, kept: Sequence[str]) -> list[exp.Expr]:
        if self._whole_row:
            return [alias(exp.column(_TABLE), _ROW)]
        return [alias(self._raw(name), own) for own, name in zip(kept, self._kept, strict=True)]

    def _beside(self, steps: Sequence[Sequence[Item]], names: Sequence[str]) -> exp.Query:
        home: dict[str, str] = {}
        say = self._expressions(lambda name: exp.column(name, table=home[name]))
        joins = []
        for at, step in enumerate(steps, 1):
            self._check_width(len(step))
            select = exp.Select(expressions=list(self._worked_out(step, say)))
            if self._dialect.fence:
                select.set("offset", exp.Offset(expression=number(0)))
            alias = exp.TableAlias(this=exp.to_identifier(f"s{at}"))
            joins.append(exp.Join(this=exp.Lateral(this=exp.Subquery(this=select), alias=alias), kind="CROSS"))
            home |= {item.name: f"s{at}" for item in step}
        kept = [_all_of(_TABLE)] if self._whole_row else [self._called(self._raw(name), name) for name in self._kept]
        found = exp.Select(expressions=[*kept, *self._shown(say, names)]).from_(self._table())
        found.set("joins", joins)
        return found

    def _worked_out(self, step: Sequence[Item], say: Expressions) -> Iterator[exp.Expr]:
        for item in step:
            column = alias(self._laid_out(item.made(say)), item.name)
            if item.about:
                column.add_comments([remark(item.about)])
            yield column

    # ---- what is shown ---------------------------------------------------------------------------------

    def _shown(self, say: Expressions, names: Sequence[str]) -> Iterator[exp.Expr]:
        for one, name in zip(self._results, names, strict=False):
            when = both(self._scored(say), *([] if one.present is None else [say.truth(one.present)]))
            yield self._called(self._laid_out(case((when, say.value(one.value)))), name)
        checks = self._wanted.sheet.checks
        text = self._dialect.text
        words = [(number(at), text(check.words)) for at, check in enumerate(checks, 1)]
        problem = self._laid_out(switch(say.column(BROKEN), words)) if words else exp.null()
        yield self._called(problem, names[len(self._results)])
        if self._wanted.reasons is not None:
            said = self._dialect.joined([say.column(name) for name in self._columns.texts] or [text("")])
            whole = self._dialect.cut(said, len(BETWEEN) + 1)
            yield self._called(case((self._scored(say), whole)), names[-1])

    def _scored(self, say: Expressions) -> exp.Expr:
        return binary(exp.EQ, say.column(BROKEN), number(0))

    def _laid_out(self, value: exp.Expr) -> exp.Expr:
        """`value` on one line, or, where it is a choice that would be long, with a line for each branch."""
        if not isinstance(value, exp.Case) or len(value.args["ifs"]) <= _ON_A_LINE:
            return exp.var(self._printed(value))
        branches = [
            exp.If(this=exp.var(self._printed(one.this)), true=exp.var(self._printed(one.args["true"])))
            for one in value.args["ifs"]
        ]
        of, default = value.this, value.args.get("default")
        return exp.Case(
            this=None if of is None else exp.var(self._printed(of)),
            ifs=branches,
            default=None if default is None else exp.var(self._printed(default)),
        )

    def _printed(self, node: exp.Expr) -> str:
        return str(self._generator.generate(node, copy=False))

    # ---- names -----------------------------------------------------------------------------------------

    def _expressions(self, read: Read) -> Expressions:
        return Expressions(self._dialect, self._columns.numbers, self._ranges, read)

    def _raw(self, name: str) -> exp.Expr:
        return exp.column(self._identifier(name), table=_TABLE)

    def _identifier(self, name: str) -> exp.Identifier:
        return exp.to_identifier(self._dialect.column(name), quoted=True)

    def _called(self, value: exp.Expr, name: str) -> exp.Expr:
        return exp.Alias(this=value, alias=self._identifier(name))

    def _table(self) -> exp.Expr:
        return exp.alias_(self._wanted.table.copy(), _TABLE, table=True)

    def _check_width(self, columns: int) -> None:
        if columns > self._dialect.widest:
            raise CannotSay(
                f"these rules need {columns} columns side by side; {self._dialect.title} has {self._dialect.widest}"
            )


def _all_of(name: str) -> exp.Expr:
    return exp.Column(this=exp.Star(), table=exp.to_identifier(name))


def _needed(items: Sequence[Item], at_last: set[str]) -> list[Item]:
    """The items without those that nobody reads."""
    wanted = set(at_last)
    found = []
    for item in reversed(items):
        if item.name in wanted:
            found.append(item)
            wanted |= item.reads
    return found[::-1]


def _names(wanted: Wanted, kept: Sequence[str]) -> list[str]:
    """What the results, `problem` and `reasons` are called. Raises CannotSay where the dialect takes two for one."""
    dialect = wanted.dialect
    names = [one.name for one in shown(wanted.sheet, wanted.awards)]
    taken = {*names, *(column.name for column in wanted.sheet.columns), *kept}
    for name in ("problem", "reasons"):
        while name in taken:
            name = f"result.{name}"
        names.append(name)
    if wanted.reasons is None:
        names.pop()
    seen: dict[str, str] = {}
    # Columns of the table stand beside the results, or may; keeping one that is read is no second column.
    for name in (*dict.fromkeys((*(column.name for column in wanted.sheet.columns), *kept)), *names):
        here = dialect.counted(name)
        if seen.get(here) == name:
            raise CannotSay(f"the table's column `{name}` would stand beside a result of that name; do not keep it")
        if here in seen:
            raise CannotSay(f"`{seen[here]}` and `{name}` are one name to {dialect.title}")
        seen[here] = name
    return names
