import type { Problem } from "../api/errors";
import type { Lodgement } from "./lodgement";

/** One line of the list of declarations. */
export interface DeclarationLine {
  consignment_id: string;
  mrn: string;
  lrn: string;
  version: number;
  state: string;
  procedure: string;
  office: string;
  goods: string;
  consignee: string;
  containers: string[];
  lodged_at: string;
}

export interface Declaration {
  consignment_id: string;
  mrn: string;
  state: string;
  version: number;
  lodgement: Lodgement;
  lodged_at: string;
  recorded_at: string;
  latest_version: number;
  withdrawn_reason: string | null;
}

export interface Version {
  version: number;
  recorded_at: string;
  actor: string;
  raw_blob: string;
  raw_line: number | null;
}

export interface FileVerdict {
  lodged: { consignment_id: string; mrn: string; lrn: string }[];
  refused: { line: number; lrn: string | null; problems: Problem[] }[];
}
