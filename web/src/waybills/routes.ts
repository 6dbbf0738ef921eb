import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/documents",
    title: "documents.title",
    permission: "lodge",
    load: () => import("./DocumentsPage.svelte"),
    nav: { order: 13, icon: "file", label: "documents.title" },
  },
  {
    path: "/documents/:id",
    title: "documents.one",
    permission: "lodge",
    load: () => import("./DocumentPage.svelte"),
    layout: "wide",
  },
];
