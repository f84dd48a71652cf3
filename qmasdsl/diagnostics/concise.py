"""Concise: one line a message, the way compilers have always said it, for editors and `grep`.

    hk_qmas.qmas:41:20: error[QM201]: `masters` is not a level of `education`
"""

from qmasdsl.diagnostics.model import Diagnostic
from qmasdsl.diagnostics.visible import one_line


def render(diagnostic: Diagnostic) -> str:
    """The message on one line, with a newline at the end."""
    at = diagnostic.span.source.position(diagnostic.span.start)
    name, headline = one_line(diagnostic.span.source.name), one_line(diagnostic.headline)
    return f"{name}:{at.line}:{at.column}: {diagnostic.severity}[{diagnostic.code}]: {headline}\n"
