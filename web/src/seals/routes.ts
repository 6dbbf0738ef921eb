import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/seals",
    title: "seals.title",
    permission: "bind_seal",
    load: () => import("./SealPage.svelte"),
    nav: { order: 50, icon: "seal", label: "seals.nav" },
  },
  {
    path: "/gate",
    title: "gate.title",
    permission: "read_gate",
    load: () => import("./GatePage.svelte"),
    layout: "bare",
    nav: { order: 55, icon: "gate", label: "gate.nav" },
  },
];
