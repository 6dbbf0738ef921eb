import type { Lodgement } from "./lodgement";

let waiting: Lodgement | null = null;

/** Another page has begun a declaration: the lodging page opens with it. */
export function handOver(content: Lodgement): void {
  waiting = content;
}

/** What was handed over, once. */
export function takeOver(): Lodgement | null {
  const content = waiting;
  waiting = null;
  return content;
}
