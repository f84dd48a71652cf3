"""Config: what a project has decided once, so that nobody types it every time.

    [tool.qmasdsl]               # in pyproject.toml, here or in the nearest folder above
    format = "concise"           # pretty, concise, json, sarif, github
    strict = true                # a warning fails
    exclude = ["drafts"]         # files and folders that nobody named outright
    language = "zh-Hant"         # of explanations

An option beats the environment (QMASDSL_FORMAT), and that beats the file.
"""

import os
from collections.abc import Iterator, Mapping

import click

from qmasdsl.diagnostics.suggest import nearest
from qmasdsl.frozen import frozen

FORMATS = ("pretty", "concise", "json", "sarif", "github")


@frozen
class Config:
    """What [tool.qmasdsl] and the environment say."""

    format: str = "pretty"
    strict: bool = False
    exclude: tuple[str, ...] = ()
    language: str | None = None


def read_config(start: str | None = None) -> Config:
    """The settings that hold in the folder `start` (this one); click.ClickException if they make no sense."""
    config = _from_file(os.path.abspath(start or os.curdir))
    wanted = os.environ.get("QMASDSL_FORMAT")
    if not wanted:
        return config
    if wanted not in FORMATS:
        raise click.ClickException(f"QMASDSL_FORMAT is `{wanted}`; it may be {', '.join(FORMATS)}")
    return Config(wanted, config.strict, config.exclude, config.language)


def _from_file(start: str) -> Config:
    for folder in _upwards(start):
        path = os.path.join(folder, "pyproject.toml")
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            continue
        # Most projects near by have no settings of ours: reading TOML costs more than all the rest of this.
        plain = data.translate(None, b" \t\"'")
        if b"tool.qmasdsl" in plain or (b"[tool]" in plain and b"qmasdsl" in plain):
            table = _table(path, data)
            if table is not None:
                return _config(path, table)
    return Config()


def _upwards(folder: str) -> Iterator[str]:
    """`folder` and every folder above it."""
    yield folder
    while (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder


def _table(path: str, data: bytes) -> Mapping[str, object] | None:
    import tomllib

    try:
        read = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.ClickException(f"`{path}` is not valid TOML: {error}") from None
    tool = read.get("tool", {})
    table = tool.get("qmasdsl") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _config(path: str, table: Mapping[str, object]) -> Config:
    for name in table:
        if name not in Config.__dataclass_fields__:
            meant = nearest(name, Config.__dataclass_fields__)
            hint = f"; did you mean `{meant}`?" if meant else f"; there are {', '.join(Config.__dataclass_fields__)}"
            raise click.ClickException(f"`{path}`: [tool.qmasdsl] has no setting `{name}`{hint}")
    form, strict = table.get("format", "pretty"), table.get("strict", False)
    exclude, language = table.get("exclude", []), table.get("language")
    if not isinstance(form, str) or form not in FORMATS:
        raise _refused(path, "format", f"one of {', '.join(FORMATS)}")
    if not isinstance(strict, bool):
        raise _refused(path, "strict", "true or false")
    if not isinstance(exclude, list) or not all(isinstance(pattern, str) for pattern in exclude):
        raise _refused(path, "exclude", 'a list of patterns, such as ["drafts", "*.old.qmas"]')
    if language is not None and not isinstance(language, str):
        raise _refused(path, "language", 'the name of a wording, such as "zh-Hant"')
    return Config(form, strict, tuple(exclude), language)


def _refused(path: str, name: str, wanted: str) -> click.ClickException:
    return click.ClickException(f"`{path}`: `{name}` in [tool.qmasdsl] must be {wanted}")
