// All tests of the status page in one process: they share one daemon and one browser (fixture.mjs).
//   npm ci && npm test

import "./reading_test.mjs";
import "./finding_test.mjs";
import "./live_test.mjs";
import "./acting_test.mjs";
import "./trouble_test.mjs";
import "./hostile_test.mjs";
import "./reaching_test.mjs";
import "./drawing_test.mjs";
import "./streams_test.mjs";
