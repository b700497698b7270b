// All tests of the control API in one process: they share one daemon (fixture.mjs).
//   npm ci && npm test
//   SEED=7 REQUESTS=100000 npm test    another random search, and a longer one

import "./lint_test.mjs";
import "./examples_test.mjs";
import "./wire_test.mjs";
import "./variants_test.mjs";
import "./random_test.mjs";
