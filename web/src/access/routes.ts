import type { Route } from "../app/route";

export const routes: Route[] = [
  {
    path: "/users",
    title: "access.users",
    permission: "manage_users",
    load: () => import("./Users.svelte"),
    nav: { order: 80, icon: "users" },
  },
];
