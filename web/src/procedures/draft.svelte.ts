import type { Box } from "../viewer/transform";
import type { Decision, Mark, Outcome } from "./review";

/** A mark while it is worked on; `id` is only ours. */
export interface DraftMark extends Mark {
  id: string;
}

export type Missing = "mark" | "reason" | "note";

/** A reason that explains nothing by itself: the note has to. */
const OTHER = "other";

/** The decision in the making. */
export class Draft {
  outcome = $state<Outcome | null>(null);
  reasons = $state<string[]>([]);
  marks = $state<DraftMark[]>([]);
  note = $state("");
  private last = 0;

  /** What is still wanting for an outcome. The server asks the same; here it is said before somebody tries. */
  missing(outcome: Outcome): Missing[] {
    const wanting: Missing[] = [];
    if (outcome === "suspicious" && this.marks.length === 0) wanting.push("mark");
    if (outcome !== "clear" && this.reasons.length === 0) wanting.push("reason");
    if (this.reasons.includes(OTHER) && !this.note.trim()) wanting.push("note");
    return wanting;
  }

  readonly ready = $derived(this.outcome !== null && this.missing(this.outcome).length === 0);

  choose(outcome: Outcome | null): void {
    if (outcome !== this.outcome) this.reasons = [];
    this.outcome = outcome;
  }

  toggle(reason: string): void {
    this.reasons = this.reasons.includes(reason)
      ? this.reasons.filter((one) => one !== reason)
      : [...this.reasons, reason];
  }

  mark(view: number, box: Box, note = "", slice: number | null = null): DraftMark {
    const made = { id: `mark-${++this.last}`, view, ...box, note, slice };
    this.marks.push(made);
    return made;
  }

  drop(id: string): void {
    this.marks = this.marks.filter((mark) => mark.id !== id);
  }

  /** A decision taken back is laid out again as it was. */
  restore(decision: Pick<Decision, "outcome" | "reason_codes" | "marks" | "note">): void {
    this.outcome = decision.outcome;
    this.reasons = [...decision.reason_codes];
    this.note = decision.note;
    this.marks = [];
    for (const { view, note, slice, ...box } of decision.marks) this.mark(view, box, note, slice ?? null);
  }

  body(): { outcome: Outcome; reason_codes: string[]; marks: Mark[]; note: string } {
    const marks = this.marks.map(({ view, x, y, width, height, note, slice }) => ({
      view,
      x,
      y,
      width,
      height,
      note,
      slice,
    }));
    return { outcome: this.outcome!, reason_codes: [...this.reasons], marks, note: this.note.trim() };
  }
}
