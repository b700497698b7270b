// A subscriber that answers as it is told, for what webhook-receiver does not: failing for a while, with a body.

import { createServer } from "node:http";

export class Subscriber {
  status = 204;
  body = "";
  ids = [];  // of the webhooks that came
  #server = createServer((request, response) => {
    this.ids.push(request.headers["webhook-id"]);
    request.resume();
    request.on("end", () => response.writeHead(this.status).end(this.body));
  });

  async start() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${this.#server.address().port}/hooks`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
