import type { Schemas } from "../api/paths";

export type ImageReview = Schemas["ReviewOut"];

const OVER = new Set(["decided", "unneeded", "closed"]);

/** Nobody has to look at the image any more. */
export function isOver(review: Pick<ImageReview, "state">): boolean {
  return OVER.has(review.state);
}
