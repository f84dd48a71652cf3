// Facts: the whole reading of what is given, done when the quick one in `score` has found something odd.
//
// Everything wrong is said at once. What is right but unusual (`born` for an age, "ielts.reading" by its whole name)
// comes back as the same cells that the quick one makes.

import { _look, _worked } from "./certain.mjs";
import {
  _AFTER, _ALWAYS, _bare, _closest, _isGroup, _KIND, _LACKS, _MANY, _NEEDS, _NOT_A_FACT, _OUTSIDE, _SHUT, _shown, _TWICE,
  FactsDoNotFit, Problem,
} from "./problems.mjs";
import { _daySaid, _fits, _own, _read, _said, _why, _years } from "./values.mjs";

const [_FACTS, _GROUPS, _TRUE_ALWAYS, _WORKS, _BLANK, _VERSION_BY] = [[], new Map(), [], [], [], ""];

// pasted from here


const _ANY_DAY = { kind: "date", least: 693_596, greatest: 767_009 };
const _ANY_DAY_WORDS = "a date from 1900-01-01 to 2100-12-31";

/** The cells of what is given; throws `FactsDoNotFit` if anything is wrong. */
function _checked(given) {
  if (!_isGroup(given)) throw new TypeError(`facts are given as an object with their names, not as ${_shown(given)}`);
  const reading = new _Reading();
  for (const name of Object.getOwnPropertyNames(given)) reading.take(name, given[name]);
  reading.countYears();
  reading.check();
  if (reading.problems.length > 0) throw new FactsDoNotFit(reading.problems);
  return reading.cells;
}

/** Takes what is given, a name at a time, and collects cells and problems. */
class _Reading {
  constructor() {
    this.cells = _BLANK.slice();
    this.problems = [];
    this.facts = new Map(_FACTS.map((fact) => [fact.name, fact]));
    this.counted = _FACTS.filter((fact) => fact.since !== "");
    this.days = new Map();
    this.there = new Set();
    this.wrong = new Set();
    this.outside = new Set();
  }

  say(...parts) {
    this.problems.push(new Problem(...parts));
  }

  take(name, value) {
    const isThere = value !== undefined && value !== null;
    if (this.facts.has(name)) {
      if (isThere) this.takeFact(this.facts.get(name), value);
    } else if (_GROUPS.has(name)) {
      if (isThere) this.takeGroup(name, value);
    } else if (this.counted.some((fact) => fact.since === name)) {
      if (isThere) this.takeDay(name, value);
    } else {
      const known = [...this.facts.keys(), ..._GROUPS.keys(), ...this.counted.map((fact) => fact.since)];
      this.say(_bare(name), _NOT_A_FACT, "", "", "", _closest(name, known));
    }
  }

  takeGroup(name, value) {
    if (!_isGroup(value)) {
      this.say(name, _KIND, _shown(value), "a group with a value for each member");
      for (const member of _GROUPS.get(name)) this.wrong.add(member);
      return;
    }
    for (const member of Object.getOwnPropertyNames(value)) this.take(`${name}.${member}`, value[member]);
  }

  takeDay(name, value) {
    const day = this.keep(_ANY_DAY, value, name, _ANY_DAY_WORDS, "");
    if (day !== undefined) this.days.set(name, day);
  }

  takeFact(fact, value) {
    if (this.there.has(fact.name)) {
      this.say(fact.name, _TWICE, "a member of its group", "", fact.label);
    } else if (fact.type.kind === "records") {
      this.takeRecords(fact, value);
    } else {
      const found = this.keep(fact.type, value, fact.name, fact.domain, fact.label);
      if (found === undefined) this.wrong.add(fact.name);
      else this.put(fact, fact.at, found);
    }
  }

  put(fact, at, found) {
    this.there.add(fact.name);
    for (const [i, value] of [found].flat().entries()) this.cells[at + i] = value;
  }

  takeRecords(fact, rows) {
    const isList = Array.isArray(rows);
    if (!isList || rows.length > fact.type.limit) {
      this.wrong.add(fact.name);
      this.say(fact.name, isList ? _MANY : _KIND, _shown(rows), fact.domain, fact.label);
      return;
    }
    this.put(fact, fact.at, rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      this.takeRecord(fact, `${fact.name}.${i + 1}`, fact.at + 1 + i * fact.type.width, rows[i]);
    }
  }

  takeRecord(fact, place, at, row) {
    if (!_isGroup(row)) {
      this.say(place, _KIND, _shown(row), "a group with its fields");
      return;
    }
    const fields = fact.type.fields;
    for (const field of fields) {
      const value = _own(row, field.name) ?? undefined;
      const where = `${place}.${field.name}`;
      if (value === undefined) {
        this.say(where, _LACKS, "", "", field.label);
        continue;
      }
      const found = this.keep(field.type, value, where, field.domain, field.label);
      if (found !== undefined) this.put(fact, at + field.at, found);
    }
    const known = fields.map((field) => field.name);
    for (const name of Object.getOwnPropertyNames(row)) {
      if (!known.includes(name)) this.say(`${place}.${_bare(name)}`, _NOT_A_FACT, "", "", "", _closest(name, known));
    }
  }

  /** What a value is read as; where it does not fit, undefined, and why is said. */
  keep(type, value, name, domain, label) {
    const found = _read(type, value);
    if (found === undefined) {
      const { sentence, shown, form, near } = _why(type, value);
      this.say(name, sentence, _shown(shown), domain + form, label, near);
    }
    return found;
  }

  /** Years since a day that is given, up to the day by which the version is chosen. */
  countYears() {
    for (const fact of this.counted) {
      const start = this.days.get(fact.since) ?? this.dayOf(fact.since);
      const end = this.dayOf(_VERSION_BY);
      if (start === undefined) continue;
      this.wrong.add(fact.name);
      if (this.there.has(fact.name)) {
        this.say(fact.name, _TWICE, `\`${fact.since}\``, "", fact.label);
      } else if (end === undefined) {
        this.say(fact.since, _NEEDS, `\`${_VERSION_BY}\``);
      } else if (start > end) {
        this.say(fact.since, _AFTER, `\`${_daySaid(start)}\``);
      } else {
        const years = _years(start, end);
        if (!_fits(years, fact.type.least, fact.type.greatest, fact.type.step)) this.outside.add(fact.name);
        this.put(fact, fact.at, years);
      }
    }
  }

  dayOf(name) {
    return this.there.has(name) ? this.cells[this.facts.get(name).at] : undefined;
  }

  /** What exists, what is missing, and what is always true. */
  check() {
    const works = _worked(_WORKS, this.cells);
    const certain = (condition) => _look(condition, this.cells, works);
    for (const fact of _FACTS) {
      const exists = fact.exists === null ? true : certain(fact.exists);
      if (this.outside.has(fact.name)) {
        const given = `\`${this.cells[fact.at]}\``;
        this.say(fact.name, _OUTSIDE, given, fact.domain, fact.label);
      } else if (this.there.has(fact.name)) {
        const given = `\`${_said(fact.type, this.cells, fact.at)}\``;
        if (exists === false) this.say(fact.name, _SHUT, given, `\`${fact.when}\``, fact.label);
      } else if (exists === true && !this.wrong.has(fact.name)) {
        this.say(fact.name, _LACKS, "", fact.domain, fact.label);
      }
    }
    for (const { text, read, broken } of this.outside.size === 0 ? _TRUE_ALWAYS : []) {
      if (certain(broken) !== true) continue;
      const told = read.filter((name) => this.there.has(name)).map((name) => this.facts.get(name));
      const given = told.map((fact) => `${fact.name} ${_said(fact.type, this.cells, fact.at)}`).join(", ");
      this.say("", _ALWAYS, `\`${given}\`, but \`always ${text}\``);
    }
  }
}
