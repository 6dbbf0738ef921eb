import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/declarations",
    title: "declarations.title",
    permission: ["lodge", "follow_own"],
    load: () => import("./ListPage.svelte"),
    nav: { order: 10, icon: "declaration" },
  },
  {
    path: "/declarations/new",
    title: "declarations.new",
    permission: "lodge",
    load: () => import("./LodgePage.svelte"),
    nav: { order: 11, icon: "add", label: "declarations.new" },
  },
  {
    path: "/declarations/files",
    title: "declarations.files",
    permission: "lodge",
    load: () => import("./FilesPage.svelte"),
    nav: { order: 12, icon: "upload", label: "declarations.files" },
  },
  {
    path: "/declarations/:id",
    title: "declarations.one",
    permission: ["lodge", "follow_own", "read_case"],
    load: () => import("./ViewPage.svelte"),
  },
  {
    path: "/declarations/:id/amend",
    title: "declarations.amend",
    permission: "lodge",
    load: () => import("./AmendPage.svelte"),
  },
];
