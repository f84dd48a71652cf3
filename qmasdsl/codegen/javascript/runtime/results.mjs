// Results: what `score` gives back is made of plain objects and arrays.

import { _checked } from "./facts.mjs";

const [_quick, _scored] = [() => null, () => null];

// pasted from here


/**
 * What the rules say of one applicant.
 *
 * Throws FactsDoNotFit, whose `problems` are all that is wrong, where the facts do not fit the rules; TypeError where
 * they are no object.
 */
export function score(facts) {
  const cells = _quick(facts);
  const result = cells === null ? null : _scored(cells);
  if (result !== null) return result;
  const found = _scored(_checked(facts));
  if (found === null) throw new Error("these facts are refused, and nothing is found wrong with them");
  return found;
}

/** Notes that a rule gives points, before the caps above it. */
function _give(awards, [key, factor, label, cite, line], points) {
  awards.push({ key, factor, points, label, cite, line });
}
