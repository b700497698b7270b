// The one dialog of the page: says what will happen, asks for what it needs (the token when there is none), does
// it, and shows the outcome or the refusal in the words of the daemon.

import { ApiError } from "./api.js";
import { element } from "./dom.js";
import { token } from "./token.js";

const dialog = document.getElementById("dialog");
let current = null;
let refused = false;  // the token that was kept was not accepted

const tokenHelp = "This changes something, so it takes the token: control.token of the daemon's configuration. It is kept for this tab only.";

function tokenField() {
  if (token.get() && !refused) return null;
  return element(
    "div",
    { class: "field" },
    element("label", { for: "dialog-token" }, "Token"),
    element("p", { class: "quiet small" }, tokenHelp),
    element("input", { id: "dialog-token", type: "password", autocomplete: "off", spellcheck: "false", required: true }),
  );
}

function draw() {
  const { title, text, fields = [], confirm } = current;
  dialog.replaceChildren(
    element(
      "form",
      { method: "dialog" },
      element("h2", { id: "dialog-title" }, title),
      element("p", {}, text),
      fields,
      element("div", { id: "dialog-token-place" }, tokenField()),
      element("div", { id: "dialog-outcome", role: "status" }),
      element(
        "div",
        { class: "line end" },
        element("button", { type: "button", "data-do": "close-dialog" }, "Close"),
        element("button", { type: "submit", class: "primary", id: "dialog-confirm" }, confirm),
      ),
    ),
  );
}

function say(level, ...children) {
  document.getElementById("dialog-outcome").replaceChildren(element("div", { class: `outcome ${level}` }, ...children));
}

function explain(error) {
  refused = error instanceof ApiError && error.status === 401;
  if (refused) token.forget();
  say("bad", error.message);
  const place = document.getElementById("dialog-token-place");
  if (refused && place.childElementCount === 0) place.replaceChildren(tokenField());
  if (refused) document.getElementById("dialog-token").focus();
}

async function submit(event) {
  event.preventDefault();
  const field = document.getElementById("dialog-token");
  if (field) token.keep(field.value.trim());
  const button = document.getElementById("dialog-confirm");
  button.disabled = true;
  say("calm", "Asking the daemon…");
  const asked = current;
  try {
    const answer = await asked.act(dialog.querySelector("form"));
    if (current !== asked) return;
    refused = false;
    document.getElementById("dialog-token-place").replaceChildren();
    say(answer.level ?? "good", answer.text, answer.more ?? null);
    if (answer.confirm) button.textContent = answer.confirm;
    button.hidden = answer.done === true;
    if (answer.done) dialog.querySelector("[data-do=close-dialog]").focus();
  } catch (error) {
    if (current === asked) explain(error);
  } finally {
    button.disabled = false;
  }
}

/** {title, text, fields, confirm, act}: act(form) returns {text, level, more, confirm, done}; `done` when there is
    nothing more to confirm, `confirm` is what the button says from then on. */
export function ask(request) {
  current = request;
  draw();
  dialog.showModal();
}

export function closeDialog() {
  dialog.close();
}

dialog.addEventListener("submit", submit);
dialog.addEventListener("close", () => {
  current = null;
});
