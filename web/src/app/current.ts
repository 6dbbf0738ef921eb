import type { Route } from "./route";

/** Whether a page of the navigation is the one shown, or stands above it: the longest fitting path wins. */
export function isCurrent(path: string, shown: string, pages: readonly Route[]): boolean {
  const fits = pages
    .map((page) => page.path)
    .filter((one) => shown === one || shown.startsWith(`${one}/`))
    .sort((a, b) => b.length - a.length);
  return fits[0] === path;
}
