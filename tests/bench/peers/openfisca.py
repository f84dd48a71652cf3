"""The scheme of 2018 for OpenFisca-Core, by hand: an application, the persons of it, and formulas over arrays.

OpenFisca reckons columns; here it is given one application at a time, as its web service is.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from qmasdsl.ir.nodes import Ruleset
from tests.bench.applicants import LEVELS, PROFESSIONS
from tests.bench.peers.engines import Applicant, Breakdown, Scorer, Total

PERIOD = "2018-09"
NUMBERS = ("age", "bachelors_degrees", "masters_degrees", "graduate_work", "senior_work", "international_work")
CODES = {
    "elected": {"general": 0, "achievement": 1},
    "education": {name: at for at, name in enumerate(LEVELS)},
    "profession": {name: at for at, name in enumerate((*PROFESSIONS, "other"))},
}
TRUTHS = (
    "self_supporting", "good_character", "accepted_without_degree", "professional_qualification",
    "degree_is_renowned", "leading_company", "applies_technology_in_finance", "meets_talent_list_specification",
    "speaks_chinese", "speaks_english", "speaks_another_language", "partner", "partner_has_degree",
    "relative_settled_in_hong_kong", "relative_is_the_partner", "exceptional_award", "lifetime_contribution",
)  # fmt: skip
FACTORS = ("points_age", "points_qualifications", "points_work", "points_talent", "points_language", "points_family")
BACHELOR, MASTER, DOCTORATE = 1, 2, 3
FINTECH, OTHER = CODES["profession"]["fintech"], CODES["profession"]["other"]
Formula = Callable[[Any, Any], Any]


def points_age(one: Any, when: Any) -> Any:
    age = one("age", when)
    return np.select([age < 18, age <= 39, age <= 44, age <= 50], [0, 30, 20, 15], 0)


def points_qualifications(one: Any, when: Any) -> Any:
    education = one("education", when)
    highest = [
        (education == DOCTORATE) | (one("masters_degrees", when) >= 2),
        (education == MASTER) | (one("bachelors_degrees", when) >= 2),
        (education == BACHELOR) | one("professional_qualification", when),
    ]
    return np.select(highest, [40, 20, 10], 0) + 30 * (one("degree_is_renowned", when) & (education >= BACHELOR))


def points_work(one: Any, when: Any) -> Any:
    graduate, senior = one("graduate_work", when), one("senior_work", when)
    bands = [(graduate >= 120) & (senior >= 60), (graduate >= 60) & (senior >= 24), graduate >= 60, graduate >= 24]
    return np.select(bands, [40, 30, 15, 5], 0) + 15 * (one("international_work", when) >= 24)


def points_talent(one: Any, when: Any) -> Any:
    profession, education = one("profession", when), one("education", when)
    fintech = (education >= BACHELOR) & one("leading_company", when) & one("applies_technology_in_finance", when)
    listed = (profession != FINTECH) & (profession != OTHER) & one("meets_talent_list_specification", when)
    return 30 * (listed | (profession == FINTECH) & fintech)


def points_language(one: Any, when: Any) -> Any:
    chinese, english = one("speaks_chinese", when), one("speaks_english", when)
    either = chinese | english
    return np.select([chinese & english, either & one("speaks_another_language", when), either], [20, 15, 10], 0)


def points_family(one: Any, when: Any) -> Any:
    degree = one("partner", when) & one("partner_has_degree", when)
    counted = degree & one("relative_is_the_partner", when)
    young = (one.members("child_age", when) < 18) & ~one.members("child_married", when)
    children = one.sum(young, role=one.entity.CHILD)
    relative = one("relative_settled_in_hong_kong", when) & ~counted
    return 5 * relative + 5 * degree + np.minimum(10, 5 * children)


def eligible(one: Any, when: Any) -> Any:
    language = one("speaks_chinese", when) | one("speaks_english", when)
    education = (one("education", when) >= BACHELOR) | one("accepted_without_degree", when)
    character = one("self_supporting", when) & one("good_character", when)
    return (one("age", when) >= 18) & character & language & education


def total(one: Any, when: Any) -> Any:
    general = sum(one(name, when) for name in FACTORS)
    award = one("exceptional_award", when) | one("lifetime_contribution", when)
    return np.where(one("elected", when) == 0, general, 225 * award)


def passes(one: Any, when: Any) -> Any:
    return one("total", when) >= np.where(one("elected", when) == 0, 80, 225)


def system() -> TaxBenefitSystem:
    person = build_entity(key="person", plural="persons", label="", is_person=True)
    roles = [{"key": "applicant", "max": 1}, {"key": "child", "plural": "children"}]
    application = build_entity(key="application", plural="applications", label="", roles=roles)
    made = TaxBenefitSystem([person, application])

    def add(name: str, kind: type, entity: Any, formula: Formula | None = None) -> None:
        about: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": DateUnit.MONTH}
        made.add_variable(type(name, (Variable,), about | ({} if formula is None else {"formula": formula})))

    for name in (*NUMBERS, *CODES):
        add(name, int, application)
    for name in TRUTHS:
        add(name, bool, application)
    add("child_age", int, person)
    add("child_married", bool, person)
    factors = (points_age, points_qualifications, points_work, points_talent, points_language, points_family)
    for formula in (*factors, total):
        add(formula.__name__, int, application, formula)
    for formula in (eligible, passes):
        add(formula.__name__, bool, application, formula)
    return made


def load(ruleset: Ruleset) -> Scorer:
    rules = system()

    def simulated(one: Applicant) -> Any:
        facts = {name: {PERIOD: value} for name, value in one.items() if name != "children"}
        for name, codes in CODES.items():
            facts[name] = {PERIOD: codes[one[name]]}
        persons = {
            f"child {at}": {name: {PERIOD: value} for name, value in child.items()}
            for at, child in enumerate(one["children"])
        }
        given = {
            "persons": {"applicant": {}, **persons},
            "applications": {"one": {"applicant": ["applicant"], "children": list(persons), **facts}},
        }
        return SimulationBuilder().build_from_entities(rules, given)

    def told(simulation: Any, name: str) -> Any:
        return simulation.calculate(name, PERIOD)[0].item()

    def total(one: Applicant) -> Total:
        simulation = simulated(one)
        return told(simulation, "eligible"), told(simulation, "total")

    def breakdown(one: Applicant) -> Breakdown:
        simulation = simulated(one)
        general = one["elected"] == "general"
        points = tuple(told(simulation, name) if general else 0 for name in FACTORS)
        return told(simulation, "eligible"), told(simulation, "total"), told(simulation, "passes"), points

    return Scorer(total, breakdown)
