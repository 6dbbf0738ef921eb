import type { Board, Delta, Snapshot } from "./types";

export const EMPTY_BOARD: Board = { at: null, journeys: new Map(), alarms: new Map() };

export function fromSnapshot(snapshot: Snapshot): Board {
  return {
    at: snapshot.at,
    journeys: new Map(snapshot.journeys.map((one) => [one.id, one])),
    alarms: new Map(snapshot.alarms.map((one) => [one.id, one])),
  };
}

function merged<T extends { id: string }>(
  before: ReadonlyMap<string, T>,
  changed: readonly T[] | undefined,
  gone: readonly string[],
): ReadonlyMap<string, T> {
  const leaving = gone.some((id) => before.has(id));
  // The same map again means that nothing has to be drawn again.
  if (!changed?.length && !leaving) return before;
  const after = new Map(before);
  for (const one of changed ?? []) after.set(one.id, one);
  for (const id of gone) after.delete(id);
  return after;
}

/** The board after a message. Messages may be repeated; ids in `gone` win over the same ids among the changed. */
export function afterDelta(board: Board, delta: Delta): Board {
  const gone = Array.isArray(delta.gone) ? { journeys: delta.gone, alarms: delta.gone } : delta.gone;
  return {
    at: delta.at,
    journeys: merged(board.journeys, delta.journeys, gone?.journeys ?? []),
    alarms: merged(board.alarms, delta.alarms, gone?.alarms ?? []),
  };
}
