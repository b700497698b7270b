// docs/recipes/spreadsheet.gs, with stand-ins for what Apps Script gives a script. Google's side of HTTP is not there.

import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";

import { bodiesFor, recipe, run } from "./program.mjs";

const body = JSON.stringify(bodiesFor("spreadsheet.md", run(["schema", "purchaseOrder.approved", "--example"])).spreadsheet);

class Script {
  rows = [];
  locked = false;
  errors = [];

  constructor({ key = "of-the-url" } = {}) {
    const sheet = {
      getRange: (range) => ({
        createTextFinder: (text) => ({
          matchEntireCell: (whole) => ({ findNext: () => (range === "A:A" && whole && this.rows.find((row) => row[0] === text)) || null }),
        }),
      }),
      appendRow: (row) => {
        assert.ok(this.locked, "appended without a lock");
        if (this.full) throw new Error("too many cells");
        this.rows.push([...row]);
      },
    };
    this.context = vm.createContext({
      PropertiesService: { getScriptProperties: () => ({ getProperty: (name) => (name === "KEY" ? key : null) }) },
      LockService: { getScriptLock: () => ({ waitLock: () => (this.locked = true), releaseLock: () => (this.locked = false) }) },
      SpreadsheetApp: { getActiveSpreadsheet: () => ({ getSheets: () => [sheet] }), flush: () => {} },
      HtmlService: { createHtmlOutput: (text) => ({ done: true, text }) },
      ContentService: { createTextOutput: (text) => ({ done: false, text }) },
      console: { error: (text) => this.errors.push(text) },
    });
    vm.runInContext(recipe("spreadsheet.gs"), this.context);
  }

  post(contents, parameter = { key: "of-the-url" }) {
    const answer = this.context.doPost({ parameter, postData: { contents } });
    assert.equal(this.locked, false, "the lock is kept");
    return answer.done;
  }
}

test("an event becomes a row, once", () => {
  const script = new Script();
  assert.equal(script.post(body), true);
  assert.equal(script.post(body), true);
  assert.equal(script.rows.length, 1);
  assert.deepEqual(script.rows[0].slice(0, 3), [JSON.parse(body).id, "2026-06-02T10:11:12Z", "PO-1001"]);
});

test("another key, or none, is refused", () => {
  const script = new Script();
  for (const parameter of [{}, { key: "other" }, { key: "" }]) assert.equal(script.post(body, parameter), false);
  assert.equal(new Script({ key: null }).post(body, {}), false);
  assert.deepEqual(script.rows, []);
  assert.equal(script.errors.length, 3);
});

test("what is no event is refused", () => {
  const script = new Script();
  for (const text of ["", "{", "[]", "null", '{"id": 1, "row": []}', '{"id": "evt_1"}']) assert.equal(script.post(text), false);
  assert.deepEqual(script.rows, []);
});

test("a row that cannot be written is a failure, and can come again", () => {
  const script = new Script();
  script.full = true;
  assert.equal(script.post(body), false);
  script.full = false;
  assert.equal(script.post(body), true);
  assert.equal(script.rows.length, 1);
});

test("what looks like a formula is text", () => {
  const script = new Script();
  script.post(JSON.stringify({ id: "evt_1", row: ["=IMPORTXML(A1)", "+1", "-1", "@a", "plain", null, 7] }));
  assert.deepEqual(script.rows, [["evt_1", "'=IMPORTXML(A1)", "'+1", "'-1", "'@a", "plain", "", 7]]);
});
