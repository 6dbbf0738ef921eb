import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/workbench",
    title: "procedures.workbench",
    permission: ["review_images", "adjudicate"],
    load: () => import("./WorkbenchPage.svelte"),
    layout: "full",
    nav: { order: 10, icon: "radiograph" },
  },
];
