/** Takes all deployments of a runtime out of the desired state, and waits until their versions are gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Remaining, RuntimeInCluster } from './runtime';
import type { KafkaStatus, VersionStatus } from '../../contract';
import { CommandError } from '../io';
import { printableLine } from '../printable';

const POLL_MS = 2_000;

export interface DrainOptions {
  /** Milliseconds; without it, for as long as it takes. */
  readonly timeoutMs?: number;
  /** A line for each change. */
  readonly report: (line: string) => void;
}

/** Whether nothing is left. */
export async function drain(
  runtime: RuntimeInCluster,
  { timeoutMs = Infinity, report }: DrainOptions,
): Promise<boolean> {
  const startedAt = Date.now();
  const said = new Map<string, string>();
  for (;;) {
    const remaining = await runtime.remaining();
    const { desired } = remaining;
    if (desired.length > 0) {
      throw new CommandError(
        `somebody has applied ${desired.join(', ')} again; suspend Argo CD, Flux or whatever applies the app, ` +
          'then run this command again',
      );
    }
    for (const line of changes(remaining, said)) report(printableLine(line));
    const { objects, endpoints, kafka } = remaining;
    if (objects.length + endpoints + kafka === 0) return true;
    if (Date.now() - startedAt > timeoutMs) return false;
    await sleep(POLL_MS);
  }
}

/** What differs from what was said before. */
function changes({ status }: Remaining, said: Map<string, string>): string[] {
  const versions = (status?.deployments ?? []).flatMap((deployment) => deployment.versions);
  const told = new Map([
    ...versions.map((version) => [version.object, describe(version)] as const),
    ...(status?.kafka ?? []).map((each) => [each.object, describeKafka(each)] as const),
  ]);
  const lines = [...told].flatMap(([object, line]) => {
    if (said.get(object) === line) return [];
    said.set(object, line);
    return [line];
  });
  const gone = [...said.keys()].filter((object) => !told.has(object));
  for (const object of gone) said.delete(object);
  return [...lines, ...gone.map((object) => `${object}: removed`)];
}

function describe({ object, state, blockers = [], removeAt }: VersionStatus): string {
  const until = removeAt === undefined ? '' : `, removed at ${removeAt}`;
  return `${object}: ${state}${blockers.length > 0 ? `, ${blockers.join('; ')}` : until}`;
}

function describeKafka({ object, conditions }: KafkaStatus): string {
  return `${object}: ${conditions.map(({ reason, message }) => `${reason}, ${message}`).join('; ')}`;
}
