import { createHash } from 'crypto';
import type { Json } from '../core/json';

/** A panel of a dashboard, half as wide as it. */
export interface Panel {
  readonly title: string;
  /** What is good, what is bad, and what to do. */
  readonly description: string;
  /** As Grafana names them: `s`, `bytes`, `percentunit`, `short`, `ops`. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

export interface Query {
  /** PromQL. */
  readonly expr: string;
  /** Of its lines, with `{{label}}`s. */
  readonly legend: string;
}

const WIDTH = 12;
const HEIGHT = 8;
/** Grafana 10 and newer read it, and bring it up to date. */
const SCHEMA_VERSION = 39;

/** A dashboard as Grafana imports it; whoever looks at it chooses the data source. */
export function dashboard(title: string, panels: readonly Panel[]): Json {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  return {
    // The same for each synth: an update and not a second dashboard.
    uid: createHash('sha256').update(title).digest('hex').slice(0, 16),
    title,
    tags: ['restate'],
    schemaVersion: SCHEMA_VERSION,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: {
      list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }],
    },
    panels: panels.map(({ title: name, description, unit, queries }, index) => ({
      id: index + 1,
      type: 'timeseries',
      title: name,
      description,
      datasource,
      gridPos: {
        x: (index % 2) * WIDTH,
        y: Math.floor(index / 2) * HEIGHT,
        w: WIDTH,
        h: HEIGHT,
      },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(({ expr, legend }, target) => ({
        refId: String.fromCharCode(65 + target),
        datasource,
        expr,
        legendFormat: legend,
      })),
    })),
  };
}
