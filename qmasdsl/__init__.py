"""qmasdsl: points-based tests as rule files that policy staff write and services run.

    load(path)            a rule file, as a `Scheme`: .score(facts), .reasons(facts), .check(); or a folder: .on(day)
    compile_source(text)  the text of a standalone Python module with the same answers
    CannotRead, RulesHaveErrors, FactsDoNotFit, NotInForce    what these raise
    PartialResult, Between, ReasonCode            what `Scheme` returns where facts are missing, or points were lost

The command line is `qmas`; tests of rule files are in `qmasdsl.testing`. Everything else is for those who
work on the language itself: begin with `qmasdsl.pipeline`.
"""

__version__ = "0.1.0"

__all__ = [
    "Between", "CannotRead", "FactsDoNotFit", "NotInForce", "PartialResult", "ReasonCode", "RulesHaveErrors", "Scheme",
    "compile_source", "load",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # The names above are met only by those who use them: `qmas --help` and pytest start without the compiler.
    if name not in __all__:
        raise AttributeError(f"module 'qmasdsl' has no attribute {name!r}")
    from qmasdsl import scheme

    return getattr(scheme, name)
