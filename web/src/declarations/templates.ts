import { blankCall, blankContainer, blankLodgement } from "./lodgement";

/** A declaration with every field named and nothing in it, for those who write the file by program. */
export function jsonTemplate(): string {
  const blank = blankLodgement();
  blank.waybill.containers = [blankContainer()];
  blank.waybill.itinerary = [blankCall()];
  return JSON.stringify([blank], null, 2);
}

export function saveText(name: string, text: string, type = "application/json"): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
