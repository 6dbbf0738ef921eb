/** What the server's description (OpenAPI) says of each path, as types: a screen that asks wrongly does not compile. */
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that answer this method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];

type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;

type Json<R> = R extends { content: { "application/json": infer Body } } ? Body : null;

/** What comes back when all goes well. */
export type Answer<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { responses: infer R }
    ? R extends { 200: infer Ok }
      ? Json<Ok>
      : R extends { 201: infer Made }
        ? Json<Made>
        : R extends { 202: infer Taken }
          ? Json<Taken>
          : null
    : never;

/** What must be sent along. */
export type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { "application/json": infer Sent } } }
    ? Sent
    : undefined;

/** The holes of the path and the words of the query. */
export type Parameters<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { parameters: infer Given }
    ? {
        path?: Given extends { path: infer Holes } ? Holes : never;
        query?: Given extends { query?: infer Words } ? Words : never;
        signal?: AbortSignal;
      }
    : { signal?: AbortSignal };
