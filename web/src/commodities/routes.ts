import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/goods",
    title: "goods.title",
    permission: ["lodge", "read_case"],
    load: () => import("./GoodsPage.svelte"),
    layout: "wide",
    nav: { order: 60, icon: "search", label: "goods.nav" },
  },
];
