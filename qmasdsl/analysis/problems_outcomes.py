"""What is found of outcomes, pass marks and open questions: those that can only come out one way."""

from typing import ClassVar

from qmasdsl.diagnostics.model import Diagnostic, Problem, Severity
from qmasdsl.frozen import frozen


@frozen
class AlwaysPasses(Problem):
    """A pass mark that everybody reaches to whom the test applies: the test turns nobody away."""

    code: ClassVar[str] = "QM417"
    severity: ClassVar[Severity] = Severity.WARNING

    test: str
    mark: int
    least: int

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"everybody reaches the pass mark of {self.mark}",
            self.span,
            notes=(f"`{self.test}` gives {self.least} points at least",),
            types=("correct the pass mark, or the points", "no pass mark     if the test only ranks"),
        )


@frozen
class NeverComes(Problem):
    """An outcome that no applicant has."""

    code: ClassVar[str] = "QM432"

    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the outcome `{self.name}` never comes: no applicant meets the requirements and its condition",
            self.span,
            types=("correct the condition, or the requirement that shuts everybody out",),
        )


@frozen
class AlwaysComes(Problem):
    """An outcome that every applicant has."""

    code: ClassVar[str] = "QM433"
    severity: ClassVar[Severity] = Severity.WARNING

    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"the outcome `{self.name}` always comes: no applicant is without it",
            self.span,
            types=("correct the condition: an outcome should be able to come out either way",),
        )


@frozen
class QuestionIdle(Problem):
    """An open question on which nothing turns: read either way, every applicant comes out the same."""

    code: ClassVar[str] = "QM434"
    severity: ClassVar[Severity] = Severity.WARNING

    name: str

    def describe(self) -> Diagnostic:
        return Diagnostic(
            self.code,
            self.severity,
            f"nothing turns on the question `{self.name}`: read either way, every applicant comes out the same",
            self.span,
            types=("delete the question, or use it in the rule that it is about",),
        )
