"""Every problem of names and types, in the order of their codes, for the catalogue."""

from qmasdsl.diagnostics.model import Problem
from qmasdsl.lowering.problems_claims import (
    ClaimMalformed,
    ExpectationMalformed,
    GivenDoesNotFit,
    GivenWhereAbsent,
    SelectionMalformed,
)
from qmasdsl.lowering.problems_facts import (
    DomainMalformed,
    SinceNeedsVersion,
    TypeMisplaced,
)
from qmasdsl.lowering.problems_names import (
    Circular,
    DeclaredTwice,
    FactorNamedBare,
    FieldHidesFact,
    LabelForName,
    LooksTheSame,
    NameTaken,
    NeverRead,
    NotAValue,
    NotInUsedFile,
    SaidTwice,
    SchemeMissing,
    TwoSchemes,
    UnknownName,
    UnknownPath,
    Unused,
)
from qmasdsl.lowering.problems_rules import (
    CellNotForSubject,
    DefineWithoutValue,
    LimitsDoNotFit,
    OtherwiseMisplaced,
    PassMarkCount,
    PointsNotWhole,
    SectionsAndFactors,
    SectionWithin,
    TooManyRules,
    ValuesDiffer,
    WhichKind,
)
from qmasdsl.lowering.problems_types import (
    EmptyRange,
    EntryConditionSkipped,
    KindsDoNotCompare,
    ListExpected,
    MayNotExist,
    NoOrder,
    NotACondition,
    NotADate,
    NotANumber,
    NotConstant,
    NotOverAKind,
    OffStep,
    OutOfRecord,
    OutsideDomain,
    ScalesDoNotCompare,
    SetMisused,
    TooLarge,
    UnitDoesNotFit,
    UnitMissing,
)

PROBLEMS: tuple[type[Problem], ...] = (
    LooksTheSame,  # QM012
    UnknownName,  # QM201
    NotAValue,  # QM202
    DeclaredTwice,  # QM203
    LabelForName,  # QM204
    FactorNamedBare,  # QM205
    Circular,  # QM206
    UnknownPath,  # QM207
    NotInUsedFile,  # QM209
    Unused,  # QM210
    NeverRead,  # QM211
    FieldHidesFact,  # QM212
    SchemeMissing,  # QM213
    TwoSchemes,  # QM214
    NotADate,  # QM215
    SaidTwice,  # QM216
    NameTaken,  # QM217
    NotACondition,  # QM301
    NotANumber,  # QM302
    KindsDoNotCompare,  # QM303
    UnitMissing,  # QM304
    UnitDoesNotFit,  # QM305
    OutsideDomain,  # QM306
    OffStep,  # QM307
    ScalesDoNotCompare,  # QM308
    NoOrder,  # QM309
    MayNotExist,  # QM310
    NotConstant,  # QM311
    PointsNotWhole,  # QM312
    NotOverAKind,  # QM313
    OutOfRecord,  # QM314
    EmptyRange,  # QM315
    PassMarkCount,  # QM316
    SectionsAndFactors,  # QM317
    SectionWithin,  # QM318
    LimitsDoNotFit,  # QM319
    TooLarge,  # QM320
    ClaimMalformed,  # QM321
    GivenDoesNotFit,  # QM322
    GivenWhereAbsent,  # QM323
    ExpectationMalformed,  # QM324
    SelectionMalformed,  # QM325
    SinceNeedsVersion,  # QM326
    EntryConditionSkipped,  # QM327
    ListExpected,  # QM328
    SetMisused,  # QM329
    DefineWithoutValue,  # QM330
    OtherwiseMisplaced,  # QM331
    DomainMalformed,  # QM333
    TypeMisplaced,  # QM334
    TooManyRules,  # QM335
    WhichKind,  # QM336
    ValuesDiffer,  # QM337
    CellNotForSubject,  # QM338
)
