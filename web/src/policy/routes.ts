import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/policy",
    title: "policy.title",
    permission: "read_policy",
    load: () => import("./PolicyPage.svelte"),
    layout: "wide",
    nav: { order: 70, icon: "policy" },
  },
];
