import type { Component } from "svelte";
import type { Permission } from "../access/session.svelte";
import type { Key } from "../i18n/keys";
import type { IconName } from "../ui/icons";

/** What every page component is given: the filled holes of its path. */
export interface PageProps {
  params: Record<string, string>;
}

/** Most pages have no holes in their path and take no properties. */
export type PageComponent = Component<PageProps> | Component<Record<string, never>>;

/**
 * One page. A room lists its own in `<room>/routes.ts` (`export const routes: Route[]`); the router collects them.
 * `layout`: `page` scrolls with margins, `wide` without a limit to its width; `full` fills the window below the top bar; `bare` has no bars at all (kiosks).
 */
export interface Route {
  /** A path with holes, such as `/consignments/:id`. */
  path: string;
  title: Key;
  /** Any one of these is enough; none means everyone who has signed in. */
  permission?: Permission | readonly Permission[];
  load: () => Promise<{ default: PageComponent }>;
  layout?: "page" | "wide" | "full" | "bare";
  /** Present when the page stands in the navigation; smaller order first. */
  nav?: { order: number; icon: IconName; label?: Key; calls?: () => Calls | null };
}

/** That something on a page waits to be looked at, in a number and in words. */
export interface Calls {
  count: number;
  text: string;
}

export interface Match {
  route: Route;
  params: Record<string, string>;
}

function split(path: string): string[] {
  return path.split("/").filter(Boolean);
}

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = split(pattern);
  const given = split(path);
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index]!;
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(text);
    else if (part !== text) return null;
  }
  return params;
}

function holes(route: Route): number {
  return split(route.path).filter((part) => part.startsWith(":")).length;
}

/** The page for a path. Fewer holes win, so `/declarations/new` is never read as an id. */
export function match(routes: readonly Route[], path: string): Match | null {
  for (const route of [...routes].sort((a, b) => holes(a) - holes(b))) {
    const params = paramsOf(route.path, path);
    if (params) return { route, params };
  }
  return null;
}

/** The navigation of a person: the pages they may open, in order. */
export function navigation(routes: readonly Route[], may: (p: Route["permission"]) => boolean): Route[] {
  return routes
    .filter((route) => route.nav && may(route.permission))
    .sort((a, b) => a.nav!.order - b.nav!.order);
}
