"""Generated JavaScript at hand: facts as JSON holds them, what the interpreter says of them, and engines to ask."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from engines import embedded, node
from engines.javascript import Failure, Program, as_script
from qmasdsl.interpreter.evaluate import score
from qmasdsl.interpreter.facts import check_encoded, missing
from qmasdsl.interpreter.trace import as_json
from qmasdsl.ir.data import Misfit, Style, Wrong
from qmasdsl.ir.given import encode
from qmasdsl.ir.json import load_json
from qmasdsl.ir.nodes import Fact, Ruleset
from qmasdsl.ir.types import Form, Numeric
from qmasdsl.ir.walk import index
from qmasdsl.ir.words import months_words
from qmasdsl.testing.python_facts import as_python
from unit import everybody

Given = dict[str, Any]
OPENED: Mapping[str, Callable[[Path, str], Any]] = {"node": node.program, "mini-racer": embedded.program}

# What JSON can hold that does not fit somewhere. No whole number here is written with a point or an exponent:
# JavaScript cannot tell 18.0 from 18.
ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 18, "18", 18.5, -0.5, 0.1, 8.25, 8.5, 1e-7, 10**22, 10**39, -(10**30), 2**53,
    "6 years 3 months", "6 years", "7", "75 months", "1 month", "0 months", "99999 years 99999 months", "6 years\n",
    "x" * 200, "🙂" * 70, "", "Bachelor's degree", "BACHELOR'S DEGREE", "Bachelor", "bachelor ", "１８", "ｍａｓｔｅｒ",
    "yes", "french", ["french", "french"], ["french"], ["French"], ["french", "thai"], ["x"], [1], [], {}, [None],
    ["french", None], {"reading": 8}, {"reading": 8, "writing": "x", "foo": 1}, {"reading": 8.5, "writing": None},
    {"child_age": 3}, [{"child_age": 3}], [{"weight": 5}] * 5, [{"weight": 5}], [{"weight": 95}], [{"wieght": 5}], [3],
    [{"child_age": 3, "married": False, "speaks": ["x"], "mark": 1.25, "born": "2001-01-01", "zzz": 1, "lvel": 2}],
    [{"child_age": 3, "married": False, "speaks": ["thai"], "mark": 1.5, "born": "2001-03-01", "level": "master"}],
    [{"child_age": None, "married": False, "speaks": [], "mark": 1.5, "born": "2001-03-01", "level": "master"}],
    "2010-02-03", "1850-01-01", "2010-02-30", "2012-02-29", "0000-01-01", "2010-2-3", "2010-02-03\n", "2030-12-31",
    "2010-01-01T12:00+08:00", "2010-01-01T12:00", "2010-01-01T25:00Z", "2010-01-01T12:00:00.5Z", "2010-02-30T12:00Z",
    "0001-01-01T00:00+23:59", "9999-12-31T23:59:59.999999-23:59", "2010-01-01T12:00+24:00",
    "2010-01-01T12:00+05:99", "1969-12-31T23:59:59.999999Z", "\ud800", "a\u202eb\u2028", "\x00", "</script>",
    "toString", "__proto__", "constructor",
)  # fmt: skip
NAMES = (
    "agee", "zz", "test.reading", "test.raeding", "test", "born", "partner_age", "年齡", "", "partner_degree", "pets",
    "toString", "__proto__", "constructor", "Age", "ａｇｅ", '`"x"`', "children", "child ren", "y" * 150, "balence",
    "\ud800", "ielts", "ielts.reading", "hasOwnProperty",
)  # fmt: skip


def people(ruleset: Ruleset, count: int, seed: int) -> list[Given]:
    """Applicants on and beside the thresholds of the rules."""
    random = Random(seed)
    return [as_data(ruleset, as_python(ruleset, person), random) for person in everybody.people(ruleset, count, seed)]


def as_data(ruleset: Ruleset, given: Mapping[str, object], random: Random) -> Given:
    """`given` as JSON holds it: now and then months in words, and null for what is not there."""
    found = {name: _plain(value) for name, value in given.items()}
    for fact in ruleset.facts:
        if fact.member is not None:
            continue
        if fact.name not in found and random.random() < 0.3:
            found[fact.name] = None
        is_months = isinstance(fact.type, Numeric) and fact.type.form is Form.MONTHS
        if is_months and found.get(fact.name) is not None and random.random() < 0.5:
            found[fact.name] = months_words(found[fact.name])
    return found


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return float(value) if value % 1 else int(value)
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case bool() | int() | str():
            return value
        case _:
            return value.isoformat()


def spoiled(people: Sequence[Given], random: Random) -> Given:
    """One of `people` with up to four things changed, most of them for the worse."""
    spoiled = dict(random.choice(people))
    known = list(random.choice(people))
    for _ in range(random.randrange(1, 5)):
        match random.randrange(5):
            case 0 if spoiled:
                spoiled.pop(random.choice(list(spoiled)))
            case 1:
                spoiled[random.choice(NAMES)] = random.choice(ODD)
            case 2 | 3:
                # What is true of somebody else may not go together with the rest.
                name = random.choice(known)
                spoiled[name] = random.choice(people).get(name)
            case _:
                name = random.choice(known)
                alike = [odd for odd in ODD if type(odd) is type(spoiled.get(name))]
                spoiled[name] = random.choice(alike if alike and random.random() < 0.7 else ODD)
    return spoiled


def interpreted(ruleset: Ruleset, given: Given) -> Any:
    """The result as JSON, or a `Failure` with everything that is wrong, in the order in which a module says it."""
    facts, problems = encode(index(ruleset), load_json(json.dumps(given)), Style.DATA)
    later = check_encoded(ruleset, facts)
    lacking = [_lacks(fact) for fact in missing(ruleset, facts) if not _is_told(fact, problems)]
    order = {fact.name: at for at, fact in enumerate(ruleset.facts)} | {"": len(ruleset.facts)}
    words = [one.words() for one in (*problems, *sorted((*later, *lacking), key=lambda one: order[one.fact]))]
    return Failure("FactsDoNotFit", "\n".join(words)) if words else as_json(score(ruleset, facts))


def _lacks(fact: Fact) -> Misfit:
    return Misfit(fact.name, Wrong.LACKS, label=fact.label)


def _is_told(fact: Fact, problems: Sequence[Misfit]) -> bool:
    """Whether it has been said already why a fact could not be read."""
    since = fact.type.since if isinstance(fact.type, Numeric) else None
    group = fact.member[0] if fact.member is not None else None
    return any(
        one.fact in (fact.name, group) or (one.fact == since and one.wrong in (Wrong.NEEDS, Wrong.AFTER))
        for one in problems
    )


def together(texts: Sequence[str], *more: str) -> str:
    """Several generated modules as one; its `asked([n, facts])` is what the n-th of them scores."""
    parts = [f"(() => {{\n{as_script(text)}\nreturn {{ score, SCHEME, TITLE, SOURCE_HASH }};\n}})()" for text in texts]
    asked = "export function asked([n, facts]) { return modules[n].score(facts); }"
    return "\n".join([f"const modules = [{', '.join(parts)}];", asked, *more, ""])


@contextmanager
def opened(text: str, folder: Path, engine: str = "node", name: str = "asked") -> Iterator[Program]:
    """The function `name` of a module with this text."""
    path = folder / f"{engine}.mjs"
    path.write_text(text, "utf-8")
    with OPENED[engine](path, name) as program:
        yield program
