// Certain: what can be said of a condition while some facts are missing or do not fit.
//
// A number that is not known is everything it could be, from the least to the greatest; a truth that is not known is
// undefined. What is said to be so is so, whatever the missing facts turn out to be. It is asked only where facts have
// been found not to fit, to find everything that is wrong with them at once.

// pasted from here


/** What each of `works` comes to, in order; each reads only those before it. */
function _worked(works, cells) {
  const found = [];
  for (const work of works) found.push(_look(work, cells, found));
  return found;
}

/** A truth, or the least and the greatest that a number can be. */
function _look(node, cells, works) {
  if (typeof node === "number") return [node, node];
  if (typeof node === "boolean") return node;
  const look = (inner) => _look(inner, cells, works);
  const [word, ...rest] = node;
  switch (word) {
    case "cell":
      return cells[rest[0]] === undefined ? [-Infinity, Infinity] : [cells[rest[0]], cells[rest[0]]];
    case "holds":
      return cells[rest[0]];
    case "work":
      return works[rest[0]];
    case "add":
      return rest.slice(1).reduce(([least, greatest], [size, inner]) => {
        const ends = look(inner).map((end) => size * end);
        return [least + Math.min(...ends), greatest + Math.max(...ends)];
      }, [rest[0], rest[0]]);
    case "least":
      return _ends(rest.map(look), Math.min, Math.min);
    case "greatest":
      return _ends(rest.map(look), Math.max, Math.max);
    case "quotient":
      return look(rest[0]).map((end) => Math.floor(end / rest[1]));
    case "choice":
      return _chosen(rest, look);
    case "among":
      return _isAmong(look(rest[0]), rest[1]);
    case "every":
      return _every(rest.map(look));
    case "any":
      return _not(_every(rest.map((inner) => _not(look(inner)))));
    case "not":
      return _not(look(rest[0]));
    default:
      return _compared(word, look(rest[0]), look(rest[1]));
  }
}

function _ends(ranges, least, greatest) {
  return [least(...ranges.map((range) => range[0])), greatest(...ranges.map((range) => range[1]))];
}

/** Everything that a choice can come to: the branches that may be the first to hold. */
function _chosen([otherwise, ...branches], look) {
  const possible = [];
  for (const [when, value] of branches) {
    const holds = look(when);
    if (holds !== false) possible.push(look(value));
    if (holds === true) return _ends(possible, Math.min, Math.max);
  }
  return _ends([...possible, look(otherwise)], Math.min, Math.max);
}

function _isAmong([least, greatest], values) {
  if (least === greatest) return values.includes(least);
  return values.some((value) => value >= least && value <= greatest) ? undefined : false;
}

function _every(truths) {
  return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
}

function _not(truth) {
  return truth === undefined ? undefined : !truth;
}

function _compared(word, left, right) {
  if (word === "===" || word === "!==") {
    const known = left[0] === left[1] && right[0] === right[1];
    const apart = left[0] > right[1] || left[1] < right[0];
    const same = apart ? false : known ? true : undefined;
    return word === "===" ? same : _not(same);
  }
  const [more, less] = word === ">=" || word === ">" ? [left, right] : [right, left];
  const strict = word === ">" || word === "<";
  if (strict ? more[0] > less[1] : more[0] >= less[1]) return true;
  return (strict ? more[1] <= less[0] : more[1] < less[0]) ? false : undefined;
}
