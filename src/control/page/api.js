// Asks the daemon (docs/openapi.yaml). What it refuses comes back as an ApiError in its own words; a fetch that
// fails altogether is a NoAnswer.

import { token } from "./token.js";

const limitOfReads = 10_000;
const limitOfActions = 310_000;  // a ping waits for its answer, a replay until it is done

export class ApiError extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

export class NoAnswer extends Error {}

async function exchange(path, options, limit) {
  const headers = { ...options.headers };
  if (token.get()) headers.authorization = `Bearer ${token.get()}`;
  try {
    const answer = await fetch(path, { ...options, headers, signal: AbortSignal.timeout(limit), cache: "no-store" });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw new NoAnswer(error.name === "TimeoutError" ? `no answer within ${limit / 1000} s` : "no answer");
  }
}

/** The sentence of a refusal: the API answers JSON, the listener before it plain text. */
function words({ status, text }) {
  try {
    return JSON.parse(text).error ?? text;
  } catch {
    return text.trim() || `status ${status}`;
  }
}

async function ask(path, options, limit) {
  const answer = await exchange(path, options, limit);
  if (answer.status === 401) token.forget();  // not the one, or no longer; where reading takes none it goes on
  if (answer.status !== 200) throw new ApiError(answer.status, words(answer));
  return JSON.parse(answer.text);
}

/** `query`: empty values are left out. */
export function read(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  return ask(text ? `${path}?${text}` : path, {}, limitOfReads);
}

export function change(path, body = {}) {
  const headers = { "content-type": "application/json" };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) }, limitOfActions);
}

/** Why the daemon is not ready, one sentence each; empty when it is. */
export async function readiness() {
  const { status, text } = await exchange("/readyz", {}, limitOfReads);
  return status === 200 ? [] : text.trim().split("\n");
}
