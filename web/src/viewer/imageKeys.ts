import type { Shortcut } from "../app/shortcuts.svelte";
import { LOOKS, type Radiograph } from "./radiograph.svelte";

interface Actions {
  mark: () => void;
  measure: () => void;
  compare: () => void;
}

/** The keys of a radiograph. `e` and `i` hold: letting go is the pane's affair. */
export function imageKeys(of: () => Radiograph, { mark, measure, compare }: Actions): Shortcut[] {
  return [
    ...LOOKS.map((look, i) => ({
      keys: String(i + 1),
      label: `viewer.look.${look}` as const,
      run: () => of().choose(look),
    })),
    { keys: "e", label: "viewer.edges.hint", run: () => (of().edges = true) },
    { keys: "i", label: "viewer.invert.hint", run: () => (of().inverted = true) },
    { keys: "[", label: "viewer.contrast.less", run: () => of().narrow(1.25) },
    { keys: "]", label: "viewer.contrast.more", run: () => of().narrow(0.8) },
    { keys: "Shift+{", label: "viewer.contrast.lighter", run: () => of().darken(-0.1) },
    { keys: "Shift+}", label: "viewer.contrast.darker", run: () => of().darken(0.1) },
    { keys: "a", label: "viewer.contrast.auto", run: () => of().automatic() },
    { keys: "Shift++", label: "viewer.zoom.in", run: () => of().zoom(1.25) },
    { keys: "-", label: "viewer.zoom.out", run: () => of().zoom(0.8) },
    { keys: "=", label: "viewer.zoom.fit", run: () => of().fit() },
    { keys: "Space", label: "viewer.reset.hint", run: () => of().reset() },
    { keys: "b", label: "viewer.mark.hint", run: mark },
    { keys: "m", label: "viewer.measure", run: measure },
    { keys: "r", label: "viewer.reference", run: compare },
  ];
}
