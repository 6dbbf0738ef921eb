import { match, type Match, type Route } from "./route";

const rooms = import.meta.glob<Route[]>("../*/routes.ts", { eager: true, import: "routes" });

export const ROUTES: readonly Route[] = Object.values(rooms).flat();

/** Where we are. Links are plain `<a href>`: a click on one inside the house is caught here. */
class Router {
  path = $state(location.pathname);
  search = $state(location.search);

  constructor() {
    addEventListener("popstate", () => this.read());
    document.addEventListener("click", (event) => this.caught(event));
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }

  get match(): Match | null {
    return match(ROUTES, this.path);
  }

  go(to: string, { replace = false } = {}): void {
    if (to === location.pathname + location.search) return;
    history[replace ? "replaceState" : "pushState"](null, "", to);
    this.read();
    if (!replace) scrollTo(0, 0);
  }

  /** Changes the query in place: filters live in the address, so that a view can be sent to a colleague. */
  filter(changes: Record<string, string | null | undefined>): void {
    const query = this.query;
    for (const [name, value] of Object.entries(changes)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    this.go(query.size ? `${this.path}?${query}` : this.path, { replace: true });
  }

  private read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }

  private caught(event: MouseEvent): void {
    if (event.defaultPrevented || opensElsewhere(event)) return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || !isInside(link)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

function opensElsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/** Whether a link leads to a page of ours, and not to a file, another site or a place on this page. */
function isInside(link: HTMLAnchorElement): boolean {
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
  if (link.pathname.startsWith("/api/")) return false;
  return !(link.hash && link.pathname === location.pathname);
}

export const router = new Router();
