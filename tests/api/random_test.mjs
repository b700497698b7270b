// A random search from the same parts. The seed is printed; the same one makes the same requests, but for ids and the
// folder, which are new each time.

import assert from "node:assert/strict";
import { test } from "node:test";

import { operations } from "./document.mjs";
import { ask, isAlive, known, ways } from "./fixture.mjs";
import { Random } from "./random.mjs";
import { bodies, jsonValues, pieces } from "./values.mjs";
import { example, placed, request } from "./variants.mjs";

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 32);
const count = Number(process.env.REQUESTS ?? 3000);

const short = (values) => Object.values(values).filter((value) => value.length < 20_000);
const jsonTexts = short(jsonValues);
const texts = short(pieces);
const wholeBodies = short(bodies);

/** Some of the members, some of them wrong, and perhaps one of another operation. */
function mixed(random, right, wrong, strangers) {
  const chosen = Object.entries(right).filter(() => random.below(4) > 0);
  if (random.below(8) === 0) chosen.push([random.one(strangers), "1"]);
  return Object.fromEntries(chosen.map(([name, value]) => [name, random.below(3) === 0 ? wrong(name) : value]));
}

/** A few bytes changed, taken out, put in or doubled. */
function damaged(random, bytes) {
  let text = bytes.toString("latin1");
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    const at = random.below(text.length + 1);
    const put = [String.fromCharCode(random.below(256)), "", text.slice(at, at + random.below(20)), random.one(['"', "{", "[", "\\", "%", "\0", "e9", "-"])];
    text = text.slice(0, at) + random.one(put) + text.slice(at + random.below(2));
  }
  return Buffer.from(text, "latin1");
}

const strangers = [...new Set(operations.flatMap(({ query, body }) => [...query.map(({ name }) => name), ...Object.keys(body?.properties ?? {})])), "x"];

function makeRequest(random) {
  const operation = random.one(operations);
  const right = example(operation);
  const made = request(operation, {
    parts: Object.fromEntries(Object.entries(right.parts).map(([name, value]) => [name, random.below(4) === 0 ? random.one(texts) : value])),
    query: mixed(random, right.query, () => random.one(texts), strangers),
    body: mixed(random, right.body, (name) => placed(operation, name, random.one(jsonTexts)), strangers),
  });
  const isCopy = made.body.includes(known.copies);  // a damaged path would be one elsewhere
  const changes = [
    () => {},
    () => {},
    () => made.method = random.one(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
    () => made.target = damaged(random, Buffer.from(made.target, "latin1")).toString("latin1").replaceAll(/[\0-\x20\x7f]/g, "%"),
    () => made.body = isCopy ? made.body : damaged(random, made.body),
    () => made.body = Buffer.from(random.one(wholeBodies), "latin1"),
  ];
  random.one(changes)();
  return made;
}

test(`${count} random requests of seed ${seed} are answered as described`, async (t) => {
  const random = new Random(seed);
  const seen = {};
  let asked = 0;
  while (asked < count) {
    const answer = await ask(random.one(ways), makeRequest(random));
    if (!answer) continue;
    asked += 1;
    seen[answer.status] = (seen[answer.status] ?? 0) + 1;
  }
  t.diagnostic(`SEED=${seed} ${Object.entries(seen).map(([status, times]) => `${status}: ${times}`).join(", ")}`);
  assert.ok(seen[200] > 0 && seen[400] > 0 && seen[404] > 0, "the search is lopsided");
  assert.ok(await isAlive());
});
