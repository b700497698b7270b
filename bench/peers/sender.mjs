// Signs a webhook as the Standard Webhooks specification says and POSTs it; the same for every peer.

import { createHmac, createSecretKey } from "node:crypto";

import { Pool } from "undici";

export class Sender {
  #path;
  #key;
  // undici needs less processor time than node:http with a keep-alive agent. The pool keeps its connections open and has
  // one request at a time on each; what is more than that waits.
  #pool;

  constructor(url, secret, connections) {
    const { origin, pathname } = new URL(url);
    this.#path = pathname;
    this.#key = createSecretKey(secret.replace("whsec_", ""), "base64");
    this.#pool = new Pool(origin, { connections, pipelining: 1 });
  }

  /** Throws when the receiver does not accept it, so that the queue tries again. */
  async send({ id, body }) {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", this.#key).update(`${id}.${timestamp}.${body}`).digest("base64");
    const answer = await this.#pool.request({
      path: this.#path,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
      body,
    });
    await answer.body.dump();
    if (answer.statusCode < 200 || answer.statusCode > 299) throw new Error(`the receiver answered ${answer.statusCode}`);
  }

  close() {
    return this.#pool.close();
  }
}
