"""Growth: which facts time makes more of, and in what they are counted."""

from qmasdsl.ir import nodes as ir
from qmasdsl.ir.types import Form, Numeric


def grows(fact: ir.Fact) -> bool:
    """Whether a fact only ever rises: it says so, its years are counted from a day, or it is an age."""
    kind = fact.type
    return fact.grows or (isinstance(kind, Numeric) and (kind.since is not None or _is_age(fact.name, kind)))


def _is_age(name: str, kind: Numeric) -> bool:
    """`age`, `partner_age`: nobody should have to be told that these are years of a life."""
    return kind.unit == "years" and (name == "age" or name.endswith("_age"))


def counted_in(kind: Numeric) -> str:
    """The unit of time of a number: months, years or days; "" if it counts something else."""
    if kind.form is Form.MONTHS:
        return "months"
    return kind.unit if kind.unit in ("years", "months", "days") else ""
