/** One clock for all relative times and counters of a page: a tick every second, none while the page is hidden. */
class Now {
  at = $state(Date.now());

  constructor() {
    setInterval(() => {
      if (!document.hidden) this.at = Date.now();
    }, 1000);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.at = Date.now();
    });
  }
}

export const now = new Now();
