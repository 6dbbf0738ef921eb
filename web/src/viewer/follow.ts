/** Views of panes that follow another: a second projection, or an earlier scan beside today's. */

import type { Radiograph } from "./radiograph.svelte";
import { centred, fit, toImage, type Box, type Size, type View } from "./transform";

type Follower = Pick<Radiograph, "about" | "image" | "aspect">;
type Leader = Follower & Pick<Radiograph, "view" | "pane">;

/** The same share of the image at the same magnification: two scans rarely have the same number of pixels. */
export function samePlace(follower: Follower, pane: Size, leader: Leader): View {
  const magnified = leader.view.scale / fit(leader.image, leader.pane, leader.aspect).scale;
  const scale = magnified * fit(follower.image, pane, follower.aspect).scale;
  const middle = middleOf(leader);
  const point = {
    x: (middle.x / leader.image.width) * follower.image.width,
    y: (middle.y / leader.image.height) * follower.image.height,
  };
  return centred({ scale, aspect: follower.aspect, x: 0, y: 0 }, point, pane);
}

/** The same place along the vehicle, to the millimetre; across it, the middle or the box that is looked at. */
export function alongside(follower: Follower, pane: Size, leader: Leader, box: Box | null): View {
  const [ours, theirs] = [follower.about.pixel_mm?.[0] ?? 1, leader.about.pixel_mm?.[0] ?? 1];
  const scale = (leader.view.scale / theirs) * ours;
  const y = box ? box.y + box.height / 2 : follower.image.height / 2;
  return centred(
    { scale, aspect: follower.aspect, x: 0, y: 0 },
    { x: (middleOf(leader).x * theirs) / ours, y },
    pane,
  );
}

function middleOf({ view, pane }: Leader) {
  return toImage(view, { x: pane.width / 2, y: pane.height / 2 });
}
