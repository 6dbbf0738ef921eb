import type { Schemas } from "../api/paths";

export type ShareOut = Schemas["ShareOut"];
export type Score = Schemas["ScoreOut"];
