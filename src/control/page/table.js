// Tables with a caption and scopes. On a narrow screen tables.css turns each row into a block of labelled values;
// the roles are written out because some browsers forget them then.

import { element } from "./dom.js";

/** `columns`: [{label, class}]; `rows`: [{key, class, cells, detail}], the first cell heads its row; `detail` is
    a further row over all columns. */
export function table(caption, columns, rows) {
  const head = columns.map(({ label, class: kind }) =>
    element("th", { scope: "col", role: "columnheader", class: kind }, label),
  );
  return element(
    "table",
    { role: "table", class: "stacking" },
    element("caption", { class: "unseen" }, caption),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head)),
    element("tbody", { role: "rowgroup" }, rows.map((row) => rowElements(columns, row))),
  );
}

function rowElements(columns, { key, class: kind, cells, detail, attributes = {} }) {
  const made = cells.map((content, index) => {
    const { label, class: column } = columns[index];
    const heads = index === 0;
    return element(
      heads ? "th" : "td",
      { scope: heads ? "row" : null, role: heads ? "rowheader" : "cell", class: column, "data-label": label },
      content,
    );
  });
  const row = element("tr", { role: "row", class: kind, "data-key": key, ...attributes }, made);
  if (!detail) return row;
  const wide = element("td", { role: "cell", colspan: columns.length }, detail);
  return [row, element("tr", { role: "row", class: "detail", "data-key": `${key} detail` }, wide)];
}
