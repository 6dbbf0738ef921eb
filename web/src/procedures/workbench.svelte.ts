import { session } from "../access/session.svelte";
import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { Finding, Scan } from "../viewer/scan";
import { t } from "../i18n/i18n.svelte";
import { toasts } from "../ui/toasts.svelte";
import { CaseFile } from "./casefile.svelte";
import { Draft } from "./draft.svelte";
import { Resource } from "./resource.svelte";
import {
  OVER,
  type Counters,
  type FindingVerdict,
  type Judgement,
  type Label,
  type Opinion,
  type Outcome,
  type ReasonCode,
  type Reveal,
  type Review,
  type Tip,
} from "./review";

export const QUEUES = ["open", "mine", "decided"] as const;
export type Queue = (typeof QUEUES)[number];

interface Listed {
  items: Review[];
  counters: Counters;
  ai_reveal: Reveal;
}

interface Decided {
  undo_until: string;
  tip: Tip | null;
}

/** One case on the bench. */
export class Case {
  readonly file: CaseFile;
  readonly draft = new Draft();
  /** For whom decides between two readers: what they said. */
  readonly opinions = new Resource(async () => {
    const path = { id: this.review.id };
    return (await api.get<{ items: Opinion[] }>("/api/reviews/{id}/opinions", { path })).items;
  });
  review = $state.raw<Review>() as Review;
  scan = $state.raw<Scan | null>(null);
  /** The radiograph taken of the same consignment before this one. */
  earlier = $state.raw<Scan | null>(null);
  /** What turned out to be projected, until the real image is called for. */
  tip = $state.raw<Tip | null>(null);
  /** This reader's words on findings, by the finding's id. */
  judged = $state.raw<Readonly<Record<string, Judgement>>>({});
  /** How the case was lost while it lay here: somebody else decided it, or it went back to the others. */
  lost = $state<"decided" | "moved" | null>(null);

  constructor(
    review: Review,
    private readonly policy: { readonly reveal: Reveal },
  ) {
    this.review = review;
    this.file = new CaseFile(review.consignment_id);
    if (review.decision) this.draft.restore(review.decision);
  }

  get decided(): boolean {
    return OVER.includes(this.review.state);
  }

  /** Ours to decide. */
  get open(): boolean {
    return this.review.state === "assigned" && this.review.assigned_to === session.user?.id && !this.lost;
  }

  /** Ours to say what of the findings is right: in hand, or decided where they are shown only then. */
  get judging(): boolean {
    const { decision, decided_by: by } = this.review;
    const after = this.reveal === "after_decision" && !!decision && by === session.user?.id;
    return (this.open && !this.tip) || (after && this.revealed);
  }

  /** Takes over what the server says after it refused us; whether our decision stands is for it to know. */
  renew(review: Review): void {
    this.review = review;
    const mine = session.user?.id;
    if (review.assigned_to === mine || review.decided_by === mine) this.lost = null;
    else this.lost = OVER.includes(review.state) ? "decided" : "moved";
  }

  get reveal(): Reveal {
    return this.policy.reveal;
  }

  /** Whether findings are shown now: `ai_reveal` is policy's answer to automation bias, and the server's to keep. */
  get revealed(): boolean {
    return this.scan !== null && !this.scan.findings_hidden;
  }

  /** Policy asks what the analyst would decide before the findings are shown. */
  get awaitsLook(): boolean {
    return this.open && !this.tip && this.reveal === "after_first_look" && !!this.scan?.findings_hidden;
  }
}

/** The bench of one analyst: the queue, the case at hand, and what is done with it. */
export class Workbench {
  rows = $state.raw<Review[]>([]);
  queue = $state<Queue>("open");
  counters = $state.raw<Counters>({ open: 0, mine: 0, over_sla: 0 });
  /** Policy's answer to automation bias; until it is known, nothing is shown too early. */
  reveal = $state<Reveal>("after_decision");
  reasonCodes = $state.raw<ReasonCode[]>([]);
  labels = $state.raw<Label[]>([]);
  current = $state.raw<Case | null>(null);
  /** The queue has been asked and had nothing for us. */
  idle = $state(false);
  busy = $state(false);
  /** Something has been opened or asked for: from now on the address follows the bench. */
  settled = $state(false);
  error = $state.raw<ApiError | null>(null);

  /** An answer that comes after another queue was chosen is not shown as that one's. */
  async refresh(): Promise<void> {
    const { queue } = this;
    const found = await api.get<Listed>("/api/reviews", { query: { state: queue } });
    if (queue !== this.queue) return;
    this.rows = found.items;
    this.counters = found.counters;
    this.reveal = found.ai_reveal;
  }

  /** Looks at a queue, or again at the same; nobody waits for it. */
  look(queue: Queue = this.queue): void {
    if (queue !== this.queue) this.rows = [];
    this.queue = queue;
    void this.refresh().catch(() => undefined);
  }

  async loadReasonCodes(): Promise<void> {
    this.reasonCodes = (await api.get<{ items: ReasonCode[] }>("/api/reason-codes")).items;
  }

  /** The server gives the next case: no one picks the easy ones. */
  next(): Promise<void> {
    return this.attempt(async () => {
      const review = await api.post<Review | null>("/api/reviews/next");
      this.idle = review === null;
      this.look();
      await this.show(review);
    });
  }

  open(id: string): Promise<void> {
    return this.attempt(async () => {
      await this.show(await api.get<Review>("/api/reviews/{id}", { path: { id } }));
    });
  }

  /** A second confirmation of the same case is no second decision, and is not sent. */
  async decide(): Promise<void> {
    const { current } = this;
    if (!current?.open || !current.draft.ready || this.busy) return;
    const decision = current.draft.body();
    const body = { ...decision, seen: current.scan?.image_key ?? null };
    const path = { id: current.review.id };
    await this.attempt(async () => {
      const { undo_until, tip } = await api.post<Decided>("/api/reviews/{id}/decision", body, { path });
      if (tip) return void (current.tip = tip);
      current.review = {
        ...current.review,
        state: "pending",
        decision,
        decided_by: session.user?.id ?? null,
        decided_at: new Date().toISOString(),
        undo_until,
      };
      this.look();
      if (current.scan?.findings_hidden) await this.renewScan();
    });
    if (this.error?.kind !== "conflict") return;
    const refusal = this.error;
    await this.attempt(async () => {
      current.renew(await api.get<Review>("/api/reviews/{id}", { path }));
      await this.renewScan();
    });
    if (current.open) this.error ??= refusal;
  }

  /** After a projected threat: the real image of the same case, with a fresh mind. */
  async lookAgain(): Promise<void> {
    if (this.current?.tip) await this.open(this.current.review.id);
  }

  /** Says what the analyst would decide alone; from then on the findings are shown. */
  lookFirst(outcome: Outcome): Promise<void> {
    return this.attempt(async () => {
      const { current } = this;
      if (!current?.awaitsLook) return;
      const path = { id: current.review.id };
      current.renew(await api.post<Review>("/api/reviews/{id}/first-look", { outcome }, { path }));
      await this.renewScan();
    });
  }

  /** Accepts, rejects or relabels a finding; without a verdict the word is taken back. */
  judge(finding: Finding, verdict: FindingVerdict | null, label = ""): Promise<void> {
    return this.attempt(async () => {
      const { current } = this;
      if (!current?.judging) return;
      if (verdict === null && current.review.state === "decided") {
        toasts.say(t("findings.stands"));
        return;
      }
      const path = { id: current.review.id, finding: finding.id };
      const others = Object.fromEntries(Object.entries(current.judged).filter(([id]) => id !== finding.id));
      if (verdict === null) {
        await api.delete("/api/reviews/{id}/findings/{finding}", { path });
        current.judged = others;
        return;
      }
      const said = await api.put<Judgement>(
        "/api/reviews/{id}/findings/{finding}",
        { verdict, label },
        { path },
      );
      current.judged = { ...others, [finding.id]: said };
    });
  }

  async loadLabels(): Promise<void> {
    if (!this.labels.length)
      this.labels = (await api.get<{ items: Label[] }>("/api/reviews/findings/labels")).items;
  }

  undo(undone: Case): Promise<void> {
    return this.attempt(async () => {
      const path = { id: undone.review.id };
      undone.renew(await api.delete<Review>("/api/reviews/{id}/decision", { path }));
      this.current = undone;
      this.look();
    });
  }

  handBack(): Promise<void> {
    return this.attempt(async () => {
      if (!this.current) return;
      await api.post("/api/reviews/{id}/hand-back", {}, { path: { id: this.current.review.id } });
      this.current = null;
      this.look();
    });
  }

  /** Asks again for the scan of the case at hand: the recogniser may have come to its end. */
  async renewScan(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const path = { id: current.review.scan_id };
    current.scan = await api.get<Scan>("/api/scans/{id}", { path });
  }

  private async show(review: Review | null): Promise<void> {
    this.current = review && new Case(review, this);
    if (!review) return;
    this.idle = false;
    await this.renewScan();
    this.current?.file.declaration.want();
    void this.loadJudged().catch(() => undefined);
    // Only a help for the eye: nobody waits for it, and nobody misses it where it fails.
    void this.findEarlier().catch(() => undefined);
  }

  private async loadJudged(): Promise<void> {
    const { current } = this;
    if (!current) return;
    const path = { id: current.review.id };
    const said = await api.get<{ items: Judgement[] }>("/api/reviews/{id}/findings", { path });
    current.judged = Object.fromEntries(said.items.map((one) => [one.finding_id, one]));
  }

  private async findEarlier(): Promise<void> {
    const { current } = this;
    const scan = current?.scan;
    if (!scan || scan.modality !== "radiograph") return;
    await current.file.scans.load();
    const before = current.file.scans.value?.find(
      (other) =>
        other.modality === "radiograph" && other.id !== scan.id && other.received_at < scan.received_at,
    );
    if (before) current.earlier = await api.get<Scan>("/api/scans/{id}", { path: { id: before.id } });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy = this.settled = true;
    this.error = null;
    try {
      await work();
    } catch (thrown) {
      this.error = asApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
