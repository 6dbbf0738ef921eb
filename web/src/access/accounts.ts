import type { Schemas } from "../api/paths";
import type { Role } from "./session.svelte";

export type Account = Schemas["AccountOut"];

export const PEOPLE = [
  "declarant",
  "image_analyst",
  "duty_officer",
  "field_officer",
  "risk_manager",
  "administrator",
] as const satisfies readonly Role[];

/** Accounts of machines have a token and no password. */
export const MACHINES = ["scanner", "gate_reader"] as const satisfies readonly Role[];

export const ROLES: readonly Role[] = [...PEOPLE, ...MACHINES];

export function isMachine(role: Role): boolean {
  return (MACHINES as readonly Role[]).includes(role);
}
