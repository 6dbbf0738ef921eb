import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/watchlists",
    title: "watchlists.title",
    permission: ["screen_parties", "decide_hits"],
    load: () => import("./WatchlistsPage.svelte"),
    nav: { order: 45, icon: "users", label: "watchlists.nav" },
  },
];
