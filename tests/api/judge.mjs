// Whether an answer is one that docs/openapi.yaml allows.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";

import { operationOf, operationsAt } from "./document.mjs";
import { findMistake, isForbidden } from "./schemas.mjs";

const error = { type: "object", required: ["error"], properties: { error: { type: "string" } } };
const sentence = { type: "string" };
const anyRefusal = { content: { "application/json": { schema: error }, "text/plain": { schema: sentence } } };

/** Status to response. What is no operation is answered as info.description says. */
function allowed(way, request, operation) {
  const strangers = way.trusted ? [] : ["401", "403"];
  if (!operation) {
    const own = operationsAt(request.target).length > 0 ? ["405"] : ["404", "405"];
    return Object.fromEntries([...own, ...strangers, "400", "413"].map((status) => [status, anyRefusal]));
  }
  if (!way.trusted && operation.method === "POST") return pick(operation.responses, ["400", "401", "413"]);
  if (request.headers.host !== undefined) return pick(operation.responses, ["200", "400", "403"]);
  const refused = ["401", "403", "503"];  // nobody asked for what is forbidden; the state file is well
  return pick(operation.responses, Object.keys(operation.responses).filter((status) => !refused.includes(status)));
}

function pick(responses, statuses) {
  return Object.fromEntries(statuses.filter((status) => responses[status]).map((status) => [status, responses[status]]));
}

function read(type, body) {
  return type === "application/json" ? JSON.parse(body) : body.toString();
}

function judgeBody(response, { headers, body }) {
  const type = headers["content-type"]?.split(";", 1)[0];
  const media = response.content[type];
  assert.ok(media, `content type ${type}, expected ${Object.keys(response.content)}`);
  assert.equal(Buffer.from(body.toString()).compare(body), 0, "the body is no UTF-8");
  assert.equal(findMistake(media.schema, read(type, body)), null);
}

function judgeHeaders(response, headers) {
  for (const [name, { required, schema }] of Object.entries(response.headers ?? {})) {
    if (required) assert.equal(findMistake(schema, headers[name]), null, `the header ${name}`);
  }
}

function short(request) {
  const text = (bytes) => JSON.stringify(bytes.toString("latin1").slice(0, 300));
  return `${request.method} ${text(Buffer.from(request.target, "latin1"))} ${JSON.stringify(request.headers).slice(0, 200)} ${text(request.body)}`;
}

export function judge(way, request, answer, secrets) {
  const operation = operationOf(request);
  try {
    const responses = allowed(way, request, operation);
    const response = responses[answer.status];
    assert.ok(response, `status ${answer.status}, expected one of ${Object.keys(responses)}`);
    judgeHeaders(response, answer.headers);
    if (request.method !== "HEAD") judgeBody(response, answer);
    if (answer.status === 405) assert.ok(answer.headers.allow, "405 without Allow");
    for (const secret of secrets) assert.ok(!answer.bytes.includes(secret), "a secret is in the answer");
    if (operation && answer.status < 300) judgeSuccess(operation, request, answer);
  } catch (failure) {
    failure.message = `${way.name}: ${short(request)}\nanswered ${answer.status} ${answer.body.toString().slice(0, 300)}\n${failure.message}`;
    throw failure;
  }
}

function judgeSuccess(operation, request, { body }) {
  assert.ok(!isForbidden(operation, request), "the document rules this request out, and it was done");
  if (operation.id === "backup") assert.ok(existsSync(JSON.parse(body).file), "there is no copy");
}

/** No backup goes anywhere but into the folder `copies`, however the request came about. */
export function isHarmless({ target, body }, copies) {
  if (!target.startsWith("/v1/backup")) return true;
  try {
    const { file } = JSON.parse(body.toString().replace(/^\uFEFF/, ""));
    return typeof file !== "string" || path.resolve("/", file).startsWith(`${copies}/`);
  } catch {
    return !body.includes('"file"') || body.includes(copies);
  }
}
