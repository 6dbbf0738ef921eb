import type { Schemas } from "../api/paths";

export type Document = Schemas["DocumentOut"];
export type DocumentLine = Schemas["DocumentLineOut"];
export type ReadField = Schemas["FieldOut"];
export type ReadConsignment = Schemas["ReadConsignmentOut"];
export type PageSize = Schemas["PageSize"];
