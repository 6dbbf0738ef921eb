import { api, wiring } from "../api/client";
import { ApiError } from "../api/errors";

export type Role =
  | "declarant"
  | "image_analyst"
  | "duty_officer"
  | "field_officer"
  | "risk_manager"
  | "administrator"
  | "scanner"
  | "gate_reader";

export type Permission =
  | "lodge"
  | "follow_own"
  | "read_case"
  | "read_raw"
  | "review_images"
  | "post_scan"
  | "watch"
  | "handle_alarms"
  | "bind_seal"
  | "read_gate"
  | "examine"
  | "read_policy"
  | "edit_corridors"
  | "reopen"
  | "manage_users"
  | "operate";

export interface User {
  id: string;
  name: string;
  display_name: string;
  role: Role;
  site_id: string | null;
  enterprise_id: string | null;
}

interface SessionAnswer {
  user: User;
  permissions: Permission[];
  csrf_token: string;
}

export interface About {
  name: string;
  version: string;
  country: string;
  languages: string[];
  hs_edition: string;
  currency: string;
  /** West, south, east, north. */
  map_bounds: [number, number, number, number];
  demo: boolean;
  demo_accounts: { user_name: string; password: string; role: Role; display_name: string }[];
  now: string;
}

/** Who sits here. `state` is `unknown` until the server has said. */
class Session {
  state = $state<"unknown" | "out" | "in">("unknown");
  user = $state.raw<User | null>(null);
  about = $state.raw<About | null>(null);
  private permissions = $state.raw<ReadonlySet<Permission>>(new Set());

  constructor() {
    wiring.onSignedOut = () => {
      if (this.state === "in") this.leave();
    };
  }

  may(permission: Permission | readonly Permission[] | undefined): boolean {
    if (permission === undefined) return true;
    const wanted = typeof permission === "string" ? [permission] : permission;
    return wanted.some((one) => this.permissions.has(one));
  }

  async resume(): Promise<void> {
    void this.ask();
    try {
      this.enter(await api.get<SessionAnswer>("/api/session"));
    } catch (thrown) {
      this.leave();
      if (!(thrown instanceof ApiError) || thrown.status !== 401) throw thrown;
    }
  }

  async ask(): Promise<void> {
    this.about = await api.get<About>("/api/about").catch(() => null);
  }

  async signIn(userName: string, password: string): Promise<void> {
    this.enter(await api.post<SessionAnswer>("/api/session", { user_name: userName, password }));
  }

  async signOut(): Promise<void> {
    await api.delete("/api/session").catch(() => undefined);
    this.leave();
  }

  private enter(answer: SessionAnswer): void {
    wiring.csrfToken = answer.csrf_token;
    this.user = answer.user;
    this.permissions = new Set(answer.permissions);
    this.state = "in";
  }

  private leave(): void {
    wiring.csrfToken = null;
    this.user = null;
    this.permissions = new Set();
    this.state = "out";
  }
}

export const session = new Session();
