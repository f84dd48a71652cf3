"""`qmas new`: a small rule file to begin with. It checks without a finding and has one case."""

import re
from pathlib import Path

import click

from qmasdsl.cli.files import SUFFIXES
from qmasdsl.cli.output import say

# Copied into somebody's project: every line is something they will change or want more of.
STARTER = '''\
# A points test to begin with. Change it line by line, and run after each change:
#   qmas check {file}
#   qmas test {file}

scheme {scheme} "A points test"
  in force from 2025-01-01

facts
  age            : whole number from 0 to 120, years          "Age on the day of application"
  education      : level none < bachelor < master < doctorate "Highest academic qualification"
  work           : months from 0 to 60 years                  "Work at graduate level"
  speaks_english : yes/no                                     "Speaks English"

# Whoever fails a requirement is not eligible, whatever the points.
require adult "Aged 18 or over" : age at least 18

test general "General points test" out of 80
  pass mark 50

  # Exactly one of these applies to each applicant.
  factor age "Age" out of 30
    only one applies
      age from 18 to 39 => +30
      age from 40 to 49 => +15
      otherwise         => +0

  # Of those that apply, the one with most points counts.
  factor education "Education" out of 30
    highest that applies
      education at least master   => +30 "Master's degree or doctorate"
      education at least bachelor => +20 "Bachelor's degree"

  factor work "Work experience" out of 10
    work at least 5 years => +10

  factor language "Language" out of 10
    speaks_english => +10

outcome invited "Invited to apply" when general.passes

case "Graduate of 34 with six years of work"
  given age 34, education bachelor, work 6 years, speaks_english yes
  expect general.total 70, general.age 30, general.passes, invited
'''


@click.command("new")
@click.argument("file", metavar="FILE")
def command(file: str) -> int:
    """Write a small, commented rule file that checks without a finding and has one case."""
    path = Path(file if file.endswith(SUFFIXES) else f"{file}.qmas")
    if path.exists():
        raise click.ClickException(f"`{path}` is there already; type another name")

    from qmasdsl.cli.writing import write_atomically

    text = STARTER.replace("{file}", str(path)).replace("{scheme}", _scheme_name(path))
    if path.name.endswith(".qmas.md"):
        text = f"# A points test\n\nThe published text may stand here, beside its rules.\n\n```qmas\n{text}```\n"
    write_atomically(path, text.encode("utf-8"))
    say(f"wrote {path}\ntype: qmas check {path}")
    return 0


def _scheme_name(path: Path) -> str:
    """A name for the scheme, made from that of its file.

    >>> _scheme_name(Path("My scheme-2.qmas"))
    'my_scheme_2'
    """
    from qmasdsl.syntax.words import RESERVED

    name = re.sub(r"[^a-z0-9]+", "_", path.name.lower().removesuffix(".md").removesuffix(".qmas")).strip("_")
    return name if name[:1].isalpha() and name not in RESERVED else f"scheme_{name}".rstrip("_")
