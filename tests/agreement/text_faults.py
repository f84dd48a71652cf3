"""Faults planted in the text of a program: what is looked for, which must be there, and what is put in its place."""

from re import sub
from typing import NamedTuple

import pytest

from agreement import sql, targets


class TextFault(NamedTuple):
    name: str
    pattern: str
    instead: str


SQLITE = (
    TextFault("at least is more than", r">=", ">"),
    TextFault("the collation of the column counts", r" COLLATE BINARY", ""),
    TextFault("nothing given is something given", r'NOT t\."[^"]*" IS NULL AS g', "1 = 1 AS g"),
    TextFault("domains begin one later", r"BETWEEN 0 AND", "BETWEEN 1 AND"),
    TextFault("domains end one earlier", r"BETWEEN (\d+) AND 120\b", r"BETWEEN \1 AND 119"),
    TextFault("days are counted from noon", r"1721424\.5", "1721425.5"),
)
DUCKDB = (
    TextFault("at most is less than", r"<=", "<"),
    TextFault("days are counted from the day before", r"719163", "719162"),
    TextFault("the least is the greatest", r"\bLEAST\(", "GREATEST("),
    TextFault("every truth is a no", r"= 'BOOLEAN' THEN CAST\((t\.\"[^\"]*\") AS BOOLEAN\)", "= 'BOOLEAN' THEN FALSE"),
    TextFault("the second value is the first", r"(WHEN\s+'[^']*'\s+THEN) 1\b", r"\1 0"),
)
JAVASCRIPT = (
    TextFault("at least is more than", r"(const w\d+ = .*?)>=", r"\1>"),
    TextFault("the least is the greatest", r"Math\.min\(", "Math.max("),
    TextFault("days are counted from the day before", r"_EPOCH = 719_163", "_EPOCH = 719_162"),
    TextFault("halves are cut off", r"Math\.round\(given \* scale\)", "Math.floor(given * scale) + 1"),
    TextFault("any fraction is a number", r"scaled / scale === given", "true"),
    TextFault("steps are not asked", r"\(value - least\) % step === 0", "true"),
    TextFault("domains end one later", r"value <= greatest", "value <= greatest + 1"),
)


def planted_in_sql(fault: TextFault, patch: pytest.MonkeyPatch) -> None:
    was = sql.scoring_query
    patch.setattr(sql, "scoring_query", lambda *given, **more: sub(fault.pattern, fault.instead, was(*given, **more)))


def planted_in_javascript(fault: TextFault, patch: pytest.MonkeyPatch) -> None:
    was = targets.generate
    patch.setattr(targets, "generate", lambda ruleset: (sub(fault.pattern, fault.instead, was(ruleset)[0]), ""))
