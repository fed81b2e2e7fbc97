/** Wakes a loop up; notifications that arrive before it waits again count as one. */
export class Signal {
  private notified = false;
  private wake?: () => void;

  notify(): void {
    this.notified = true;
    this.wake?.();
  }

  /** Until it is notified, or was since the last wait, or the time is over, or `stop` is aborted. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (!this.notified && !stop.aborted) {
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
    this.notified = false;
  }
}
