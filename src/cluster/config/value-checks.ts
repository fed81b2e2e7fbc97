import { shown } from '../../core/faults';
import type { Faults } from '../../core/faults';

type Table = { readonly [key: string]: any };

const MOST_PARTITIONS = 65535;

/** Values with which the server ends at its start. */
export function checkValues(tables: Table, faults: Faults): void {
  checkCount(tables['default-num-partitions'], MOST_PARTITIONS, 'default-num-partitions', faults);
  checkCount(tables['default-replication'], Infinity, 'default-replication', faults);
  const client = tables['metadata-client'];
  if (client?.type === 'object-store') {
    warnOfHttp(client, 'metadata-client', faults);
  }
  const snapshots = tables.worker?.snapshots;
  if (snapshots?.destination !== undefined) {
    checkLocation(snapshots.destination, 'worker.snapshots.destination', faults);
    warnOfHttp(snapshots, 'worker.snapshots', faults);
  }
}

/** Replication may also be a text, such as "{zone: 2}". */
function checkCount(value: unknown, most: number, key: string, faults: Faults): void {
  if (typeof value !== 'number' || (Number.isInteger(value) && value >= 1 && value <= most)) return;
  const range = most === Infinity ? '1 or more' : `between 1 and ${most}`;
  faults.add(`config.${key}`, `${value} is out of range`, `write an integer, ${range}`);
}

/** A server ends at once without a URL, with that of a file, or with an address in place of a bucket. */
function checkLocation(location: unknown, key: string, faults: Faults): void {
  if (typeof location !== 'string') return;
  const isUrl = /^(?!file:)[a-z][a-z0-9+.-]*:\/\/./i.test(location);
  const isHttp = /^https?:/i.test(location);
  if (isUrl && !isHttp) return;
  const remedy = isHttp
    ? 'write the bucket, such as "s3://BUCKET/PREFIX", and the address of the store as its endpoint URL'
    : 'write one such as "s3://BUCKET/PREFIX", "gs://BUCKET/PREFIX" or "az://CONTAINER/PREFIX"';
  faults.add(`config.${key}`, `${shown(location)} is not the URL of an object store`, remedy);
}

function warnOfHttp(store: Table, table: string, faults: Faults): void {
  const endpoint = store['aws-endpoint-url'];
  if (typeof endpoint !== 'string' || !/^http:/i.test(endpoint) || store['aws-allow-http']) return;
  faults.warn(
    `config.${table}.aws-endpoint-url`,
    `${shown(endpoint)} is refused by the server without aws-allow-http`,
    'allow it, or use https',
  );
}
