import type { Schemas } from "../api/paths";

export type Parameter = Schemas["ParameterOut"];
export type PolicyValue = Parameter["current"];
export type PolicyRow = Schemas["RowOut"];
export type PolicyTable = Schemas["TableOut"];
