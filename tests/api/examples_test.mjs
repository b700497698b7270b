// What is asked rightly is done, by whoever may ask it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { operations } from "./document.mjs";
import { ask, ways } from "./fixture.mjs";
import { example, request } from "./variants.mjs";

for (const operation of operations) {
  test(`${operation.id} is answered as described`, async () => {
    for (const way of ways) {
      const { status } = await ask(way, request(operation, example(operation)));
      assert.equal(status, way.trusted || operation.method === "GET" ? 200 : 401, way.name);
    }
  });
}

test("a token that is nearly right is none", async () => {
  const [socket, listener, stranger] = ways;
  assert.ok(socket && listener);
  const right = listener.headers.authorization;
  const wrong = [right.slice(0, -1), `${right}x`, right.replace("Bearer ", "Basic "), right.replace("Bearer ", ""), "Bearer ", "Bearer", `${right}, ${right}`, "\xff"];
  for (const authorization of wrong) {
    const { status } = await ask(stranger, { method: "POST", target: "/v1/subscribers/wms/resume", headers: { authorization } });
    assert.equal(status, 401, authorization);
  }
});

test("a Host of elsewhere is refused", async () => {
  for (const host of ["example.com", "localhost.example.com", "127.0.0.1.example.com", "192.0.2.1", "\xff", ""]) {
    const { status } = await ask(ways[2], { target: "/v1/status", headers: { host } });
    assert.equal(status, 403, host);
  }
});
