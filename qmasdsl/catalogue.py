"""Every problem by its code: what `qmas explain QM201` reads, and what SARIF lists as rules.

The tuple is written by hand, in the order of the codes; a test compares it with the classes there are. Codes
are never used again for something else; QM119 was that amendments could not be applied.
"""

from collections.abc import Mapping
from pathlib import Path

from qmasdsl import accepted, files
from qmasdsl.analysis import problems as shape
from qmasdsl.analysis import problems_bounds as bounds
from qmasdsl.analysis import problems_claims as proofs
from qmasdsl.analysis import problems_outcomes as outcomes
from qmasdsl.analysis import problems_wording as wording
from qmasdsl.diagnostics.model import Problem
from qmasdsl.lowering import problems_claims as claims
from qmasdsl.lowering import problems_facts as facts
from qmasdsl.lowering import problems_names as names
from qmasdsl.lowering import problems_rules as rules
from qmasdsl.lowering import problems_types as types
from qmasdsl.syntax import problems as text
from qmasdsl.syntax import problems_amendments as amendments
from qmasdsl.syntax import problems_grammar as grammar
from qmasdsl.syntax import problems_many as many
from qmasdsl.syntax import problems_tables as tables
from qmasdsl.versions import problems as versions

PROBLEMS: tuple[type[Problem], ...] = (
    text.ThroughWord,
    text.WrongEncoding,
    text.ControlCharacter,
    text.InvisibleCharacter,
    text.TabInIndentation,
    text.LineTooLong,
    text.TooLarge,
    text.TooDeep,
    text.UnfinishedText,
    text.Misaligned,
    text.NameMixed,
    names.LooksTheSame,
    text.NothingHere,
    text.NumberMalformed,
    text.NumberTooLong,
    text.DateAmbiguous,
    text.UnexpectedCharacter,
    many.TooManyEntries,
    text.AcceptedMalformed,
    many.MoreFindings,
    grammar.UnexpectedWord,
    grammar.MisspeltWord,
    grammar.UnexpectedIndent,
    grammar.LineOutOfPlace,
    grammar.LinesMissing,
    grammar.MixedAndOr,
    grammar.NotBeforeComparison,
    grammar.ContinuationNotDeeper,
    grammar.PointsWithoutSign,
    grammar.SaidTwice,
    tables.CellUnread,
    tables.ExcelDate,
    tables.CellBlank,
    tables.RowLength,
    tables.HeadingMissing,
    tables.OtherwiseNotLast,
    grammar.OtherAsValue,
    grammar.ReservedWord,
    grammar.RuleOutsideGroup,
    grammar.SignedValue,
    grammar.PointsNotWhole,
    grammar.PartElsewhere,
    grammar.QuantifierNeedsTest,
    tables.OtherwiseCells,
    tables.WordingCells,
    grammar.ProductOfFacts,
    amendments.SubstituteOfOtherSort,
    amendments.AddedTogether,
    names.UnknownName,
    names.NotAValue,
    names.DeclaredTwice,
    names.LabelForName,
    names.FactorNamedBare,
    names.Circular,
    names.UnknownPath,
    files.CannotUse,
    names.NotInUsedFile,
    names.Unused,
    names.NeverRead,
    names.FieldHidesFact,
    names.SchemeMissing,
    names.TwoSchemes,
    types.NotADate,
    names.SaidTwice,
    names.NameTaken,
    amendments.AmendmentNotAlone,
    versions.NothingToAmend,
    versions.NotThere,
    versions.AlreadyRepealed,
    versions.AlreadyThere,
    versions.NotAsSaid,
    versions.InForceMissing,
    versions.SameDay,
    versions.OlderThanAll,
    versions.Overlap,
    versions.Gap,
    versions.AmendsErrors,
    types.NotACondition,
    types.NotANumber,
    types.KindsDoNotCompare,
    types.UnitMissing,
    types.UnitDoesNotFit,
    types.OutsideDomain,
    types.OffStep,
    types.ScalesDoNotCompare,
    types.NoOrder,
    types.MayNotExist,
    types.NotConstant,
    rules.PointsNotWhole,
    types.NotOverAKind,
    types.OutOfRecord,
    types.EmptyRange,
    rules.PassMarkCount,
    rules.SectionsAndFactors,
    rules.SectionWithin,
    rules.LimitsDoNotFit,
    types.TooLarge,
    claims.ClaimMalformed,
    claims.GivenDoesNotFit,
    claims.GivenWhereAbsent,
    claims.ExpectationMalformed,
    claims.SelectionMalformed,
    facts.SinceNeedsVersion,
    types.EntryConditionSkipped,
    types.ListExpected,
    types.SetMisused,
    rules.DefineWithoutValue,
    rules.OtherwiseMisplaced,
    accepted.AcceptsNothing,
    facts.DomainMalformed,
    facts.TypeMisplaced,
    rules.TooManyRules,
    rules.WhichKind,
    rules.ValuesDiffer,
    rules.CellNotForSubject,
    shape.NeverApplies,
    shape.LeftOut,
    shape.TwoApply,
    shape.RowsOverlap,
    shape.Hidden,
    shape.NeverWins,
    shape.Implied,
    bounds.NobodyLeft,
    bounds.GateShut,
    bounds.CapIdle,
    bounds.PromiseBroken,
    bounds.PromiseNeverReached,
    bounds.PassMarkOutOfReach,
    bounds.GateOpen,
    outcomes.AlwaysPasses,
    wording.Unworded,
    wording.NoSuchLabel,
    wording.DigitsDiffer,
    bounds.NeverMet,
    bounds.AlwaysMet,
    outcomes.NeverComes,
    outcomes.AlwaysComes,
    outcomes.QuestionIdle,
    proofs.ClaimRefuted,
    proofs.ClaimIdle,
    proofs.ClaimUndecided,
)


CATALOGUE: Mapping[str, type[Problem]] = {problem.code: problem for problem in PROBLEMS}


def page(code: str) -> str:
    """The page of docs/errors that explains `code`, as Markdown. KeyError if there is no such code."""
    name = f"{CATALOGUE[code].code}.md"
    checkout = Path(__file__).parents[1] / "docs" / "errors" / name
    shipped = Path(__file__).parent / "_shipped" / "docs" / "errors" / name
    return (checkout if checkout.exists() else shipped).read_text(encoding="utf-8")
