import { api } from "../api/client";
import type { Commodity } from "./types";

const kept = new Map<string, Promise<readonly Commodity[]>>();

/** One level down, of the empty code the chapters; asked once. */
export function childrenOf(code: string): Promise<readonly Commodity[]> {
  let found = kept.get(code);
  if (!found) {
    found = (
      code
        ? api.get("/api/commodities/{code}", { path: { code } }).then((one) => one.children)
        : api.get("/api/commodities/chapters").then((all) => all.items)
    ).catch((error: unknown) => {
      kept.delete(code);
      throw error;
    });
    kept.set(code, found);
  }
  return found;
}

/** The codes that must be open for this one to be seen: its chapter, its heading. */
export function above(code: string): string[] {
  return [2, 4].filter((digits) => digits < code.length).map((digits) => code.slice(0, digits));
}
