/** The clock of a case: how much of its time is gone. */

export type Pressure = "calm" | "amber" | "red";

const AMBER = 0.6;

export interface Clock {
  readonly pressure: Pressure;
  /** Seconds until it is due; negative afterwards. */
  readonly left: number;
}

export function clock(openedAt: string, dueAt: string, nowMs: number): Clock {
  const opened = Date.parse(openedAt);
  const due = Date.parse(dueAt);
  const gone = (nowMs - opened) / Math.max(1, due - opened);
  return {
    pressure: gone >= 1 ? "red" : gone >= AMBER ? "amber" : "calm",
    left: Math.round((due - nowMs) / 1000),
  };
}

/** Seconds as a clock shows them: "2:05", "−0:42", "3:20:00". */
export function clockFace(seconds: number): string {
  const whole = Math.abs(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  const face = h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  return seconds < 0 ? `−${face}` : face;
}
