// docs/openapi.yaml says what it says in the way that tools expect.

import assert from "node:assert/strict";
import { test } from "node:test";

import { complaints, operations } from "./document.mjs";

test("the linter has no complaint", async () => {
  assert.deepEqual(await complaints(), []);
});

test("every operation has a name of its own", () => {
  assert.ok(operations.length > 0);
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
});
