export interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad" | "note";
  /** Offered until the toast goes. */
  undo?: () => void;
  until: number;
}

interface Options {
  tone?: Toast["tone"];
  undo?: () => void;
  /** How long it stays; a server may name the moment until which it can be undone. */
  milliseconds?: number;
}

class Toasts {
  list = $state<Toast[]>([]);
  private last = 0;

  say(text: string, { tone = "good", undo, milliseconds = 6000 }: Options = {}): number {
    const id = ++this.last;
    this.list.push({ id, text, tone, undo, until: Date.now() + milliseconds });
    setTimeout(() => this.drop(id), milliseconds);
    return id;
  }

  drop(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
