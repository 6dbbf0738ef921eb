import type { Schemas } from "../api/paths";

export type Declaration = Schemas["DeclarationOut"];
export type DeclarationLine = Schemas["customhouse__declarations__api__EntryOut"];
export type FileVerdict = Schemas["VerdictsOut"];
