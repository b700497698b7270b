// Verifies a webhook (Standard Webhooks, v1). Node.js 18 or newer, nothing to install.

import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when `body`, the bytes as they came, was signed with `secret` (whsec_…) within `tolerance` seconds.
 * `headers` is an object with lower-case names, as req.headers is.
 */
export function verify(secret, headers, body, tolerance = 300) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  const signatures = headers['webhook-signature'] ?? '';
  if (id === '' || !/^[0-9]+$/.test(timestamp)) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerance) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signatures
    .split(' ')
    .filter((entry) => entry.startsWith('v1,'))
    .map((entry) => Buffer.from(entry.slice(3), 'base64'))
    .some((candidate) => candidate.length === expected.length && timingSafeEqual(candidate, expected));
}

// node verify.mjs SECRET ID TIMESTAMP SIGNATURE < body
if (import.meta.url === `file://${process.argv[1]}`) {
  const [secret, id, timestamp, signature] = process.argv.slice(2);
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
  process.exit(verify(secret, headers, Buffer.concat(chunks)) ? 0 : 1);
}
