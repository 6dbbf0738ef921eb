import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/quarantine",
    title: "operations.title",
    permission: "operate",
    load: () => import("./OperationsPage.svelte"),
    nav: { order: 90, icon: "inbox" },
  },
];
