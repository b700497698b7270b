// What is no HTTP, or nearly none.

import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "./exchange.mjs";
import { isAlive, ways, world } from "./fixture.mjs";

const refused = {
  "a word": "hello\r\n\r\n",
  "a line of zero bytes": "\0".repeat(100) + "\r\n\r\n",
  "TLS": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\xa5".repeat(100),
  "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "HTTP/9.9": "GET /v1/status HTTP/9.9\r\nhost: localhost\r\n\r\n",
  "a target with a space": "GET /v1/status x HTTP/1.1\r\nhost: localhost\r\n\r\n",
  "a target with a zero byte": "GET /v1/\0status HTTP/1.1\r\nhost: localhost\r\n\r\n",
  "a header without a colon": "GET /v1/status HTTP/1.1\r\nhost\r\n\r\n",
  "a space before the colon": "GET /v1/status HTTP/1.1\r\nhost : localhost\r\n\r\n",
  "a header name with a zero byte": "GET /v1/status HTTP/1.1\r\nho\0st: localhost\r\n\r\n",
  "a header value with a zero byte": "GET /v1/status HTTP/1.1\r\nhost: local\0host\r\n\r\n",
  "line feed in place of the end of a line": "GET /v1/status HTTP/1.1\nhost: localhost\n\n",
  "a length that is no number": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: many\r\n\r\n",
  "a negative length": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
  "two lengths": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
  "a length and chunks": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  "a chunk that is no number": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
  "headers without end": `GET /v1/status HTTP/1.1\r\n${"a: b\r\n".repeat(10_000)}`,
  "a header of a million": `GET /v1/status HTTP/1.1\r\nx: ${"x".repeat(1_000_000)}`,
  "a target of a million": `GET /${"x".repeat(1_000_000)}`,
};

const tooLarge = {
  "a length of 2^63": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9223372036854775808\r\n\r\n{",
  "a length of 2^64 - 1": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: 18446744073709551615\r\n\r\n{",
  "a chunk of 2^62": "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n4000000000000000\r\n" + "x".repeat(2_000_000),
};

for (const [status, cases] of [[400, refused], [413, tooLarge]]) {
  for (const [what, text] of Object.entries(cases)) {
    test(`${what} is answered with ${status} and a sentence`, async () => {
      for (const way of ways) {
        const answer = await exchange(way.to(), { bytes: Buffer.from(text, "latin1") });
        assert.equal(answer.status, status, answer.body.toString());
        assert.match(answer.headers["content-type"], /^text\/plain/);
        assert.equal(answer.headers.connection, "close");
        for (const secret of world.secrets) assert.ok(!answer.bytes.includes(secret));
      }
      assert.ok(await isAlive());
    });
  }
}

test("who leaves in the middle costs nothing", async () => {
  for (const way of ways) {
    for (const text of ["", "G", "POST /v1/replay HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"]) {
      await assert.rejects(exchange(way.to(), { bytes: Buffer.from(text), leave: true }));
    }
  }
  assert.ok(await isAlive());
});

test("a body in chunks is a body", async () => {
  const headers = { "transfer-encoding": "chunked", "content-length": null };
  for (const way of ways.filter(({ trusted }) => trusted)) {
    const request = { method: "POST", target: "/v1/subscribers/wms/resume", headers: { ...way.headers, ...headers } };
    assert.equal((await exchange(way.to(), { ...request, body: Buffer.from("2\r\n{}\r\n0\r\n\r\n") })).status, 200);
  }
});
