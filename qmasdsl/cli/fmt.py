"""`qmas fmt`: rule files in their one spelling.

    qmas fmt hk.qmas               writes the file, if there is something to change
    qmas fmt --check rules/        changes nothing; exit 1 if a file would change
    qmas fmt --diff hk.qmas        shows the changes and makes none; exit 1 if there are any
    qmas fmt - < hk.qmas           from standard input to standard output

A file that cannot be read as rules is left alone. Before anything is written the new text is read
again: unless it means the very same, the file is left as it was.
"""

from collections.abc import Sequence
from pathlib import Path

import click

from qmasdsl.cli.config import read_config
from qmasdsl.cli.files import Input, gather
from qmasdsl.cli.options import color_option, plain_option, rule_files, stdin_option
from qmasdsl.cli.output import complain, counted, put_data, report, say
from qmasdsl.diagnostics.model import Severity


@click.command("fmt")
@rule_files
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@plain_option
@color_option
@stdin_option
def command(
    files: tuple[str, ...], only_check: bool, show_diff: bool, plain: bool, color: str, stdin_filename: str
) -> int:
    """Format rule files: words for signs, aligned columns, one indentation. Comments are kept.

    FILES may be files, folders, patterns, or - for standard input, which is written to standard
    output; without any, every rule file below this folder is formatted.
    """
    inputs = gather(files, read_config().exclude, stdin_filename)
    code, changed = 0, 0
    for each in inputs:
        try:
            data = each.read()
        except OSError as error:
            code = max(code, complain(f"`{each.name}` cannot be read: {(error.strerror or str(error)).lower()}"))
            continue
        text = _formatted(each, data, plain, color)
        if text is None:
            code = max(code, 1)
            continue
        different = text.encode("utf-8") != data
        changed += different
        if show_diff and different:
            put_data("".join(_difference(each.name, data, text)))
        elif different and only_check:
            say(f"would change {each.name}")
        elif each.path is None and not only_check and not show_diff:
            put_data(text)
        elif different:
            _write(each, text)
    if not code and not changed and (only_check or show_diff or all(each.path is not None for each in inputs)):
        say(f"{counted(len(inputs), 'file')} looked at, nothing to change")
    return max(code, int(changed > 0 and (only_check or show_diff)))


def _formatted(file: Input, data: bytes, plain: bool, color: str) -> str | None:
    """The file's new text, None if it was reported that it has none."""
    from qmasdsl.cascades import the_first
    from qmasdsl.syntax.parser import parse
    from qmasdsl.syntax.printer import format_literate, format_module
    from qmasdsl.syntax.reading import read_bytes

    path = file.path
    source, problems = read_bytes(file.name, data, path)
    module, more = parse(source, problems)
    # Of a file that is not text at all, nothing else is worth saying.
    found = problems if problems and not source.text else (*problems, *more)
    errors = [problem.describe() for problem in the_first([one for one in found if one.severity is Severity.ERROR])]
    if errors:
        report(errors, "pretty", plain=plain, color=color, err=True)
        say(f"{file.name}: {counted(len(errors), 'error')}; the file is left as it is", err=True)
        return None
    literate = file.name.endswith(".qmas.md")
    text = format_literate(_decoded(data), module) if literate else format_module(module)
    again, _ = parse(read_bytes(file.name, text.encode("utf-8"), path)[0])
    if again != module:
        complain(f"`{file.name}` is left as it is: qmas would have changed what it means, which is a mistake of ours")
        return None
    return text


def _decoded(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def _difference(name: str, data: bytes, text: str) -> Sequence[str]:
    from difflib import unified_diff

    # Newlines of another kind would show as changes that nobody can see; say them once instead.
    old, new = _decoded(data), text
    lines = list(unified_diff(_lines(old), _lines(new), f"{name} (now)", f"{name} (formatted)"))
    return lines or [f"{name}: only newlines or the byte order mark would change\n"]


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.removesuffix("\n").split("\n")]


def _write(file: Input, text: str) -> None:
    from qmasdsl.cli.writing import write_atomically

    assert file.path is not None, "standard input is never written over"
    write_atomically(Path(file.path), text.encode("utf-8"))
    say(f"formatted {file.name}")
