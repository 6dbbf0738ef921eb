export type PolicyValue = string | string[] | boolean | null;

export interface Parameter {
  key: string;
  description: string;
  unit: string;
  current: PolicyValue;
  values: { since: string; value: PolicyValue; reference: string }[];
}

export interface PolicyColumn {
  name: string;
  type: string;
  description: string;
  values: string[];
}

export interface PolicyRow {
  id: string;
  in_force: boolean;
  since: string | null;
  until: string | null;
  cells: Record<string, string>;
  outputs: Record<string, string>;
  reason: { code: string; text: string };
  trader_reason: { code: string; text: string } | null;
  reference: string;
}

export interface PolicyTable {
  name: string;
  description: string;
  since: string;
  inputs: PolicyColumn[];
  outputs: PolicyColumn[];
  rows: PolicyRow[];
}

export interface Policy {
  hash: string;
  parameters: Parameter[];
  tables: PolicyTable[];
}
