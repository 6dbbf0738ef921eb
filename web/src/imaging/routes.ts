import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/seen",
    title: "seen.title",
    permission: ["read_case", "review_images"],
    load: () => import("./SeenPage.svelte"),
    layout: "wide",
    nav: { order: 62, icon: "radiograph", label: "seen.title" },
  },
];
