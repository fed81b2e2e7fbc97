/** Takes all deployments of a runtime out of the desired state, and waits until their versions are gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Remaining, RuntimeInCluster } from './runtime';
import type { VersionStatus } from '../../contract';
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
    if (remaining.objects.length + remaining.endpoints === 0) return true;
    if (Date.now() - startedAt > timeoutMs) return false;
    await sleep(POLL_MS);
  }
}

/** What differs from what was said before. */
function changes({ status }: Remaining, said: Map<string, string>): string[] {
  const versions = (status?.deployments ?? []).flatMap((deployment) => deployment.versions);
  const lines = versions.flatMap((version) => {
    const line = describe(version);
    if (said.get(version.object) === line) return [];
    said.set(version.object, line);
    return [line];
  });
  const gone = [...said.keys()].filter(
    (object) => !versions.some((each) => each.object === object),
  );
  for (const object of gone) said.delete(object);
  return [...lines, ...gone.map((object) => `${object}: removed`)];
}

function describe({ object, state, blockers = [], removeAt }: VersionStatus): string {
  const until = removeAt === undefined ? '' : `, removed at ${removeAt}`;
  return `${object}: ${state}${blockers.length > 0 ? `, ${blockers.join('; ')}` : until}`;
}
