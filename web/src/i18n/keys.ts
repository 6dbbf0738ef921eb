/** Every key there is, read from the English files by the compiler. A new room adds its line here. */
import type access from "./en/access.json";
import type app from "./en/app.json";
import type command from "./en/command.json";
import type commodities from "./en/commodities.json";
import type consignments from "./en/consignments.json";
import type declarations from "./en/declarations.json";
import type labels from "./en/labels.json";
import type imaging from "./en/imaging.json";
import type live from "./en/live.json";
import type map from "./en/map.json";
import type models from "./en/models.json";
import type operations from "./en/operations.json";
import type overlays from "./en/overlays.json";
import type policy from "./en/policy.json";
import type procedures from "./en/procedures.json";
import type quality from "./en/quality.json";
import type reasons from "./en/reasons.json";
import type seals from "./en/seals.json";
import type sourcing from "./en/sourcing.json";
import type ui from "./en/ui.json";
import type viewer from "./en/viewer.json";
import type watchlists from "./en/watchlists.json";
import type waybills from "./en/waybills.json";

type Stored =
  | keyof typeof access
  | keyof typeof app
  | keyof typeof command
  | keyof typeof commodities
  | keyof typeof consignments
  | keyof typeof declarations
  | keyof typeof labels
  | keyof typeof imaging
  | keyof typeof live
  | keyof typeof map
  | keyof typeof models
  | keyof typeof operations
  | keyof typeof overlays
  | keyof typeof policy
  | keyof typeof procedures
  | keyof typeof quality
  | keyof typeof reasons
  | keyof typeof seals
  | keyof typeof sourcing
  | keyof typeof ui
  | keyof typeof viewer
  | keyof typeof watchlists
  | keyof typeof waybills;

/** A word in the catalogues. */
export type Key = Exclude<Stored, `${string}#${string}`>;

/** A counted word: its forms are stored as `key#one`, `key#few`, `key#other`. */
export type CountKey = Stored extends infer K ? (K extends `${infer Stem}#other` ? Stem : never) : never;
