import { expect, test } from "vitest";
import { homeOf } from "./home";
import type { Route } from "./route";

const load = () => Promise.reject(new Error("not opened here"));
const ROUTES: Route[] = [
  { path: "/map", title: "app.name", permission: "watch", load, nav: { order: 2, icon: "map" } },
  { path: "/seals", title: "app.name", permission: "bind_seal", load, nav: { order: 1, icon: "seal" } },
  { path: "/gate/:id", title: "app.name", permission: "read_gate", load },
  { path: "/gate", title: "app.name", permission: "read_gate", load },
];
const holding =
  (...held: string[]) =>
  (wanted: Route["permission"]) =>
    held.includes(String(wanted));

test("a role starts where it works", () => {
  expect(homeOf("duty_officer", ROUTES, holding("watch", "bind_seal"))).toBe("/map");
});

test("whoever may not open that page starts at the first one of the navigation", () => {
  expect(homeOf("duty_officer", ROUTES, holding("bind_seal"))).toBe("/seals");
});

test("whoever has no navigation starts at the page that they may open", () => {
  expect(homeOf("duty_officer", ROUTES, holding("read_gate"))).toBe("/gate");
});

test("whoever may open nothing is sent nowhere", () => {
  expect(homeOf("duty_officer", ROUTES, holding())).toBeNull();
});
