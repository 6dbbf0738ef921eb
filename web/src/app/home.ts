import type { Role } from "../access/session.svelte";
import { match, navigation, type Route } from "./route";

/** Where each role starts its day. */
const HOMES: Partial<Record<Role, string>> = {
  declarant: "/declarations",
  image_analyst: "/workbench",
  duty_officer: "/map",
  field_officer: "/seals",
  risk_manager: "/policy",
  administrator: "/users",
};

/** The home of a role, or the first page of its navigation while that home does not exist. */
export function homeOf(
  role: Role,
  routes: readonly Route[],
  may: (p: Route["permission"]) => boolean,
): string {
  const home = HOMES[role];
  const found = home ? match(routes, home) : null;
  if (home && found && may(found.route.permission)) return home;
  return navigation(routes, may)[0]?.path ?? "/preferences";
}
