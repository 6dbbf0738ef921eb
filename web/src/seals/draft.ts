/** A consignment that may be sealed, as the list of expected ones shows it. */
export interface Expected {
  id: string;
  mrn: string;
  state: string;
  lane: string;
  consignee: string;
  goods: string;
  containers: string[];
}

export const STEPS = ["vehicle", "seal", "check", "photo", "done"] as const;
export type Step = (typeof STEPS)[number];

/** What an officer has entered so far. Nothing of it is asked for twice. */
export interface Draft {
  consignment: Expected | null;
  container_number: string;
  plate: string;
  seal_number: string;
  seal_again: string;
  device_id: string;
  corridor_id: string;
  photo: string | null;
}

/** What the server is sent; `sealed_at` is the moment at which the officer confirmed, by this device's clock. */
export interface Sealing {
  consignment_id: string;
  container_number: string;
  seal_number: string;
  device_id: string;
  corridor_id: string;
  plate: string;
  sealed_at: string;
  photo: string | null;
}

export function emptyDraft(): Draft {
  return {
    consignment: null,
    container_number: "",
    plate: "",
    seal_number: "",
    seal_again: "",
    device_id: "",
    corridor_id: "",
    photo: null,
  };
}

/** Numbers as they are compared: people and readers differ in blanks, hyphens and case. */
export function plain(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
}

export type Field = keyof Draft;
export type Complaint = "missing" | "differs" | "digits";

const DEVICE_ID = /^[0-9]{5,20}$/;

function complaintsOfSeal(draft: Draft): Partial<Record<Field, Complaint>> {
  const found: Partial<Record<Field, Complaint>> = {};
  if (!plain(draft.seal_number)) found.seal_number = "missing";
  else if (plain(draft.seal_number) !== plain(draft.seal_again)) found.seal_again = "differs";
  if (!draft.device_id.trim()) found.device_id = "missing";
  else if (!DEVICE_ID.test(draft.device_id.trim())) found.device_id = "digits";
  return found;
}

/** What is still wrong in a step; nothing means that the next one may be shown. */
export function complaints(draft: Draft, step: Step): Partial<Record<Field, Complaint>> {
  const found: Partial<Record<Field, Complaint>> = {};
  if (step === "vehicle") {
    if (!draft.consignment) found.consignment = "missing";
    else if (!draft.container_number) found.container_number = "missing";
    if (!plain(draft.plate)) found.plate = "missing";
  }
  if (step === "seal") return complaintsOfSeal(draft);
  if (step === "check" && !draft.corridor_id) found.corridor_id = "missing";
  return found;
}

export function sealingOf(draft: Draft, now: Date): Sealing {
  return {
    consignment_id: draft.consignment!.id,
    container_number: plain(draft.container_number),
    seal_number: draft.seal_number.trim().toUpperCase(),
    device_id: draft.device_id.trim(),
    corridor_id: draft.corridor_id,
    plate: draft.plate.trim().toUpperCase(),
    sealed_at: now.toISOString(),
    photo: draft.photo,
  };
}

export type Verdict = "agrees" | "differs" | "unknown";

/** What was read held against what was expected. Nothing read or nothing expected is neither right nor wrong. */
export function compare(
  read: string | null | undefined,
  ...expected: (string | null | undefined)[]
): Verdict {
  const known = expected.filter((one) => one && plain(one));
  if (!read || !plain(read) || !known.length) return "unknown";
  return known.some((one) => plain(one!) === plain(read)) ? "agrees" : "differs";
}
