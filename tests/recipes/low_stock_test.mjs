// docs/recipes/low-stock.md: what its programs make of stock that runs low.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bodiesFor } from "./program.mjs";

const object = {
  product: { id: "1", productCode: "GL-M", name: "Gloves <M> & more" },
  facility: { id: "2", name: "Main depot" },
  quantityOnHand: 7,
  reorderQuantity: null,
  minQuantity: 10,
  maxQuantity: 100,
};
const event = { type: "stock.low", timestamp: "2026-06-02T10:11:12Z", data: { id: "1:2", object } };
const bodies = bodiesFor("low-stock.md", JSON.stringify(event));

test("the channel reads one line, in which no name calls anybody", () => {
  assert.deepEqual(bodies["stock-channel"], { text: "Low: *GL-M* Gloves &lt;M&gt; &amp; more, 7 left at Main depot" });
});

test("the mail has all that the service asks for", () => {
  assert.deepEqual(bodies["stock-mail"], {
    From: "openboxes@example.org",
    To: "buyer@example.org",
    Subject: "Low: GL-M at Main depot",
    TextBody: "Gloves <M> & more\nOn hand: 7\nReorder at: 10\n",
  });
});
