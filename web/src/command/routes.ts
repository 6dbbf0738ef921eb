import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/map",
    title: "command.title",
    permission: "watch",
    load: () => import("./CommandPage.svelte"),
    layout: "full",
    nav: { order: 40, icon: "map", label: "command.nav" },
  },
];
