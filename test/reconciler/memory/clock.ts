/** The time of the servers of a test: it moves only when the test says so. */
export class TestClock {
  constructor(private ms = Date.parse('2026-01-01T12:00:00Z')) {}

  now(): Date {
    return new Date(this.ms);
  }

  advance(seconds: number): void {
    this.ms += seconds * 1000;
  }
}
