// Values: what JSON holds of a fact, as the whole number or truth that rules reckon with, and back in words.
//
// `_read…` give undefined for whatever does not fit; `_why` then says what is wrong. Every number is exact: k is taken
// for k / 10 ** places only where that division, correctly rounded, gives the very number that was read.

import { _isGroup, _KIND, _meant, _NAME, _OUTSIDE, _REPEATED, _STEP, _UNIT } from "./problems.mjs";

// pasted from here


const _MONTHS = /^(?:([0-9]{1,5}) years?(?: ([0-9]{1,5}) months?)?|([0-9]{1,5}) months?)$/;
const _MOMENT = new RegExp(
  "^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,6}))?)?" +
    "(?:Z|([+-])([0-9]{2}):([0-9]{2}))$",
);
const _EPOCH = 719_163; // 1970-01-01, counted in days from 1 January of the year 1

const _PLAIN = {};

/**
 * Whether something is an object of the plainest kind. What it inherits is what `_PLAIN` inherits, or nothing: so what is
 * in it and not in `_PLAIN` is its own.
 */
function _isPlain(given) {
  if (typeof given !== "object" || given === null) return false;
  const above = Object.getPrototypeOf(given);
  return above === Object.prototype || above === null;
}

/** What a group has under a name of its own; undefined where it has none. */
function _own(group, name) {
  return Object.hasOwn(group, name) ? group[name] : undefined;
}

function _fits(value, least, greatest, step) {
  return value >= least && value <= greatest && (value - least) % step === 0;
}

function _readWhole(given, least, greatest, step) {
  // Adding 0 makes -0 a 0.
  return Number.isInteger(given) && _fits(given, least, greatest, step) ? given + 0 : undefined;
}

function _readNumber(given, scale, least, greatest, step) {
  if (typeof given !== "number") return undefined;
  const scaled = Math.round(given * scale);
  return scaled / scale === given && _fits(scaled, least, greatest, step) ? scaled + 0 : undefined;
}

function _readMonths(given, least, greatest, step) {
  const months = typeof given === "string" ? _monthsOf(given) : given;
  return _readWhole(months, least, greatest, step);
}

function _monthsOf(text) {
  const said = _MONTHS.exec(text);
  if (said === null) return undefined;
  const [, years, rest, alone] = said.map((digits) => Number(digits ?? 0));
  return years * 12 + rest + alone;
}

function _readDay(given, least, greatest) {
  const day = typeof given === "string" ? _dayOf(given) : undefined;
  return day >= least && day <= greatest ? day : undefined;
}

function _dayOf(text) {
  if (text.length !== 10 || text[4] !== "-" || text[7] !== "-") return undefined;
  return _ordinal(_digitsOf(text, 0, 4), _digitsOf(text, 5, 7), _digitsOf(text, 8, 10));
}

/** The number that these letters are the digits of; NaN where one is no digit. */
function _digitsOf(text, from, to) {
  let number = 0;
  for (let i = from; i < to; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN;
  }
  return number;
}

function _readMoment(given, least, greatest) {
  const moment = typeof given === "string" ? _momentOf(given) : undefined;
  return moment >= least && moment <= greatest ? moment : undefined;
}

/** Microseconds since 1970 in UTC. What is too far away to be exact is outside of every domain. */
function _momentOf(text) {
  const said = _MOMENT.exec(text);
  if (said === null) return undefined;
  const [year, month, day, hour, minute, second] = said.slice(1, 7).map((digits) => Number(digits ?? 0));
  const offset = Number(said[9] ?? 0) * 60 + Number(said[10] ?? 0);
  const days = _ordinal(year, month, day);
  if (days === undefined || hour > 23 || minute > 59 || second > 59 || offset >= 24 * 60) return undefined;
  const minutes = ((days - _EPOCH) * 24 + hour) * 60 + minute - (said[8] === "-" ? -offset : offset);
  return (minutes * 60 + second) * 1_000_000 + Number((said[7] ?? "").padEnd(6, "0"));
}

/** Days from 1 January of the year 1, which is 1; undefined where there is no such day. */
function _ordinal(year, month, day) {
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 ? (isLeap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)) {
    return undefined;
  }
  // Years are counted from March, so that 29 February is the last day of one.
  const from = month < 3 ? year - 1 : year;
  const at = month < 3 ? month + 12 : month;
  const leaps = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400);
  return 365 * from + leaps + Math.floor((153 * at - 457) / 5) - 306 + day;
}

/** Year, month and day of the month. */
function _parts(ordinal) {
  const cycles = Math.floor((ordinal + 305) / 146_097);
  const within = ordinal + 305 - cycles * 146_097;
  const leaps = Math.floor(within / 1_460) - Math.floor(within / 36_524) + Math.floor(within / 146_096);
  const year = Math.floor((within - leaps) / 365);
  const ofYear = within - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const at = Math.floor((5 * ofYear + 2) / 153);
  const month = at < 10 ? at + 3 : at - 9;
  return [year + cycles * 400 + (month < 3 ? 1 : 0), month, ofYear - Math.floor((153 * at + 2) / 5) + 1];
}

/** Whole years between two days; who was born on 29 February is a year older on 1 March. */
function _years(start, end) {
  const [fromYear, fromMonth, fromDay] = _parts(start);
  const [toYear, toMonth, toDay] = _parts(end);
  const short = toMonth < fromMonth || (toMonth === fromMonth && toDay < fromDay);
  return Math.max(0, toYear - fromYear - (short ? 1 : 0));
}

/** The places, by their names, for `_readName` and `_readSeveral`. */
function _places(values) {
  return new Map(values.map(([name], at) => [name, at]));
}

function _readName(given, places) {
  // A Map knows the very same text and no other; what is no text it does not know.
  return places.get(given);
}

/** For each value whether it is among those given. */
function _readSeveral(given, places) {
  if (!Array.isArray(given)) return undefined;
  const found = new Array(places.size).fill(false);
  for (let i = 0; i < given.length; i += 1) {
    const at = places.get(given[i]);
    if (at === undefined || found[at]) return undefined;
    found[at] = true;
  }
  return found;
}

function _read(type, given) {
  switch (type.kind) {
    case "yes/no":
      return typeof given === "boolean" ? given : undefined;
    case "whole":
      return _readWhole(given, type.least, type.greatest, type.step);
    case "number":
      return _readNumber(given, type.scale, type.least, type.greatest, type.step);
    case "months":
      return _readMonths(given, type.least, type.greatest, type.step);
    case "date":
      return _readDay(given, type.least, type.greatest);
    case "moment":
      return _readMoment(given, type.least, type.greatest);
    case "choice":
      return _readName(given, type.places);
    default:
      return _readSeveral(given, type.places);
  }
}

/** What is wrong with a value that does not fit: the sentence, what to show, words for the domain, what was meant. */
function _why(type, given) {
  const kind = { sentence: _KIND, shown: given, form: "", near: "" };
  const outside = { ...kind, sentence: _OUTSIDE };
  switch (type.kind) {
    case "yes/no":
      return { ...kind, form: ", as true or false" };
    case "whole":
      if (!Number.isInteger(given)) return kind;
      return given < type.least || given > type.greatest ? outside : { ...kind, sentence: _STEP };
    case "number":
      if (!Number.isFinite(given)) return kind;
      // What is next to nothing is between two steps, wherever the domain begins.
      if (given !== 0 && Math.abs(given) < 1e-40) return { ...kind, sentence: _STEP };
      // The ends, rounded to what JavaScript holds, are still on the right side of every number that it holds.
      if (given < type.least / type.scale || given > type.greatest / type.scale) return outside;
      return { ...kind, sentence: _STEP };
    case "months":
      if (typeof given === "string" ? _MONTHS.test(given) : Number.isInteger(given)) return outside;
      return /^-?(?:0|[1-9][0-9]{0,14})$/.test(typeof given === "string" ? given : "") ? { ...kind, sentence: _UNIT } : kind;
    case "date":
      return typeof given === "string" && _dayOf(given) !== undefined ? outside : kind;
    case "moment":
      if (typeof given === "string" && _momentOf(given) !== undefined) return outside;
      // What is written like a moment lacks no offset, but is on a day or at an hour that there is not.
      if (typeof given === "string" && _MOMENT.test(given)) return kind;
      return { ...kind, form: " with its offset, for example 2025-03-25T10:00+08:00" };
    case "choice":
      if (typeof given !== "string") return kind;
      return { ...kind, sentence: _NAME, near: _meant(type.values, given) };
    default:
      return _whySeveral(type, given, kind);
  }
}

function _whySeveral(type, given, kind) {
  if (!Array.isArray(given)) return kind;
  for (let i = 0; i < given.length; i += 1) if (typeof given[i] !== "string") return kind;
  const found = new Set();
  for (const name of given) {
    if (!type.places.has(name)) return { ...kind, sentence: _NAME, shown: name, near: _meant(type.values, name) };
    if (found.has(name)) return { ...kind, sentence: _REPEATED, shown: name };
    found.add(name);
  }
  return kind;
}

/** The value that stands at `at` in the cells, as a rule file writes it. */
function _said(type, cells, at) {
  const value = cells[at];
  switch (type.kind) {
    case "yes/no":
      return value ? "yes" : "no";
    case "whole":
      return _numberSaid(value, 0);
    case "number":
      return _numberSaid(value, type.decimals);
    case "months":
      return _monthsSaid(value);
    case "date":
      return _daySaid(value);
    case "moment":
      return _momentSaid(value);
    case "choice":
      return type.values[value][0];
    case "several":
      return `{${type.values.filter((_, i) => cells[at + i]).map(([name]) => name).join(", ")}}`;
    default:
      return value === 0 ? "none" : `${value} given`;
  }
}

function _numberSaid(value, decimals) {
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=([0-9]{3})+$)/g, "_") : whole;
  return `${value < 0 ? "-" : ""}${grouped}${part ? `.${part}` : ""}`;
}

function _monthsSaid(months) {
  if (months < 0) return `-(${_monthsSaid(-months)})`;
  const parts = [[Math.floor(months / 12), "year"], [months % 12, "month"]].filter(([many]) => many > 0);
  return parts.map(([many, word]) => `${many} ${word}${many === 1 ? "" : "s"}`).join(" ") || "0 months";
}

function _digits(value, length) {
  return String(value).padStart(length, "0");
}

function _daySaid(ordinal) {
  const [year, month, day] = _parts(ordinal);
  return `${_digits(year, 4)}-${_digits(month, 2)}-${_digits(day, 2)}`;
}

function _momentSaid(micros) {
  const seconds = Math.floor(micros / 1_000_000);
  const [part, second, minutes] = [micros - seconds * 1_000_000, seconds - Math.floor(seconds / 60) * 60, Math.floor(seconds / 60)];
  const days = Math.floor(minutes / 1_440);
  const ofDay = minutes - days * 1_440;
  const exact = second === 0 && part === 0 ? "" : `:${_digits(second, 2)}${part === 0 ? "" : `.${_digits(part, 6)}`}`;
  return `${_daySaid(days + _EPOCH)}T${_digits(Math.floor(ofDay / 60), 2)}:${_digits(ofDay % 60, 2)}${exact}+00:00`;
}
