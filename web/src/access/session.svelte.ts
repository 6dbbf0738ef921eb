import { api, wiring } from "../api/client";
import { ApiError } from "../api/errors";
import type { Schemas } from "../api/paths";

export type User = Schemas["UserOut"];
export type Role = User["role"];
export type Permission = Schemas["SessionOut"]["permissions"][number];
export type About = Schemas["AboutOut"];

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
      this.enter(await api.get("/api/session"));
    } catch (thrown) {
      this.leave();
      if (!(thrown instanceof ApiError) || thrown.status !== 401) throw thrown;
    }
  }

  async ask(): Promise<void> {
    this.about = await api.get("/api/about").catch(() => null);
  }

  async signIn(userName: string, password: string): Promise<void> {
    this.enter(await api.post("/api/session", { user_name: userName, password }));
  }

  async signOut(): Promise<void> {
    await api.delete("/api/session").catch(() => undefined);
    this.leave();
  }

  private enter(answer: Schemas["SessionOut"]): void {
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
