// node javascript.mjs MODULE APPLICANTS: how long the generated `score` takes beside the function written by hand.
//
// Both are run in turn in many short rounds of one process, so short that other work of the machine falls between them.
// What is printed is JSON: every result, and for each function the median of its nanoseconds per applicant and the median
// over the rounds of the ratio to what is written by hand.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { breakdown } from "./by_hand.mjs";

const [path, applicants] = process.argv.slice(2);
const before = performance.now();
const { score } = await import(pathToFileURL(path));
const import_ms = performance.now() - before;
const people = JSON.parse(readFileSync(applicants, "utf-8"));
const [SLICE, WARM, ROUNDS] = [100, 2_000, 4_000];
const timed = {
  "hand: breakdown": breakdown,
  "generated: score": score,
  "generated: score, as JSON text": (person) => JSON.stringify(score(person)),
};

for (const person of people) {
  const [hand, made] = [breakdown(person), score(person)];
  const test = made.tests[person.elected];
  const same = hand.eligible === made.eligible && hand.total === test.total && hand.passes === test.passes;
  if (!same || JSON.stringify(hand.factors) !== JSON.stringify(test.factors)) throw new Error(JSON.stringify(person));
}

let kept = 0; // so that nothing is left out as without use

function nanoseconds(work, slice) {
  const start = process.hrtime.bigint();
  for (const person of slice) if (work(person)) kept += 1;
  return Number(process.hrtime.bigint() - start) / slice.length;
}

const taken = Object.fromEntries(Object.keys(timed).map((name) => [name, []]));
for (let round = 0; round < WARM + ROUNDS; round += 1) {
  const from = (round * SLICE) % people.length;
  const slice = people.slice(from, from + SLICE);
  for (const [name, work] of Object.entries(timed)) {
    const time = nanoseconds(work, slice);
    if (round >= WARM) taken[name].push(time);
  }
}

function median(numbers) {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

const told = Object.entries(taken).map(([name, times]) => {
  const ratios = times.map((time, round) => time / taken["hand: breakdown"][round]);
  return { name, nanoseconds: median(times), ratio: median(ratios) };
});
console.log(JSON.stringify({ node: process.version, import_ms, kept, told, results: people.map(score) }));
