import type { Schemas } from "../api/paths";

export type Candidate = Schemas["CandidateOut"];
export type Checked = Schemas["CheckedOut"];
export type Classified = Schemas["ClassifiedOut"];
export type Commodity = Schemas["Commodity"];
export type Evidence = Schemas["EvidenceOut"];
export type IndexState = Schemas["IndexOut"];
export type Vagueness = Schemas["VaguenessOut"];
