// From an operation of the document to requests: the right one, and each of its parts made wrong in every way.

import { known } from "./fixture.mjs";
import { bodies, jsonValues, pieces } from "./values.mjs";

const latin1 = (text) => Buffer.from(text, "latin1");

/** {parts, query, body}: encoded pieces of the target by name; JSON texts of the members. */
export function example(operation) {
  const encoded = (given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, encodeURIComponent(value)]));
  const query = Object.fromEntries(operation.query.map(({ name }) => [name, known.query[operation.id]?.[name] ?? known.shared[name]]));
  const members = Object.entries(known.body[operation.id] ?? {});
  return {
    parts: encoded(known.parts[operation.id] ?? {}),
    query: encoded(query),
    body: Object.fromEntries(members.map(([name, value]) => [name, JSON.stringify(value)])),
  };
}

export function pathOf(operation, parts) {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => parts[name]);
}

export function request(operation, { parts, query, body }) {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  const members = Object.entries(body).map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  return {
    method: operation.method,
    target: pathOf(operation, parts) + (pairs.length > 0 ? `?${pairs.join("&")}` : ""),
    body: members.length > 0 ? latin1(`{${members}}`) : Buffer.alloc(0),
  };
}

/** A text that names a file stays in the folder of copies. */
export function placed(operation, member, json) {
  return operation.id === "backup" && member === "file" ? json.replace(/^"/, `"${known.copies}/`) : json;
}

function* wrongParts(operation, right) {
  for (const { name } of operation.parts) {
    for (const [what, value] of Object.entries(pieces)) {
      yield [`${name}: ${what}`, request(operation, { ...right, parts: { ...right.parts, [name]: value } })];
    }
  }
}

function* wrongQuery(operation, right) {
  for (const { name } of operation.query) {
    const withValue = (value) => request(operation, { ...right, query: { [name]: value } });
    for (const [what, value] of Object.entries(pieces)) yield [`${name}: ${what}`, withValue(value)];
    const once = withValue(right.query[name]);
    yield [`only ${name}`, once];
    yield [`${name} twice`, { ...once, target: `${once.target}&${name}=${right.query[name]}` }];
  }
  const { target, ...rest } = request(operation, { ...right, query: {} });
  for (const query of ["?", "?&&&", "?=", "?=x", "?x", "?x=1", "?%00=1", "?%FF=1", "?%=1", "??", "?limit", `?${"a&".repeat(5000)}`]) {
    yield [`query ${query.slice(0, 20)}`, { ...rest, target: target + query }];
  }
}

function* wrongMembers(operation, right) {
  for (const [name, schema] of Object.entries(operation.body?.properties ?? {})) {
    const withValue = (json) => request(operation, { ...right, body: { ...right.body, [name]: placed(operation, name, json) } });
    const { [name]: _, ...others } = right.body;
    yield [`without ${name}`, request(operation, { ...right, body: others })];
    yield [`only ${name}`, request(operation, { ...right, body: { [name]: right.body[name] ?? "null" } })];
    for (const [what, json] of Object.entries(jsonValues)) {
      yield [`${name}: ${what}`, withValue(json)];
      if (schema.type === "array") yield [`${name}: a list of ${what}`, withValue(`[${json}]`)];
    }
    if (schema.maxItems) yield [`${name}: one too many`, withValue(`[${Array(schema.maxItems + 1).fill(1)}]`)];
    const once = withValue(right.body[name] ?? "null");
    yield [`${name} twice`, { ...once, body: latin1(once.body.toString("latin1").replace("{", `{"${name}":[],`)) }];
  }
}

function* wrongBodies(operation, right) {
  const whole = request(operation, right);
  for (const [what, body] of Object.entries(bodies)) yield [`body: ${what}`, { ...whole, body: latin1(body) }];
}

function* wrongMethods(operation, right) {
  const whole = request(operation, right);
  for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "M".repeat(1000)]) {
    if (method !== operation.method) yield [`method ${method.slice(0, 10)}`, { ...whole, method }];
  }
}

function* wrongHeaders(operation, right) {
  const whole = request(operation, right);
  for (const type of ["text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "\xff", ""]) {
    yield [`content type ${type}`, { ...whole, headers: { "content-type": type } }];
  }
  for (const [name, value] of [["accept", "image/png"], ["accept-encoding", "gzip"], ["expect", "200-maybe"], ["range", "bytes=0-1"], ["if-match", '"x"'], ["upgrade", "h2c"], ["content-encoding", "gzip"], ["x-http-method-override", "DELETE"], ["cookie", "x".repeat(10_000)], ["x", "x".repeat(20_000)]]) {
    yield [`${name}: ${value.slice(0, 20)}`, { ...whole, headers: { [name]: value } }];
  }
}

/** [what it is, the request], all of them. */
export function* variants(operation) {
  const right = example(operation);
  for (const part of [wrongParts, wrongQuery, wrongMembers, wrongBodies, wrongMethods, wrongHeaders]) yield* part(operation, right);
}
