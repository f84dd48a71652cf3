// node serving.mjs MODULE FUNCTION: a line with a JSON list in, a line with the list of answers out.

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { answers } from "./answering.mjs";

const [path, name] = process.argv.slice(2);
const asked = (await import(pathToFileURL(path)))[name];
if (typeof asked !== "function") throw new Error(`${path} exports no function ${name}`);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`[${answers(asked, JSON.parse(line)).join(",")}]\n`);
}
