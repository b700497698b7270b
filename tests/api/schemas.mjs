// What the document's schemas say of an answer and of the arguments of a request.

import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv({ allErrors: false, allowUnionTypes: true });
addFormats(ajv);

/** With nothing in an object that the schema does not describe. */
function closed(schema, { branch = false } = {}) {
  if (Array.isArray(schema)) return schema.map((one) => closed(one));
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if (schema.properties) copy.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, closed(one)]));
  if (schema.allOf) copy.allOf = schema.allOf.map((one) => closed(one, { branch: true }));
  if ((schema.allOf || schema.properties) && !branch) Object.assign(copy, { type: schema.type ?? "object", unevaluatedProperties: false });
  return copy;
}

const compiled = new Map();

function validator(key, makeSchema) {
  if (!compiled.has(key)) compiled.set(key, ajv.compile(makeSchema()));
  return compiled.get(key);
}

/** Why `document` is not what `schema` describes; null when it is. */
export function findMistake(schema, document) {
  const validate = validator(schema, () => closed(schema));
  return validate(document) ? null : ajv.errorsText(validate.errors);
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function ofQuery(target) {
  const query = target.slice(target.indexOf("?") + 1);
  return target.includes("?") ? Object.fromEntries(new URLSearchParams(query.replaceAll("+", "%2B"))) : {};
}

function ofBody(body) {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString().replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** As info.description has it: null and the empty text count as not given, a whole number may be a text. */
function normalised(given, properties) {
  const entries = Object.entries(given).filter(([, value]) => value !== null && value !== "");
  const number = (value) => (typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value);
  return Object.fromEntries(entries.map(([name, value]) => {
    const schema = properties[name];
    if (schema?.type === "integer") return [name, number(value)];
    if (schema?.items?.type === "integer" && Array.isArray(value)) return [name, value.map(number)];
    return [name, value];
  }));
}

/** True when the document rules out the arguments of this request. */
export function isForbidden(operation, { target, body }) {
  const given = operation.method === "GET" ? ofQuery(target) : ofBody(body);
  if (!isObject(given)) return true;
  const named = Object.fromEntries(operation.query.map(({ name, schema }) => [name, schema]));
  const schema = operation.body ?? { type: "object", properties: named };
  const validate = validator(operation, () => closed(schema));
  return !validate(normalised(given, schema.properties));
}
