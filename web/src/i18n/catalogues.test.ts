import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import ar from "./ar";
import en from "./en";
import fr from "./fr";
import { fill } from "./fill";
import { pseudoText } from "./pseudo";
import zh from "./zh";

const SRC = join(import.meta.dirname, "..");

/** Chinese has one plural form; every language must have the general one. */
const stems = (catalogue: Record<string, string>) =>
  [
    ...new Set(Object.keys(catalogue).map((key) => key.replace(/#(zero|one|two|few|many)$/, "#other"))),
  ].sort();

const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) => /\.(svelte|ts)$/.test(name) && !name.endsWith(".test.ts") && !name.includes("schema.d.ts"),
    )
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

describe("the catalogues", () => {
  it("have the same keys in English and Chinese", () => {
    expect(stems(zh)).toEqual(stems(en));
  });

  it.each([
    ["zh", zh],
    ["fr", fr],
    ["ar", ar],
  ])("have no key in %s that English lacks, and the same holes in each text", (_, catalogue) => {
    for (const [key, text] of Object.entries(catalogue)) {
      const original = en[key] ?? en[key.replace(/#\w+$/, "#other")];

      expect(original, key).toBeDefined();
      expect(holes(text), key).toEqual(holes(original!));
    }
  });

  it("have every key that a page names", () => {
    const asked = sources(SRC).flatMap((source) => [
      ...[...source.matchAll(/\bt\(\s*"([^"]+)"/g)].map((found) => found[1]!),
      ...[...source.matchAll(/\bcount\(\s*"([^"]+)"/g)].map((found) => `${found[1]}#other`),
    ]);

    expect(asked.filter((key) => !(key in en))).toEqual([]);
  });

  it("keep each key in the file of its room only", () => {
    const files = readdirSync(join(SRC, "i18n/en")).filter((name) => name.endsWith(".json"));
    const keys = files.flatMap((name) =>
      Object.keys(JSON.parse(readFileSync(join(SRC, "i18n/en", name), "utf8")) as object),
    );

    expect(keys.length).toBe(new Set(keys).size);
  });
});

describe("filling", () => {
  it("puts parameters into their holes and leaves a missing one visible", () => {
    expect(fill("{a} of {b}", { a: 3 })).toBe("3 of {b}");
  });

  it("accents the words of the pseudo-locale but not its holes", () => {
    expect(pseudoText("Go {home}")).toBe("[!! Ğö {home} ~~~~ !!]");
  });
});
