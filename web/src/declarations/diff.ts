/** How two versions of a declaration differ, leaf by leaf. */
export interface Change {
  /** A path such as `goods_items/0/gross_mass_kg`. */
  field: string;
  before: string | null;
  after: string | null;
}

function leaves(value: unknown, path: string, into: Map<string, string>): void {
  if (value === null || value === undefined || value === "") return;
  if (typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) leaves(inner, path ? `${path}/${name}` : name, into);
    return;
  }
  into.set(path, String(value));
}

export function changes(before: unknown, after: unknown): Change[] {
  const old = new Map<string, string>();
  const fresh = new Map<string, string>();
  leaves(before, "", old);
  leaves(after, "", fresh);
  const fields = [...new Set([...old.keys(), ...fresh.keys()])];
  return fields
    .filter((field) => old.get(field) !== fresh.get(field))
    .map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }));
}
