import type { Series } from './promtool';

/** A line of the text format of Prometheus. */
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;

/** The names of the metrics of a page. */
export function metricNames(page: string): Set<string> {
  const names = page.split('\n').map((line) => SAMPLE.exec(line)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

/** What Prometheus stores of a page that stays as it is, with the labels of the pod that it comes from. */
export function seriesOf(page: string, pod: string, names: readonly string[]): Series {
  const samples = page.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || !names.includes(name)) return [];
    return [[`${name}{${[pod, labels].filter(Boolean).join(',')}}`, constant(value, 120)]];
  });
  return Object.fromEntries(samples);
}

/** A value for so many minutes; NaN has no short form. */
export function constant(value: string, minutes: number): string {
  return value === 'NaN' ? Array(minutes).fill('NaN').join(' ') : `${value}x${minutes}`;
}
