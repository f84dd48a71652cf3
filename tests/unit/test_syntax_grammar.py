"""The grammar, the table made from it and the actions that build nodes agree; keywords are words, not traps."""

import json
import keyword
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lark.exceptions import GrammarError

from qmasdsl.diagnostics.model import Problem
from qmasdsl.source import SourceFile
from qmasdsl.syntax.build import as_text, build, check_conflicts, grammar_path
from qmasdsl.syntax.lexer import lex
from qmasdsl.syntax.nodes import Facts, Module
from qmasdsl.syntax.parser import _ACTIONS, parse
from qmasdsl.syntax.phrases import phrases
from qmasdsl.syntax.printer import format_module
from qmasdsl.syntax.table import STARTS, TABLE_FILE, load_table
from qmasdsl.syntax.words import RESERVED

GRAMMAR = grammar_path().read_text(encoding="utf-8")
SINGLE = sorted(
    {spelling for spellings in phrases().spellings.values() for spelling in spellings if spelling.isalpha()}
)


def read(text: str) -> tuple[Module, tuple[Problem, ...]]:
    return parse(SourceFile("words.qmas", text))


def test_the_table_that_is_shipped_is_the_one_that_the_grammar_makes() -> None:
    assert as_text(build(GRAMMAR)) == Path(TABLE_FILE).read_text(encoding="utf-8"), "run: make grammar"


def test_the_grammar_has_no_conflict() -> None:
    check_conflicts(GRAMMAR)


def test_a_grammar_with_a_conflict_is_found_out() -> None:
    with pytest.raises((SystemExit, GrammarError)):
        check_conflicts(GRAMMAR.replace("bad: _BAD _NL", "bad: _BAD _NL | _BAD _NL bad?"))


def test_the_table_does_not_depend_on_the_order_of_a_set() -> None:
    program = (
        "from qmasdsl.syntax.build import *; print(as_text(build(grammar_path().read_text(encoding='utf-8'))), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": "4242", "PYTHONUTF8": "1"},
        cwd=grammar_path().parents[1], capture_output=True, text=True, encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout == Path(TABLE_FILE).read_text(encoding="utf-8")


def test_every_rule_has_an_action_and_no_action_is_left_over() -> None:
    wanted = {rule.action for rule in load_table().rules if rule.action}
    assert wanted == set(_ACTIONS)


def test_every_terminal_that_is_a_word_is_found_by_the_lexer() -> None:
    for terminal, spellings in phrases().spellings.items():
        for spelling in spellings:
            text = spelling.replace("#", "2")
            line = f"x {text}\n" if terminal != "_AND_SUBSTITUTE" else f"amend a\n  repeal x {text}\n"
            found = [token.type for token in lex(SourceFile("a.qmas", line)).tokens if token.type != "_NL"]
            assert terminal in found or text.startswith(","), (terminal, spelling, found)


def test_several_spaces_between_the_words_of_a_phrase_are_one() -> None:
    for spelling in ("at least", "first that applies", "in force from", "replaces the version before it"):
        spread = spelling.replace(" ", "  \t ")
        one, other = (lex(SourceFile("a.qmas", f"{text}\n")).tokens[0].type for text in (spelling, spread))
        assert one == other


def test_a_fact_called_thresholds_wants_brackets_where_a_table_could_begin() -> None:
    head = "facts\n  thresholds : yes/no\ntest t\n  pass mark 1\n  factor f\n    "
    assert [problem.code for problem in read(f"{head}thresholds => +1\n")[1]] == ["QM115"]
    assert not read(f"{head}(thresholds) => +1\n")[1]


@pytest.mark.parametrize("word", [word for word in SINGLE if word not in RESERVED and word != "thresholds"])
def test_a_keyword_that_is_not_reserved_is_a_name_like_any_other(word: str) -> None:
    text = (
        f'scheme demo "D"\nfacts\n  {word} : yes/no\n  n : whole number from 0 to 9\n'
        f"require {word} : {word}\nrequire r : not {word} and ({word} or n at least 1)\n"
        f"require s : n at least 1 and {word}\n"
        f"define d as {word}\noutcome {word} when {word}\n"
        f"test {word}\n  pass mark 1\n  factor {word}\n    all that apply\n"
        f"      {word} => +1\n      n at least 1 and {word} => +1\n"
        f'case "c"\n  given {word} yes, n 3\n  expect {word}\n'
    )
    module, problems = read(text)
    assert not problems, [(problem.span.line, problem.describe().headline) for problem in problems]
    again, more = read(format_module(module))
    assert not more
    assert again == module


@pytest.mark.parametrize("word", sorted(RESERVED))
@pytest.mark.parametrize(
    "line",
    [
        "facts\n  {} : yes/no\n",
        "facts\n  a, {} : yes/no\n",
        "define {} as a\n",
        "require {} : a\n",
        "test {}\n  pass mark 1\n",
    ],
)
def test_a_reserved_word_as_a_name_is_refused_where_it_stands(word: str, line: str) -> None:
    text = 'scheme demo "D"\n' + line.format(word)
    problems = read(text)[1]
    first = problems[0]
    assert first.code in ("QM118", "QM101", "QM102", "QM105"), first.describe()
    assert text[: first.span.start].count("\n") == text[: text.index(word, 16)].count("\n")
    assert f"`{word}`" in first.describe().headline or first.code == "QM101"


def test_reserved_words_are_told_to_be_so_among_facts() -> None:
    codes = {
        word: [problem.code for problem in read(f'scheme demo "D"\nfacts\n  {word} : yes/no\n')[1]] for word in RESERVED
    }
    # These two go on with the line above, which stops too early then.
    assert codes.pop("and")[0] == codes.pop("or")[0] == "QM101"
    assert all(found == ["QM118"] for found in codes.values()), codes


def test_words_of_other_languages_are_names() -> None:
    words = [word for word in keyword.kwlist if word not in RESERVED]
    module, problems = read("facts\n  " + ", ".join(words) + " : yes/no\n")
    assert not problems
    (facts,) = module.items
    assert isinstance(facts, Facts)
    assert [name.text for name in facts.facts[0].names] == words


def test_the_table_is_plain_data_with_the_hash_of_its_grammar() -> None:
    data = json.loads(Path(TABLE_FILE).read_text(encoding="utf-8"))
    assert set(data) == {"grammar", "starts", "ends", "states", "rules", "keywords"}
    assert set(data["starts"]) == set(STARTS)
