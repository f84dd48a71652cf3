// Asks a function once for each of `batch`. An answer that JSON would change on its way is a failure (undefined, NaN,
// an infinity, -0, a function), and so is whatever the function throws.

function faithful(key, value) {
  if (["undefined", "function", "symbol"].includes(typeof value)) throw new TypeError(`${typeof value} at "${key}"`);
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    throw new TypeError(`${Object.is(value, -0) ? "-0" : value} at "${key}"`);
  }
  return value;
}

export function answers(asked, batch) {
  return batch.map((given) => {
    try {
      return `{"value":${JSON.stringify(asked(given), faithful)}}`;
    } catch (thrown) {
      return JSON.stringify({ failure: [String(thrown?.name), String(thrown?.message)] });
    }
  });
}
