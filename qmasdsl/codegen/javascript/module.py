"""A rule set as one ES module that needs nothing, and as its types for TypeScript.

    score(facts)        what the rules say of one applicant; throws FactsDoNotFit, whose `problems` say what is wrong

The module uses no interface of a browser or of node, makes no code from text, says which rules it was made from, and
is the same, byte for byte, wherever and whenever it is made. Its numbers are exact (see `exact`).
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from qmasdsl.codegen.javascript.certain import Conditions
from qmasdsl.codegen.javascript.declarations import declarations
from qmasdsl.codegen.javascript.exact import check_exact
from qmasdsl.codegen.javascript.expressions import Place
from qmasdsl.codegen.javascript.literals import Literal, listed, literal
from qmasdsl.codegen.javascript.reading import Quick, groups_table
from qmasdsl.codegen.javascript.scoring import Scoring, rule_rows
from qmasdsl.codegen.javascript.types import Types
from qmasdsl.codegen.names import LANGUAGE_VERSION, Code
from qmasdsl.columns import nodes as c
from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.data import Wrong
from qmasdsl.ir.text import expression_text
from qmasdsl.ir.types import Numeric, Records
from qmasdsl.ir.walk import Index, index
from qmasdsl.ir.words import type_words

FORMAT = 1
_PASTED = "\n// pasted from here\n"
_PARTS = ("problems", "values", "certain", "facts", "results")
_HEAD = """\
// Rules made into JavaScript by qmasdsl. Do not edit: change the rule file and make it again.
//
// score(facts) takes an applicant's facts as JSON holds them, and gives a result that JSON can hold. Every number that
// is reckoned with is a whole number of at most 2 ** 53, which JavaScript holds exactly.
"""


def generate(ruleset: ir.Ruleset) -> tuple[str, str]:
    """The text of the module, and of its types.

    Raises `qmasdsl.columns.lower.TooLarge` where some number could grow beyond 2 ** 53.
    """
    sheet = sheet_of(ruleset, awards=True)
    check_exact(sheet)
    return "\n".join(_lines(ruleset, sheet)) + "\n", declarations(ruleset)


def types_beside(name: str) -> str | None:
    """Where TypeScript looks for the types of the ES module in the file `name`; None where that is no name of one."""
    for module, types in ((".mjs", ".d.mts"), (".js", ".d.ts")):
        if name.endswith(module) and name != module:
            return name.removesuffix(module) + types
    return None


def _lines(ruleset: ir.Ruleset, sheet: c.Sheet) -> Iterator[str]:
    records = {fact.name for fact in ruleset.facts if isinstance(fact.type, Records)}
    gated = {fact.name for fact in ruleset.facts if fact.gate is not None}
    first = {column.fact: column.name for column in reversed(sheet.columns)}
    places: dict[str, Place] = {}
    for at, column in enumerate(sheet.columns):
        in_a_row = column.fact in records and column.name != column.fact
        places[column.name] = Place(at, column.fact not in gated and not in_a_row)
    at_of = {name: place.at for name, place in places.items()}
    types, conditions = Types(), Conditions(sheet, first.values(), at_of)
    facts = list(_fact_rows(index(ruleset), types, first, at_of, conditions))
    scoring = list(Scoring(ruleset, sheet, first, places).lines())
    quick = list(Quick(types, {fact.name: at_of[first[fact.name]] for fact in ruleset.facts}).lines(ruleset))
    yield _HEAD
    yield from _constants(ruleset)
    yield from (_pasted(part).rstrip("\n") for part in _PARTS)
    yield "\n\n// ---- these rules ----\n"
    yield from types.tables
    yield f"const _BLANK = new Array({len(sheet.columns)}).fill(undefined);"
    yield f"const _FACTS = {_rows(facts)};"
    yield f"const _GROUPS = {groups_table(ruleset)};"
    yield f"const _TRUE_ALWAYS = {_rows(list(_always_rows(index(ruleset), conditions)))};"
    yield f"const _WORKS = {_rows(list(map(literal, conditions.works)))};"
    yield f"const _VERSION_BY = {literal(ruleset.version_by or '')};"
    yield f"const _RULES = {_rows(list(rule_rows(ruleset)))};"
    yield ""
    yield from quick
    yield ""
    yield from scoring


def _constants(ruleset: ir.Ruleset) -> Iterator[str]:
    start = None if ruleset.in_force is None else ruleset.in_force.start.isoformat()
    said: dict[str, Literal] = {
        "LANGUAGE_VERSION": LANGUAGE_VERSION,
        "FORMAT": FORMAT,
        "SCHEME": ruleset.name,
        "TITLE": ruleset.title,
        "IN_FORCE": start,
        "SOURCE_HASH": ruleset.source_hash,
    }
    for name, value in said.items():
        yield f"export const {name} = {literal(value)};"


@cache
def _pasted(part: str) -> str:
    text = files("qmasdsl.codegen.javascript").joinpath("runtime", f"{part}.mjs").read_text("utf-8")
    return text.partition(_PASTED)[2]


def _fact_rows(
    names: Index, types: Types, first: dict[str, str], at: dict[str, int], conditions: Conditions
) -> Iterator[Code]:
    for fact in names.ruleset.facts:
        since = fact.type.since if isinstance(fact.type, Numeric) else None
        said = f"name: {literal(fact.name)}, label: {literal(fact.label)}, domain: {literal(type_words(fact.type))}"
        exists = None if fact.gate is None else conditions.exists(first[fact.name])
        when = "" if fact.gate is None else expression_text(names, fact.gate)
        place = f"at: {at[first[fact.name]]}, exists: {literal(exists)}, when: {literal(when)}"
        yield Code(f"{{ {said}, type: {types.table(fact.type)}, {place}, since: {literal(since or '')} }}")


def _always_rows(names: Index, conditions: Conditions) -> Iterator[Code]:
    for always in names.ruleset.always:
        # The words by which the sheet has it.
        words = Wrong.ALWAYS.value.format(given=f"`always {always.text}`")
        read, broken = literal(names.facts_read(always.condition)), literal(conditions.broken(words))
        yield Code(f"{{ text: {literal(always.text)}, read: {read}, broken: {broken} }}")


def _rows(rows: list[Code]) -> Code:
    """A list, an item on a line."""
    return Code("[\n" + "".join(f"  {row},\n" for row in rows) + "]") if rows else listed(())
