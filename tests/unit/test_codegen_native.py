"""The compiled package says what the interpreter says, has the names of the plain module, and is made in whole."""

import copy
import hashlib
import importlib
import os
import pickle
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from random import Random
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from qmasdsl.codegen import native
from qmasdsl.codegen.native import CannotCompile, build_native, check_tools, compiled_part
from qmasdsl.codegen.python import generate
from qmasdsl.ir.nodes import Ruleset
from qmasdsl.pipeline import check_path
from unit import mini
from unit.generated_modules import as_plain, interpreted, people, trusted, words_of_interpreter, words_of_module
from unit.made_rulesets import made_ruleset
from unit.test_codegen_agreement import spoiled
from unit.test_codegen_text import renamed

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rulesets/examples/housing_list.qmas"
HOSTILE = "'\"\\\"\"\"'''\n\r\t\0\x1b\u2028\u202e}{%s*/??/#\\u0041年🙂"


def ruleset_of(path: Path) -> Ruleset:
    ruleset = check_path(path).ruleset
    assert ruleset is not None
    return ruleset


def imported(package: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package at `package`, imported anew."""
    for name in [name for name in sys.modules if name.partition(".")[0] == package.name]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(package.parent))
    importlib.invalidate_caches()
    return importlib.import_module(package.name)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Ruleset, Path]]:
    """Two packages: a rule set as we ship it, and one with nearly everything there is, whose every word is hostile."""
    try:
        check_tools()
    except CannotCompile as why:
        pytest.skip(why.reason)
    folder = tmp_path_factory.mktemp("native")
    rulesets = {
        "shipped": ruleset_of(SHIPPED),
        "hostile": renamed(made_ruleset(5), lambda word: word and word + HOSTILE),
    }
    built = {}
    with pytest.MonkeyPatch.context() as patch:
        for name, ruleset in rulesets.items():
            # How well the compiler does its work is not what is tested of the second.
            patch.setenv("MYPYC_OPT_LEVEL", "2" if name == "shipped" else "0")
            built[name] = ruleset, build_native(ruleset, folder / f"{name}_rules")
    return built


Packages = dict[str, tuple[Ruleset, Path]]


@pytest.mark.parametrize("name", ["shipped", "hostile"])
def test_a_package_scores_everybody_as_the_interpreter_does(
    name: str, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruleset, path = packages[name]
    module = imported(path, monkeypatch)
    assert module.NATIVE
    assert not isinstance(module.score, type(generate))
    for applicant in people(ruleset, 100, 1):
        told = interpreted(ruleset, applicant)
        totals, breakdown = trusted(told, module)
        plain = as_plain(applicant)
        assert module.score(applicant).as_json() == told
        assert module.score(plain).as_json() == told
        assert module.totals(plain) == totals
        assert module.breakdown(plain) == breakdown


@pytest.mark.parametrize("name", ["shipped", "hostile"])
def test_it_finds_the_same_wrong_with_facts(name: str, packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    ruleset, path = packages[name]
    module, random = imported(path, monkeypatch), Random(2)
    for applicant in people(ruleset, 60, 2):
        given = spoiled(applicant, random)
        assert words_of_module(module, given) == words_of_module(module.rules, given)
        assert bool(words_of_module(module, given)) == bool(words_of_interpreter(ruleset, given))


def test_what_it_gives_can_be_pickled_and_copied(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    ruleset, path = packages["shipped"]
    module = imported(path, monkeypatch)
    result = module.score(people(ruleset, 1, 3)[0])
    assert isinstance(result, module.Result)
    for same in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):
        assert same.as_json() == result.as_json()
    with pytest.raises(module.FactsDoNotFit) as caught:
        module.score({})
    problems = caught.value.problems
    assert [one.words() for one in pickle.loads(pickle.dumps(problems))] == [one.words() for one in problems]


def test_any_kind_of_mapping_is_read(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    ruleset, path = packages["shipped"]
    module = imported(path, monkeypatch)
    given = people(ruleset, 1, 4)[0]
    assert module.score(MappingProxyType(given)).as_json() == module.score(given).as_json()
    assert module.totals(MappingProxyType(as_plain(given))) == module.totals(as_plain(given))
    with pytest.raises(TypeError, match="given as a dictionary"):
        module.score([("age", 30)])


def public(module: ModuleType) -> set[str]:
    return {name for name in vars(module) if not name.startswith("_")}


def test_it_has_the_names_of_the_plain_module_and_holds_its_very_text(
    packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruleset, path = packages["shipped"]
    text = generate(ruleset).encode("utf-8")
    assert (path / "rules.py").read_bytes() == text
    module = imported(path, monkeypatch)
    assert hashlib.sha256(text).hexdigest() == module.RULES_SHA256
    assert module.COMPILED_WITH.startswith("mypyc ")
    assert public(module) >= public(module.rules) - {"annotations"}
    assert {one.name for one in path.iterdir() if one.name != "__pycache__"} == {
        "__init__.py",
        "rules.py",
        f"_native{sysconfig.get_config_var('EXT_SUFFIX')}",
    }


def test_a_type_checker_understands_it(packages: Packages, tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    shutil.copytree(packages["shipped"][1], tmp_path / "shipped_rules")
    use = tmp_path / "use.py"
    use.write_text(
        "from shipped_rules import NATIVE, FactsDoNotFit, Result, score, totals\n"
        "result: Result = score({})\n"
        "known: bool = result.eligible and NATIVE\n"
        "eligible: bool = totals({})[0]\n"
    )
    said, _, code = mypy.run(["--strict", "--config-file=", f"--cache-dir={tmp_path / 'cache'}", str(use)])
    assert code == 0, said


@pytest.mark.parametrize("name", ["shipped", "hostile"])
def test_without_its_compiled_part_it_gives_the_same_answers(
    name: str, packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruleset, path = packages[name]
    bare = tmp_path / "bare_rules"
    shutil.copytree(path, bare, ignore=shutil.ignore_patterns("_native*", "__pycache__"))
    module = imported(bare, monkeypatch)
    assert not module.NATIVE
    for applicant in people(ruleset, 10, 5):
        assert module.score(applicant).as_json() == interpreted(ruleset, applicant)


def test_a_compiled_part_of_other_rules_is_refused(
    packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = tmp_path / "mixed_rules"
    shutil.copytree(packages["shipped"][1], mixed)
    (mixed / "rules.py").write_text(generate(mini.RULESET), "utf-8")
    with pytest.raises(ImportError, match="made from other rules"):
        imported(mixed, monkeypatch)


def test_two_packages_live_side_by_side(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    modules = [imported(path, monkeypatch) for _, path in packages.values()]
    for module, (ruleset, _) in zip(modules, packages.values(), strict=True):
        given = people(ruleset, 1, 6)[0]
        assert module.score(given).as_json() == interpreted(ruleset, given)


def test_it_needs_nothing_but_python(packages: Packages) -> None:
    path = packages["shipped"][1]
    script = (
        f"import sys; sys.path.insert(0, {str(path.parent)!r}); import {path.name} as rules;"
        "print(rules.NATIVE, 'qmasdsl' in sys.modules, 'mypyc' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("True False False\n", "")


# ---- what is compiled -------------------------------------------------------------------------------


def test_what_is_compiled_stands_on_the_lines_where_it_stands_in_the_module() -> None:
    text = generate(mini.RULESET)
    whole, part = text.splitlines(), compiled_part(text).splitlines()
    kept = [(mine, line) for mine, line in zip(part, whole, strict=False) if mine]
    assert part[len(whole) :] == ["Result: Any = None", "_checked: Any = None"]
    assert all(mine == line for mine, line in kept)
    for name in ("totals", "breakdown", "score", "_completed"):
        assert any(mine.startswith(f"def {name}(") for mine, _ in kept), name
    assert not any(mine.startswith(("class ", "def _awards", "def _checked")) for mine, _ in kept)


# ---- when it cannot be done -------------------------------------------------------------------------


def nothing_made(folder: Path) -> bool:
    return not any(folder.iterdir())


@pytest.mark.parametrize("missing", ["mypyc", "setuptools"])
def test_without_mypyc_it_says_what_to_install(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(CannotCompile, match=missing) as caught:
        build_native(mini.RULESET, tmp_path / "rules")
    assert "pip install 'qmasdsl[native]'" in caught.value.advice[0]
    assert nothing_made(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the compiler is found in another way")
def test_without_a_compiler_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "find_spec", lambda _: object())
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    with pytest.raises(CannotCompile, match="`no-such-compiler` was not found") as caught:
        build_native(mini.RULESET, tmp_path / "rules")
    assert "apt install gcc" in caught.value.advice[0]
    assert nothing_made(tmp_path)


def test_without_the_headers_of_python_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "find_spec", lambda _: object())
    monkeypatch.setattr(native, "which", lambda _: "cc")
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(CannotCompile, match="header files of Python") as caught:
        build_native(mini.RULESET, tmp_path / "rules")
    assert "python3-dev" in caught.value.advice[0]


@pytest.mark.parametrize("name", ["2018-08-28", "class", "a b", "hk.qmas"])
def test_a_package_must_have_a_name_that_can_be_imported(name: str, tmp_path: Path) -> None:
    with pytest.raises(CannotCompile, match="cannot import") as caught:
        build_native(mini.RULESET, tmp_path / name)
    assert "-o hk_qmas" in caught.value.advice[0]


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("mine", "file"):
        with pytest.raises(CannotCompile, match=r"holds something else|is a file"):
            build_native(mini.RULESET, tmp_path / name)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        build_native(mini.RULESET, tmp_path / "nowhere/rules")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "mine", "notes.txt"]


def made_without_compiling(monkeypatch: pytest.MonkeyPatch, fails: type[BaseException] | None = None) -> None:
    """In place of the compiler: a file with the name of an extension, or the mishap that is asked for."""

    def compiled(part: str, folder: Path) -> Path:
        if fails is not None:
            raise fails("why")
        made = folder / "_native.so"
        made.write_text(part, "utf-8")
        return made

    monkeypatch.setattr(native, "check_tools", lambda: None)
    monkeypatch.setattr(native, "version", lambda _: "0")
    monkeypatch.setattr(native, "_compiled", compiled)
    monkeypatch.setattr(native, "_check_loads", lambda _: None)


def test_a_package_made_before_is_replaced_in_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_without_compiling(monkeypatch)
    path = build_native(mini.RULESET, tmp_path / "rules")
    (path / "__pycache__").mkdir()
    (path / "_native.of_another_python.so").write_text("old")
    assert build_native(ruleset_of(SHIPPED), tmp_path / "rules") == path
    assert {one.name for one in path.iterdir()} == {"__init__.py", "rules.py", "_native.so"}
    assert (path / "rules.py").read_text("utf-8") == generate(ruleset_of(SHIPPED))
    assert [one.name for one in tmp_path.iterdir()] == ["rules"]


@pytest.mark.parametrize("mishap", [KeyboardInterrupt, OSError, CannotCompile])
def test_where_it_fails_what_was_there_stays(
    mishap: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_without_compiling(monkeypatch)
    path = build_native(mini.RULESET, tmp_path / "rules")
    made_without_compiling(monkeypatch, fails=mishap)
    with pytest.raises(mishap):
        build_native(ruleset_of(SHIPPED), tmp_path / "rules")
    assert (path / "rules.py").read_text("utf-8") == generate(mini.RULESET)
    assert [one.name for one in tmp_path.iterdir()] == ["rules"]


def test_where_it_cannot_be_moved_in_what_was_there_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_without_compiling(monkeypatch)
    path = build_native(mini.RULESET, tmp_path / "rules")
    rename = Path.rename

    def refuses(self: Path, target: Path) -> Path:
        if self.name == "rules_made":
            raise PermissionError(13, "refused", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuses)
    with pytest.raises(PermissionError):
        build_native(ruleset_of(SHIPPED), tmp_path / "rules")
    assert (path / "rules.py").read_text("utf-8") == generate(mini.RULESET)


def test_what_does_not_load_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_loads = native._check_loads
    made_without_compiling(monkeypatch)
    monkeypatch.setattr(native, "_check_loads", check_loads)
    with pytest.raises(CannotCompile, match="does not load"):
        build_native(mini.RULESET, tmp_path / "rules")
    assert nothing_made(tmp_path)


def test_what_mypyc_says_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        check_tools()
    except CannotCompile as why:
        pytest.skip(why.reason)
    monkeypatch.setattr(native, "compiled_part", lambda _: "def f() -> int:\n    return ''\n")
    with pytest.raises(CannotCompile, match="could not compile") as caught:
        build_native(mini.RULESET, tmp_path / "rules")
    assert "_native.py:2" in caught.value.advice[0]
    assert nothing_made(tmp_path)
