import type { Route } from "../app/route";
import { drifting } from "./drifting.svelte";

export const routes: Route[] = [
  {
    path: "/models",
    title: "models.title",
    permission: ["read_models", "manage_models"],
    load: () => import("./ModelsPage.svelte"),
    layout: "wide",
    nav: { order: 75, icon: "radiograph", calls: () => drifting.calls },
  },
  {
    path: "/models/:id",
    title: "models.title",
    permission: ["read_models", "manage_models"],
    load: () => import("./ModelPage.svelte"),
  },
];
