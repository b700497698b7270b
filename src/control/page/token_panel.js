// The field at the top where the token is entered and forgotten.

import { element, show } from "./dom.js";
import { token } from "./token.js";

const panel = document.getElementById("token-panel");
const button = document.getElementById("token-button");
const field = document.getElementById("token");

export function drawToken() {
  const kept = token.get() !== "";
  button.setAttribute("aria-expanded", String(!panel.hidden));
  show("token-button", kept ? "Token kept" : "Enter token");
  show(
    "token-note",
    kept ? "A token is kept until this tab is closed; the daemon checks it at each action." : element("span", {}, "Pausing, pinging and sending again take it. Nothing is sent before you confirm."),
  );
  document.getElementById("token-forget").hidden = !kept;
}

export function openTokenPanel() {
  if (!panel.hidden) return;
  panel.hidden = false;
  drawToken();
}

/** `changed` is called when another token may let one see more. */
export function watchToken(changed) {
  button.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    drawToken();
    if (!panel.hidden) field.focus();
  });
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    token.keep(field.value.trim());
    field.value = "";
    panel.hidden = true;
    drawToken();
    button.focus();
    changed();
  });
  document.getElementById("token-forget").addEventListener("click", () => {
    token.forget();
    drawToken();
    field.focus();
    changed();
  });
}
