"""Python, compiled: the module that `python` writes, with its scoring as machine code beside it.

    hk_qmas/
        __init__.py               the names of rules.py; those that score are the compiled ones where they load
        rules.py                  what `qmas compile --to python` writes, byte for byte
        _native.cpython-….so      totals, breakdown and score, cut out of rules.py and compiled by mypyc

Only functions are compiled. Results, problems and the thorough check stay those of rules.py, so that a Result can be
pickled, copied and asked for everything as before; and where the compiled part was made for another Python the
package works without it. What was made is moved to its place in whole.
"""

import ast
import os
import platform
import re
import subprocess
import sys
import sysconfig
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from qmasdsl.codegen.literals import literal
from qmasdsl.codegen.python import generate
from qmasdsl.ir.nodes import Ruleset

_MARK = '"""Rules made into Python by qmasdsl and compiled.'
_PACKAGE = f'''{_MARK} Do not edit: change the rule file and make it again.

The names are those of rules.py, which is what `qmas compile --to python` writes. NATIVE says whether the compiled part
is at work; it was made for one Python, and in any other rules.py gives the same answers alone, only more slowly.
"""

from . import rules
from .rules import *

RULES_SHA256 = {{rules}}
COMPILED_WITH = {{compiler}}

NATIVE = True
try:
    from . import _native  # type: ignore[attr-defined, unused-ignore]
except ImportError:
    NATIVE = False
else:
    if _native.SOURCE_HASH != rules.SOURCE_HASH:
        raise ImportError("the compiled part was made from other rules than rules.py: make the package again")
    _native.Result, _native._checked = rules.Result, rules._checked
    totals, breakdown, score = _native.totals, _native.breakdown, _native.score
'''
# What of the module is compiled: the functions that score, and what they stand on.
_COMPILED = re.compile(
    "TYPE_CHECKING|LANGUAGE_VERSION|SOURCE_HASH|_EPOCH|_MICROSECOND|_Found|_R[0-9]+"
    "|_completed|_later|_first|_parts|totals|breakdown|score"
)
_GIVEN = "Result: Any = None\n_checked: Any = None\n"
_LOADS = "import sys; sys.path.insert(0, sys.argv[1]); import rules_made; sys.exit(not rules_made.NATIVE)"


class CannotCompile(Exception):
    """Why nothing was compiled, in one sentence, and what may be done about it, in others."""

    def __init__(self, reason: str, *advice: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice


def build_native(ruleset: Ruleset, out_dir: str | os.PathLike[str]) -> Path:
    """Makes the package `out_dir` for the Python that runs this, and returns its path.

    A package that was made here before is replaced; any other folder that is not empty is left alone.
    CannotCompile if there is nothing to compile with or `out_dir` cannot be a package; OSError if it cannot be written.
    """
    out = Path(os.path.realpath(out_dir))
    _check_place(out)
    check_tools()
    text = generate(ruleset)
    with TemporaryDirectory(prefix=f".{out.name}.qmas-tmp-", dir=out.parent) as folder:
        made = Path(folder, "rules_made")
        made.mkdir()
        (made / "rules.py").write_bytes(text.encode("utf-8"))
        (made / "__init__.py").write_text(_package(text), encoding="utf-8", newline="\n")
        extension = _compiled(compiled_part(text), Path(folder))
        extension.rename(made / extension.name)
        _check_loads(Path(folder))
        _move(made, out, Path(folder, "replaced"))
    return out


def compiled_part(text: str) -> str:
    """What is compiled of a generated module: its own lines, each with its number, and blank lines between them."""
    lines = text.split("\n")
    kept = [""] * len(lines)
    for node in ast.parse(text).body:
        if _is_compiled(node):
            assert node.end_lineno is not None
            kept[node.lineno - 1 : node.end_lineno] = lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(kept) + _GIVEN


def _is_compiled(node: ast.stmt) -> bool:
    match node:
        case ast.ImportFrom() | ast.If():
            return True
        case ast.FunctionDef(name=name):
            return _COMPILED.fullmatch(name) is not None
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return _COMPILED.fullmatch(name) is not None
        case _:
            return False


def _package(text: str) -> str:
    compiler = f"mypyc {version('mypy')}, {platform.python_implementation()} {platform.python_version()}"
    return _PACKAGE.format(rules=literal(sha256(text.encode("utf-8")).hexdigest()), compiler=literal(compiler))


# ---- before -----------------------------------------------------------------------------------------


def _check_place(out: Path) -> None:
    if not out.name.isidentifier() or iskeyword(out.name):
        raise CannotCompile(
            f"Python cannot import a package called `{out.name}`",
            "name the folder with letters, digits and _ only: -o hk_qmas",
        )
    if not out.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(out.parent))
    if out.is_dir() and any(out.iterdir()) and not _is_ours(out):
        raise CannotCompile(f"the folder `{out.name}` holds something else", "name a folder that is new or empty")
    if out.exists() and not out.is_dir():
        raise CannotCompile(f"`{out.name}` is a file, and what is made is a folder", "name a folder that is new")


def _is_ours(out: Path) -> bool:
    names = {path.name for path in out.iterdir() if not path.name.startswith("_native.")}
    begins = out / "__init__.py"
    return names <= {"__init__.py", "rules.py", "__pycache__"} and begins.is_file() and (
        begins.read_bytes().startswith(_MARK.encode())
    )


def check_tools() -> None:
    """CannotCompile if something that compiling needs is not installed."""
    instead = "or leave it uncompiled, which gives the same answers: --to python"
    for tool in ("mypyc", "setuptools"):
        if find_spec(tool) is None:
            raise CannotCompile(
                f"this needs {tool}, which is not installed", "type: pip install 'qmasdsl[native]'", instead
            )
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cl").split()[0]
    if os.name == "posix" and which(compiler) is None:
        raise CannotCompile(
            f"this needs a C compiler, and `{compiler}` was not found",
            "install one; on Debian and Ubuntu: apt install gcc python3-dev",
            instead,
        )
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        raise CannotCompile(
            "this needs the header files of Python, which are not installed",
            "on Debian and Ubuntu: apt install python3-dev",
            instead,
        )


# ---- the work ---------------------------------------------------------------------------------------


def _compiled(part: str, folder: Path) -> Path:
    """The extension module made from `part`, somewhere in `folder`."""
    work = folder / "work"
    work.mkdir()
    (work / "_native.py").write_text(part, encoding="utf-8", newline="\n")
    # Level 2 is as quick as 3 here and takes less time. `Result` is no type in the part that is cut out.
    setting = {"MYPYC_OPT_LEVEL": "2", "MYPYC_DEBUG_LEVEL": "0"} | os.environ
    options = ["--config-file=", "--disable-error-code=valid-type"]
    command = [sys.executable, "-m", "mypyc", *options, "_native.py"]
    run = subprocess.run(command, cwd=work, env=setting, capture_output=True, text=True, check=False)
    found = sorted(path for path in work.glob("_native.*") if path.suffix in (".so", ".pyd"))
    if run.returncode or not found:
        said = [line for line in (run.stdout + run.stderr).splitlines() if "error" in line.lower()]
        raise CannotCompile("mypyc could not compile these rules", *said[:3], "use the uncompiled form: --to python")
    return found[0]


def _check_loads(folder: Path) -> None:
    """The package imports, with its compiled part, where there is nothing but Python."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", _LOADS, str(folder)], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise CannotCompile("what was compiled does not load in this Python", *run.stderr.splitlines()[-1:])


def _move(made: Path, out: Path, replaced: Path) -> None:
    """`made` becomes `out`; what stood there comes back if that fails."""
    if out.exists():
        out.rename(replaced)
    try:
        made.rename(out)
    except BaseException:
        if replaced.exists():
            replaced.rename(out)
        raise
