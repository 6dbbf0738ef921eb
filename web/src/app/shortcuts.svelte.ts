import { untrack } from "svelte";
import { tinykeys } from "tinykeys";
import type { Key } from "../i18n/keys";
import { preferences } from "./preferences.svelte";

export interface Shortcut {
  /** As tinykeys writes them: `j`, `Shift+?`, `g d`, `$mod+Enter`. */
  keys: string;
  label: Key;
  run: (event: KeyboardEvent) => void;
  /** Chords with Ctrl or Alt may also work while somebody types. */
  inInputs?: boolean;
}

interface Group {
  title: Key;
  shortcuts: readonly Shortcut[];
}

/** The groups of keys that work on the page now, for the help dialog. */
export const groups = $state<{ list: Group[] }>({ list: [] });

/** A slider takes no letters, so those keep their meaning while it has the focus. */
const TYPED = "input:not([type='range']), textarea, select, [contenteditable]";

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPED) !== null;
}

/** Space presses what has the focus; it must not do a second thing. */
function isPressing(event: KeyboardEvent): boolean {
  return (
    event.key === " " &&
    event.target instanceof Element &&
    event.target.closest("button, a, summary") !== null
  );
}

/**
 * Binds keys while a component lives; call it while the component is set up. They are silent inside inputs and
 * dialogs, and altogether when the person has switched them off.
 */
export function shortcuts(title: Key, list: readonly Shortcut[]): void {
  const bindings = Object.fromEntries(
    list.map(({ keys, run, inInputs }) => [
      keys,
      (event: KeyboardEvent) => {
        if (!preferences.shortcuts && !inInputs) return;
        if (isPressing(event)) return;
        if (!inInputs && (isTyping(event.target) || document.querySelector("dialog[open]"))) return;
        event.preventDefault();
        run(event);
      },
    ]),
  );
  $effect(() => {
    const group: Group = { title, shortcuts: list };
    // Written without being read: an effect that reads the list it changes would run for ever.
    groups.list = [...untrack(() => groups.list), group];
    const unbind = tinykeys(window, bindings);
    return () => {
      unbind();
      groups.list = untrack(() => groups.list).filter((one) => one.title !== title);
    };
  });
}
