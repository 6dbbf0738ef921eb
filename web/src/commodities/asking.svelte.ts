import { isAborted } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";

/** Answers to what is being typed: asked after a pause, and never overtaken by an earlier question's answer. */
export class Asking<Question, Answer> {
  value = $state.raw<Answer | null>(null);
  error = $state.raw<ApiError | null>(null);
  busy = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor(
    private readonly answer: (question: Question, signal: AbortSignal) => Promise<Answer>,
    private readonly pause_ms = 300,
  ) {}

  /** Null asks nothing and forgets the last answer. */
  ask(question: Question | null): void {
    this.cancel();
    if (question === null) {
      this.value = null;
      this.error = null;
      return;
    }
    this.busy = true;
    this.timer = setTimeout(() => void this.now(question), this.pause_ms);
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.busy = false;
  }

  private async now(question: Question): Promise<void> {
    const mine = (this.asking = new AbortController());
    try {
      const value = await this.answer(question, mine.signal);
      if (mine.signal.aborted) return;
      this.value = value;
      this.error = null;
    } catch (thrown) {
      if (isAborted(thrown) || mine.signal.aborted) return;
      this.value = null;
      this.error = asApiError(thrown);
    } finally {
      if (this.asking === mine && !mine.signal.aborted) this.busy = false;
    }
  }
}
