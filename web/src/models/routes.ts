import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/models",
    title: "models.title",
    permission: ["read_models", "manage_models"],
    load: () => import("./ModelsPage.svelte"),
    layout: "wide",
    nav: { order: 75, icon: "radiograph" },
  },
  {
    path: "/models/:id",
    title: "models.title",
    permission: ["read_models", "manage_models"],
    load: () => import("./ModelPage.svelte"),
  },
];
