/** Tells a loop that there is something to look at; rings that come together are one. */
export class Bell {
  private rung = false;
  private wake?: () => void;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Until it rings, or has rung since the last wait, or the time is over. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.rung && !stop.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => this.wake?.(), ms);
        this.wake = () => {
          clearTimeout(timer);
          stop.removeEventListener('abort', this.wake!);
          this.wake = undefined;
          resolve();
        };
        stop.addEventListener('abort', this.wake);
      });
    }
    this.rung = false;
  }
}
