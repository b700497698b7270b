// Appends a row per event to the first sheet of the spreadsheet that this script belongs to; docs/recipes/spreadsheet.md
// says how it is set up. Apps Script shows no headers, so what is verified is the key in the URL, not the signature.

/** `e.postData.contents` is {"id": "evt_…", "row": [values]}. */
function doPost(e) {
  try {
    if (!isOurs(e.parameter.key)) return failed('the key in the URL is not the script property KEY');
    const event = JSON.parse(e.postData.contents);
    if (typeof event.id !== 'string' || !Array.isArray(event.row)) return failed('expected {"id": …, "row": […]}');
    append(event);
    return HtmlService.createHtmlOutput('ok');
  } catch (error) {
    return failed(String(error));
  }
}

function isOurs(key) {
  const expected = PropertiesService.getScriptProperties().getProperty('KEY');
  return Boolean(expected) && key === expected;
}

/** Two at once would both find that the id is not there yet. */
function append(event) {
  const lock = LockService.getScriptLock();
  lock.waitLock(30000);
  try {
    const sheet = SpreadsheetApp.getActiveSpreadsheet().getSheets()[0];
    const known = sheet.getRange('A:A').createTextFinder(event.id).matchEntireCell(true).findNext();
    if (known) return;
    sheet.appendRow([event.id].concat(event.row.map(asText)));
    SpreadsheetApp.flush();
  } finally {
    lock.releaseLock();
  }
}

/** A spreadsheet computes what begins with one of these; behind an apostrophe it is text. */
function asText(value) {
  if (value === null) return '';
  return typeof value === 'string' && /^[=+\-@']/.test(value) ? "'" + value : value;
}

/** The answer of the Content service is a redirect, which the daemon takes for a failure: it tries again. */
function failed(reason) {
  console.error(reason);
  return ContentService.createTextOutput(reason);
}
