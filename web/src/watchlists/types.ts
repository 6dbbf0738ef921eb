import type { Schemas } from "../api/paths";

export type Hit = Schemas["HitOut"];
export type HitLine = Schemas["HitLineOut"];
export type HitState = HitLine["state"];
export type Level = HitLine["level"];
export type Explanation = Schemas["ExplanationOut"];
export type Match = Schemas["NameMatchOut"];
export type Edition = Schemas["EditionOut"];
export type Good = Schemas["GoodOut"];
export type Outcome = Schemas["DecideHitIn"]["outcome"];
export type Kind = Schemas["WatchedEntryOut"]["kind"];
