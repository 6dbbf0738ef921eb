import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/operations",
    title: "operations.title",
    permission: "operate",
    load: () => import("./OperationsPage.svelte"),
    nav: { order: 90, icon: "inbox" },
  },
];
