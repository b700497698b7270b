// What the program makes for a recipe.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

export function recipe(name) {
  return readFileSync(new URL(`../../docs/recipes/${name}`, import.meta.url), "utf8");
}

export function run(args, options = {}) {
  return execFileSync(process.env.PROGRAM, args, { encoding: "utf8", ...options });
}

/** The bodies that the subscribers of a page are sent of this event, by their names. */
export function bodiesFor(page, event) {
  const folder = mkdtempSync(path.join(tmpdir(), "webhookd-recipe-"));
  try {
    const subscribers = /^subscribers:\n[^]*?(?=```)/m.exec(recipe(page))[0];
    const configuration = path.join(folder, "openboxes-webhooks.yaml");
    const openboxes = "openboxes: {url: https://openboxes.example.org/openboxes, username: svc, password: hush}\n";
    writeFileSync(configuration, openboxes + subscribers.replace(/events: .*/g, 'events: ["*"]'), { mode: 0o600 });
    for (const [, name] of subscribers.matchAll(/{credential: ([\w-]+)}/g)) writeFileSync(path.join(folder, name), secret);
    const explained = run(["check", "--json", "--explain", "-", "-c", configuration], {
      input: event,
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, CREDENTIALS_DIRECTORY: folder },
    });
    return Object.fromEntries(JSON.parse(explained).subscribers.map(({ name, body }) => [name, JSON.parse(body.text)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
