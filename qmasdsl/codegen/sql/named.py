"""Named: the name of a table or a view as somebody typed it: `people`, `main.people`, `"my table"`."""

import re

from sqlglot import exp

from qmasdsl.codegen.sql.dialect import CannotSay, Dialect

# A plain name in ASCII stays without quotes, so that the engine finds it by its own rule for small and capital letters.
_PART = re.compile(r'([^\W\d]\w*)|"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|\[((?:[^\]]|\]\])+)\]')
_MOST = 3  # catalog, schema, table


def named(text: str, to: Dialect) -> exp.Table:
    """The table that `text` names. Raises CannotSay where it names none.

    >>> from qmasdsl.codegen.sql.ran import DuckDb
    >>> named('main."my table"', DuckDb()).sql("duckdb")
    'main."my table"'
    """
    parts: list[exp.Identifier] = []
    at = 0
    while len(parts) < _MOST and (found := _PART.match(text, at)) is not None:
        plain, double, back, square = found.groups()
        name = plain or (double or "").replace('""', '"') or (back or "").replace("``", "`")
        name = name or (square or "").replace("]]", "]")
        to.check(name)
        parts.append(exp.to_identifier(name, quoted=plain is None or not plain.isascii()))
        at = found.end() + 1
        if text[at - 1 : at] != ".":
            break
    if not parts or at != len(text) + 1:
        raise CannotSay(
            f"`{text}` is not the name of a table; type it as people, main.people or, with quotes, \"my people\""
        )
    catalog, schema, table = [None] * (_MOST - len(parts)) + parts
    return exp.Table(this=table, db=schema, catalog=catalog)
