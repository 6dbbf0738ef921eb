import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import description from "../../openapi.json";

const SRC = join(import.meta.dirname, "..");
const CALL = /\bapi\s*\.(get|post|put|patch|delete)\s*(?:<[^;(]*?>+)?\(\s*["`]([^"`]+)["`]/g;
const LISTING = /\bnew Listing\s*(?:<[^;(]*?>+)?\(\s*["`]([^"`]+)["`]/g;
const UPLOAD = /\bupload\s*(?:<[^;(]*?>+)?\(\s*["`]([^"`]+)["`]/g;

/** `/api/scans/{id}` and `/api/scans/${scan.id}` ask the same path. */
const shape = (path: string) => path.split("?")[0]!.replace(/\$?\{[^}]*\}/g, "{}");

const served = new Set(
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${shape(path)}`),
  ),
);

function asked(source: string): string[] {
  return [
    ...[...source.matchAll(CALL)].map(([, method, path]) => `${method} ${shape(path!)}`),
    ...[...source.matchAll(LISTING)].map(([, path]) => `get ${shape(path!)}`),
    ...[...source.matchAll(UPLOAD)].map(([, path]) => `post ${shape(path!)}`),
  ];
}

describe("the pages", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts"),
  );

  it.each(files.filter((name) => asked(readFileSync(join(SRC, name), "utf8")).length))(
    "ask in %s only what the server answers",
    (name) => {
      const wrong = asked(readFileSync(join(SRC, name), "utf8")).filter((call) => !served.has(call));

      expect(wrong).toEqual([]);
    },
  );
});
