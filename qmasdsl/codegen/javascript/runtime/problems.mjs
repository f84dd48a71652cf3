// Problems: what a generated module says of facts that do not fit, in the interpreter's words.
//
// `module.py` pastes what stands below the line `// pasted from here` of these files into every generated module.
// Above it stands what the file needs of others, so that each is an ordinary module that can be read and checked here.

// pasted from here


/** One thing wrong with the facts given. `fact` is "" where it is about several. */
export class Problem {
  constructor(fact, sentence, given = "", domain = "", label = "", near = "") {
    this.fact = fact;
    this.sentence = sentence;
    this.given = given;
    this.domain = domain;
    this.label = label;
    this.near = near;
  }

  /** The sentence for people, without a full stop. */
  words() {
    const fact = this.label ? `\`${this.fact}\` (${this.label})` : `\`${this.fact}\``;
    const said = { fact, domain: this.domain, given: this.given };
    const sentence = this.sentence.replace(/\{(fact|domain|given)\}/g, (_, word) => said[word]);
    return this.near ? `${sentence}; did you mean \`${this.near}\`?` : sentence;
  }
}

/** The facts that were given do not fit the rules; `problems` is all that is wrong with them. */
export class FactsDoNotFit extends Error {
  constructor(problems) {
    super(problems.map((problem) => problem.words()).join("\n"));
    this.name = "FactsDoNotFit";
    this.problems = problems;
  }
}

const _NOT_A_FACT = "{fact} is not a fact of these rules";
const _KIND = "{fact} is {domain}; {given} was given";
const _OUTSIDE = "{fact} is {domain}; {given} is outside";
const _STEP = "{fact} is {domain}; {given} is between two steps";
const _UNIT = "{fact} is {domain}; {given} does not say whether years or months";
const _NAME = "{fact} is {domain}; {given} is none of them";
const _REPEATED = "{fact} has {given} twice";
const _TWICE = "{fact} was given twice, also as {given}";
const _MANY = "{fact} is {domain}; {given} was given";
const _LACKS = "{fact} is missing";
const _SHUT = "{fact} exists only when {domain}, which does not hold; {given} was given";
const _NEEDS = "{fact} was given, but not {given}, the day to which the years are counted";
const _AFTER = "{fact} is {given}, which is after the day to which the years are counted";
const _ALWAYS = "these facts cannot be true together: {given}";

/** Whether something is a group of facts by name: an object that is no array, date, map or the like. */
function _isGroup(given) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return false;
  const above = Object.getPrototypeOf(given);
  return above === Object.prototype || above === null || _tag(given) === "Object";
}

function _tag(given) {
  return Object.prototype.toString.call(given).slice(8, -1);
}

/** What was given, short and safe to print. */
function _shown(given) {
  if (given === undefined || given === null) return "nothing";
  if (typeof given === "boolean") return `\`${given}\``;
  if (typeof given === "number") return _numberShown(given);
  if (typeof given === "string") return `\`"${_visible(given)}"\``;
  if (Array.isArray(given)) return `a list of ${given.length}`;
  if (_isGroup(given)) return `a group of ${Object.getOwnPropertyNames(given).length}`;
  return `a JavaScript \`${typeof given === "object" ? _visible(_tag(given)) : typeof given}\``;
}

/** A number as a rule file and a file of facts write it: without the exponent that JavaScript puts to whole ones. */
function _numberShown(given) {
  if (!Number.isInteger(given)) return `\`${String(given).replace("e", "E")}\``;
  if (Math.abs(given) >= 1e40) return "a number of more than 40 digits";
  const [digits, exponent] = String(given).split("e+");
  if (exponent === undefined) return `\`${digits}\``;
  const [whole, part = ""] = digits.split(".");
  return `\`${whole}${part.padEnd(Number(exponent), "0")}\``;
}

/** At most 60 letters; what cannot be seen as its number. */
function _visible(text) {
  const letters = Array.from(text.slice(0, 122));
  const cut = letters.length > 60 ? [...letters.slice(0, 60), "…"] : letters;
  return cut.map((letter) => (/[\p{C}\p{Z}]/u.test(letter) && letter !== " " ? _numbered(letter) : letter)).join("");
}

function _numbered(letter) {
  return `<U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** The same without the quotes around it, for a name that was given. */
function _bare(name) {
  return _visible(name).replace(/^["`]+|["`]+$/g, "");
}

function _folded(text) {
  return text.toUpperCase().toLowerCase();
}

/** The known word that was most likely meant, or "". */
function _closest(word, known) {
  if (word.length > 256 || Array.from(word).length > 128) return "";
  const plain = new Map(known.map((name) => [_folded(name), name]));
  // Wide letters, as a Chinese keyboard types them, are meant as plain ones.
  const sought = _folded(word.normalize("NFKC")).trim().replaceAll(" ", "_").replaceAll("-", "_");
  if (plain.has(sought)) return plain.get(sought);
  const letters = Array.from(sought);
  let best = "";
  let most = 0.75;
  for (const near of plain.keys()) {
    const like = _alike(Array.from(near), letters);
    if (like > most || (like === most && (best === "" || near > best))) [best, most] = [near, like];
  }
  return best && plain.get(best);
}

/** From 0 to 1, as Python's difflib counts: twice the letters in common blocks, of all letters; 0 for what is far off. */
function _alike(a, b) {
  if (8 * Math.min(a.length, b.length) < 3 * (a.length + b.length)) return 0;
  let common = 0;
  const waiting = [[0, a.length, 0, b.length]];
  while (waiting.length > 0) {
    const [fromA, toA, fromB, toB] = waiting.pop();
    let [atA, atB, size] = [fromA, fromB, 0];
    let before = new Map();
    for (let i = fromA; i < toA; i += 1) {
      const now = new Map();
      for (let j = fromB; j < toB; j += 1) {
        if (a[i] !== b[j]) continue;
        const length = (before.get(j - 1) ?? 0) + 1;
        now.set(j, length);
        if (length > size) [atA, atB, size] = [i - length + 1, j - length + 1, length];
      }
      before = now;
    }
    if (size === 0) continue;
    common += size;
    waiting.push([fromA, atA, fromB, atB], [atA + size, toA, atB + size, toB]);
  }
  return a.length + b.length === 0 ? 1 : (2 * common) / (a.length + b.length);
}

function _meant(values, given) {
  const sought = _folded(given).trim();
  const labelled = values.find(([, label]) => label && _folded(label) === sought);
  return labelled ? labelled[0] : _closest(given, values.map(([name]) => name));
}
