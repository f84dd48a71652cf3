"""Everything else: what `everything else no, none or 0` gives, as the interpreter knows it."""

from qmasdsl.interpreter.resting import complete, resting

__all__ = ["complete", "resting"]
