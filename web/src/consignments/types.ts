import type { Schemas } from "../api/paths";

/** A consignment in one line. */
export type Line = Schemas["LineOut"];
/** One thing that happened to a consignment; `facts` are the fields of its event. */
export type Entry = Schemas["customhouse__command__api__EntryOut"];
export type RawFile = Schemas["RawOut"];
export type Control = Schemas["ControlOut"];
/** A declarant gets only the time and the reasons meant for traders. */
export type Assessment = Schemas["AssessmentOut"];
export type Finding = Schemas["FindingOut"];
