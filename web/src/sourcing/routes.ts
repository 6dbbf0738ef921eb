import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/reference-data",
    title: "sourcing.title",
    permission: ["operate", "read_policy"],
    load: () => import("./SourcesPage.svelte"),
    nav: { order: 75, icon: "table" },
  },
  {
    path: "/reference-data/:id",
    title: "sourcing.title",
    permission: ["operate", "read_policy"],
    load: () => import("./SourcePage.svelte"),
  },
];
