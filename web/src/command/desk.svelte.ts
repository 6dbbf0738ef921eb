import { api } from "../api/client";
import { asApiError } from "../api/errors";
import { isOpen } from "../live/condition";
import { live } from "../live/stream.svelte";
import type { Alarm } from "../live/types";
import { toasts } from "../ui/toasts.svelte";
import { AlarmLog } from "./alarm-log.svelte";
import { ChosenJourney } from "./journey.svelte";
import {
  byId,
  neighbour,
  queueOf,
  rowsOf,
  seenAfter,
  unseen,
  withLive,
  type QueueTab,
  type Row,
} from "./overview";

/** Lateness is judged by the minute; judging it each second would redraw everything for nothing. */
function minute(): number {
  return Math.floor(Date.now() / 60_000) * 60_000;
}

/** What the duty officer looks at: the queue, the chosen journey and alarm, and what came since the last look. */
export class Desk {
  tab = $state<QueueTab>("new");
  journeyId = $state<string | null>(null);
  alarmId = $state<string | null>(null);
  resolving = $state<string | null>(null);
  busy = $state<string | null>(null);
  readonly log = new AlarmLog();
  readonly journey = new ChosenJourney();
  private seen = $state.raw<ReadonlySet<string> | null>(null);

  readonly alarms = $derived([...live.alarms.values()]);
  readonly rows = $derived(rowsOf(live.journeys, live.alarms, minute()));
  readonly rowById = $derived(byId(this.rows));
  readonly queue = $derived(
    queueOf(this.tab === "all" ? withLive(this.log.items, this.alarms) : this.alarms, this.tab),
  );
  readonly fresh = $derived(this.seen ? unseen(this.alarms, this.seen) : []);

  get row(): Row | undefined {
    return this.journeyId ? this.rowById.get(this.journeyId) : undefined;
  }

  /** The alarms of the chosen journey, open ones first. */
  get journeyAlarms(): Alarm[] {
    const live = this.alarms.filter((one) => one.journey_id === this.journeyId);
    const all = withLive(this.journey.detail?.alarms ?? [], live);
    return queueOf(all, "all").sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
  }

  alarm(id: string | null): Alarm | null {
    if (!id) return null;
    return (
      live.alarms.get(id) ??
      this.queue.find((one) => one.id === id) ??
      this.journeyAlarms.find((one) => one.id === id) ??
      null
    );
  }

  chooseJourney(id: string | null): void {
    this.journeyId = id;
    if (this.alarm(this.alarmId)?.journey_id !== id) this.alarmId = null;
    this.journey.choose(id);
  }

  chooseAlarm(alarm: Alarm): void {
    this.alarmId = alarm.id;
    this.chooseJourney(alarm.journey_id);
    this.saw([alarm]);
  }

  step(by: 1 | -1): void {
    const next = neighbour(this.queue, this.alarmId, by);
    if (next) this.chooseAlarm(next);
  }

  /** What stood in the first snapshot is not news. */
  firstLook(): void {
    if (this.seen === null && live.board.at !== null) this.seen = seenAfter(null, live.alarms.values());
  }

  saw(alarms: Iterable<Alarm>): void {
    this.seen = seenAfter(this.seen, alarms);
  }

  async acknowledge(alarm: Alarm | null): Promise<void> {
    if (!alarm || alarm.state !== "open" || this.busy) return;
    this.busy = alarm.id;
    try {
      const path = { id: alarm.id };
      const answer = await api.post<Alarm>("/api/alarms/{id}/acknowledgement", {}, { path });
      this.changed(answer?.id ? answer : { ...alarm, state: "acknowledged" });
    } catch (thrown) {
      toasts.say(asApiError(thrown).message, { tone: "bad" });
    } finally {
      this.busy = null;
    }
  }

  changed(alarm: Alarm): void {
    live.apply({ alarms: [alarm] });
    this.journey.refresh();
  }
}
