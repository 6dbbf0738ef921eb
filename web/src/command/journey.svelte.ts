import { api } from "../api/client";
import { asApiError, type ApiError } from "../api/errors";
import type { TrackPoint } from "../map/features";
import type { Alarm, JourneyState } from "../live/types";

/** One journey with its seal and alarms, as `GET /api/journeys/{id}` tells it. */
export interface JourneyDetail {
  id: string;
  consignment_id: string;
  mrn: string;
  container_number: string;
  plate: string;
  seal_number: string;
  device_id: string;
  corridor_id: string;
  from_site: string;
  to_site: string;
  state: JourneyState;
  sealed_at: string;
  due_at: string;
  progress: number;
  eta: string | null;
  last: {
    position: { latitude: number; longitude: number } | null;
    device_time: string;
    received_at: string;
    speed_kmh: number | null;
    course_deg: number | null;
    battery_percent: number | null;
    rope: string | null;
    locked: boolean | null;
  } | null;
  alarms: Alarm[];
}

const AGAIN_AFTER_MS = 5000;

/** The journey that is looked at: asked for when it is chosen, and again when the feed has news of it. */
export class ChosenJourney {
  detail = $state.raw<JourneyDetail | null>(null);
  track = $state.raw<readonly TrackPoint[]>([]);
  error = $state.raw<ApiError | null>(null);
  private id: string | null = null;
  private askedAt = 0;
  private later: ReturnType<typeof setTimeout> | undefined;

  choose(id: string | null): void {
    if (id === this.id) return;
    clearTimeout(this.later);
    this.id = id;
    this.detail = null;
    this.track = [];
    this.error = null;
    if (id) void this.ask();
  }

  /** The feed changed something of it. Asks at most every five seconds. */
  refresh(): void {
    if (!this.id) return;
    clearTimeout(this.later);
    const wait = Math.max(0, this.askedAt + AGAIN_AFTER_MS - Date.now());
    this.later = setTimeout(() => void this.ask(), wait);
  }

  async ask(): Promise<void> {
    const id = this.id;
    if (!id) return;
    this.askedAt = Date.now();
    try {
      const path = { id };
      const [detail, track] = await Promise.all([
        api.get<JourneyDetail>("/api/journeys/{id}", { path }),
        api.get<TrackPoint[]>("/api/journeys/{id}/track", { path }),
      ]);
      if (id !== this.id) return;
      [this.detail, this.track, this.error] = [detail, track, null];
    } catch (thrown) {
      if (id === this.id) this.error = asApiError(thrown);
    }
  }
}
