// Debian's chromium. Root needs --no-sandbox; what it opens is our own page only.

import { chromium } from "playwright-core";

export function launch() {
  const args = process.getuid() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}
