// One HTTP exchange over a socket of its own, byte for byte: node's client refuses to send most of what is sent here.

import { connect } from "node:net";

const patience = 20_000;  // ms; only turns a hang into a failure

/** Every answer of the daemon says its length, so its body needs no other framing. */
function parse(bytes, method) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [statusLine, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
  if (!status) throw new Error(`not an answer: ${statusLine}`);
  const headers = Object.fromEntries(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const length = method === "HEAD" || status === 304 ? 0 : Number(headers["content-length"]);
  if (!Number.isInteger(length)) throw new Error(`an answer of unknown length: ${statusLine}`);
  const body = bytes.subarray(end + 4);
  return body.length < length ? null : { status, headers, body };
}

/** The request line and the headers; values may hold any byte (as latin1). */
function head({ method, target, headers, body }) {
  const given = { host: "localhost", connection: "close", ...headers };
  if (!("content-length" in given) && (body.length > 0 || method === "POST")) given["content-length"] = String(body.length);
  const lines = Object.entries(given).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
}

/**
 * Sends a request to `to` (options of net.connect) and resolves with {status, headers, body, bytes}.
 * A request has method, target (latin1), headers (null: leave it out), body (a Buffer); or `bytes`, sent as they are.
 * `leave`: hang up as soon as it is sent.
 */
export function exchange(to, request) {
  const { bytes: raw, method = "GET", body = Buffer.alloc(0), leave = false } = request;
  const sent = raw ?? Buffer.concat([head({ headers: {}, ...request, method, body }), body]);
  return new Promise((resolve, reject) => {
    const socket = connect(to, () => socket.write(sent, () => leave && socket.destroy()));
    const pieces = [];
    let failure = null;
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${patience} ms`)), patience);
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", (error) => failure = error);
    socket.on("close", () => {
      clearTimeout(timer);
      const bytes = Buffer.concat(pieces);
      try {
        const answer = parse(bytes, method);
        if (answer) resolve({ ...answer, bytes });
        else reject(failure ?? new Error(`the answer was cut short: ${bytes.toString("latin1", 0, 200)}`));
      } catch (error) {
        reject(error);
      }
    });
  });
}
