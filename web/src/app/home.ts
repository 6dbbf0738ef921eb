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

/** The home of a role, else the first page of its navigation, else any page it may open; null where there is none. */
export function homeOf(
  role: Role,
  routes: readonly Route[],
  may: (p: Route["permission"]) => boolean,
): string | null {
  const home = HOMES[role];
  const found = home ? match(routes, home) : null;
  if (home && found && may(found.route.permission)) return home;
  const open = routes.find((route) => !route.path.includes(":") && may(route.permission));
  return (navigation(routes, may)[0] ?? open)?.path ?? null;
}
