import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/quality",
    title: "quality.title",
    permission: ["read_quality", "review_images"],
    load: () => import("./QualityPage.svelte"),
    nav: { order: 48, icon: "check", label: "quality.nav" },
  },
];
