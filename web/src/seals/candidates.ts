import { plain, type Draft, type Expected } from "./draft";

/** A journey that is not at its end: neither its container nor its seal can begin another. */
export interface Travelling {
  container_number: string;
  seal_number: string;
  device_id: string;
  sealed_at: string;
}

/** A container that an officer may choose; `travelling` says why this one cannot be chosen. */
export interface Candidate {
  consignment: Expected;
  container: string;
  travelling: Travelling | undefined;
}

export function fits(one: Expected, words: string): boolean {
  const wanted = plain(words);
  return [one.mrn, one.consignee, one.goods, ...one.containers].some((text) => plain(text).includes(wanted));
}

/**
 * Containers to choose from, those with the words in their number first. What is on the road is shown to those who
 * look for it, and left out of the list of all.
 */
export function candidates(
  expected: readonly Expected[],
  words: string,
  travelling: readonly Travelling[],
): Candidate[] {
  const wanted = plain(words);
  const all = expected.flatMap((consignment) =>
    consignment.containers.map((container) => ({
      consignment,
      container,
      travelling: travelling.find((one) => plain(one.container_number) === plain(container)),
    })),
  );
  const shown = wanted ? all : all.filter((one) => !one.travelling);
  const named = (one: Candidate) => (wanted && plain(one.container).includes(wanted) ? 0 : 1);
  return shown.sort((a, b) => named(a) - named(b));
}

/** The journey that stands in the way of a sealing, by the rule of the server. */
export function inTheWay(
  draft: Pick<Draft, "container_number" | "seal_number" | "device_id">,
  travelling: readonly Travelling[],
): Travelling | undefined {
  const same = (one: string, other: string) => plain(one) !== "" && plain(one) === plain(other);
  return travelling.find(
    (one) =>
      same(one.container_number, draft.container_number) ||
      same(one.seal_number, draft.seal_number) ||
      same(one.device_id, draft.device_id),
  );
}
