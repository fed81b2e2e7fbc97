/**
 * The API server's clock, read from the Date header of its answers: the times that runs write into
 * the cluster and compare there must not depend on which node a run landed on.
 */
export class ServerClock {
  private serverMs?: number;
  private readAt = 0;

  /** Takes the Date header of an answer of the API server. */
  learn(date: string | undefined): void {
    const ms = Date.parse(date ?? '');
    if (Number.isNaN(ms)) return;
    this.serverMs = ms;
    this.readAt = performance.now();
  }

  /** @throws Error when the API server has not answered yet. */
  now(): Date {
    if (this.serverMs === undefined) {
      throw new Error('the time of the API server is not known yet: it has not answered');
    }
    return new Date(this.serverMs + performance.now() - this.readAt);
  }
}
