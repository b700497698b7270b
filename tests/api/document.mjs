// docs/openapi.yaml: its operations with every $ref resolved, and which of them a request asks for.

import { fileURLToPath } from "node:url";

import { bundle, lint, loadConfig } from "@redocly/openapi-core";

const file = fileURLToPath(new URL("../../docs/openapi.yaml", import.meta.url));
const config = await loadConfig({ configPath: fileURLToPath(new URL("redocly.yaml", import.meta.url)) });

/** What the linter says, a sentence each. */
export async function complaints() {
  const problems = await lint({ ref: file, config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0].pointer})`);
}

const { parsed } = (await bundle({ ref: file, config, dereference: true })).bundle;

function operationsOf([path, item]) {
  return ["get", "post"].filter((method) => item[method]).map((method) => {
    const { operationId, parameters = [], requestBody, responses } = item[method];
    return {
      id: operationId,
      method: method.toUpperCase(),
      path,
      parts: parameters.filter((one) => one.in === "path"),
      query: parameters.filter((one) => one.in === "query"),
      body: requestBody?.content["application/json"].schema,
      responses,
    };
  });
}

export const operations = Object.entries(parsed.paths).flatMap(operationsOf);

/** Those of the path of `target`, whatever their method; a literal part of a path goes before a {name}. */
export function operationsAt(target) {
  const path = target.split("?", 1)[0];
  const fits = (operation) => new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`, "s").test(path);
  return operations.filter(fits);
}

/** The one that a request asks for; HEAD is a GET. */
export function operationOf({ method, target }) {
  const sought = method === "HEAD" ? "GET" : method;
  return operationsAt(target).find((operation) => operation.method === sought);
}
