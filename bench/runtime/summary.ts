import type { Calls } from './runtime-process';
import { median } from '../measure';

/** Of milliseconds. */
export function summary(values: readonly number[]) {
  return {
    n: String(values.length),
    min: Math.min(...values).toFixed(0),
    median: median(values).toFixed(0),
    max: Math.max(...values).toFixed(0),
  };
}

export function perMinute({ api, apiWrites, admin }: Calls, windowMs: number) {
  const rate = (calls: number) => ((calls * 60_000) / windowMs).toFixed(1);
  return {
    'API calls/min': rate(api),
    'of which writes': rate(apiWrites),
    'admin calls/min': rate(admin),
  };
}
