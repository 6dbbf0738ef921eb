import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/consignments",
    title: "consignments.title",
    permission: "read_case",
    load: () => import("./ListPage.svelte"),
    layout: "wide",
    nav: { order: 20, icon: "box" },
  },
  {
    path: "/consignments/:id",
    title: "consignments.one",
    permission: "read_case",
    load: () => import("./ConsignmentPage.svelte"),
  },
];
