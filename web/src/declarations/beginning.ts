import { session } from "../access/session.svelte";
import { blankLodgement, type Lodgement } from "./lodgement";
import { enterpriseParty } from "./lookups";

/** Blanks, but for what the house knows already: who lodges, the edition in use, the country's currency. */
export async function freshLodgement(): Promise<Lodgement> {
  const blank = blankLodgement(session.about?.hs_edition, session.about?.currency);
  const own = session.user?.enterprise_id;
  if (own) blank.declarant = await enterpriseParty(own).catch(() => blank.declarant);
  return blank;
}
