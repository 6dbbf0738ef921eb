export type Params = Readonly<Record<string, string | number | null | undefined>>;

/** Replaces `{name}` by its parameter. A missing one stays visible: better an odd word than a wrong sentence. */
export function fill(text: string, params?: Params): string {
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = params[name];
    return value === null || value === undefined ? hole : String(value);
  });
}
