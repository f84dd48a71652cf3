// The 2018 rules as a programmer would write them by hand in JavaScript: what the generated module is measured against.
//
// The same rules as by_hand.py, in the same order. Nothing is checked, nothing is explained. It is meant to be ordinary,
// good code, without any trick.

const TALENTS = new Set([
  "waste_treatment",
  "asset_management",
  "marine_insurance",
  "actuary",
  "data_and_cyber_security",
  "innovation_and_technology",
  "naval_architect",
  "marine_engineer",
  "creative_industries",
  "dispute_resolution",
]);

/** Whether the prerequisites are met, the points, whether the test is passed, and the six factors. */
export function breakdown(a) {
  const { age, education, speaks_chinese: chinese, speaks_english: english } = a;
  const eligible =
    age >= 18 &&
    a.self_supporting &&
    a.good_character &&
    (chinese || english) &&
    (education !== "none" || a.accepted_without_degree);
  if (a.elected === "achievement") {
    const passes = a.exceptional_award || a.lifetime_contribution;
    return { eligible, total: passes ? 225 : 0, passes, factors: {} };
  }

  let agePoints = 0;
  if (age >= 18 && age <= 39) agePoints = 30;
  else if (age >= 40 && age <= 44) agePoints = 20;
  else if (age >= 45 && age <= 50) agePoints = 15;

  let qualifications = 0;
  if (education === "doctorate" || a.masters_degrees >= 2) qualifications = 40;
  else if (education === "master" || a.bachelors_degrees >= 2) qualifications = 20;
  else if (education === "bachelor" || a.professional_qualification) qualifications = 10;
  if (a.degree_is_renowned && education !== "none") qualifications += 30;

  let work = 0;
  if (a.graduate_work >= 120 && a.senior_work >= 60) work = 40;
  else if (a.graduate_work >= 60 && a.senior_work >= 24) work = 30;
  else if (a.graduate_work >= 60) work = 15;
  else if (a.graduate_work >= 24) work = 5;
  if (a.international_work >= 24) work += 15;

  let talent = 0;
  if (TALENTS.has(a.profession)) {
    if (a.meets_talent_list_specification) talent = 30;
  } else if (a.profession === "fintech") {
    if (education !== "none" && a.leading_company && a.applies_technology_in_finance) talent = 30;
  }

  let language = 0;
  if (chinese && english) language = 20;
  else if ((chinese || english) && a.speaks_another_language) language = 15;
  else if (chinese || english) language = 10;

  let family = 0;
  const degree = a.partner && a.partner_has_degree;
  if (a.relative_settled_in_hong_kong && !(degree && a.relative_is_the_partner)) family += 5;
  if (degree) family += 5;
  let children = 0;
  for (const child of a.children) if (child.child_age < 18 && !child.child_married) children += 1;
  family += Math.min(10, 5 * children);

  const total = agePoints + qualifications + work + talent + language + family;
  return {
    eligible,
    total,
    passes: total >= 80,
    factors: { age: agePoints, qualifications, work, talent, language, family },
  };
}
