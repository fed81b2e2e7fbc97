/** What the status says of all versions together, and the metrics tell of each pass. */
import { CONDITIONS, VERSION_STATES } from '../../contract';
import type { DeploymentStatus, StatusSummary, VersionState } from '../../contract';
import { ofType } from '../lib/named';

export function summaryOf(deployments: readonly DeploymentStatus[]): StatusSummary {
  const versions = deployments.flatMap((each) => each.versions);
  const count = (state: VersionState) => versions.filter((each) => each.state === state).length;
  const counts = VERSION_STATES.map((state) => [state, count(state)] as const);
  const draining = versions.flatMap(({ drainingSince }) => drainingSince ?? []);
  const desired = deployments.filter(({ version }) => version !== undefined);
  return {
    deployments: desired.length,
    registered: desired.filter(isReady).length,
    versions: Object.fromEntries(counts.filter(([, number]) => number > 0)),
    // RFC 3339 in UTC sorts by time.
    ...(draining.length > 0 && { drainingSince: draining.sort()[0] }),
  };
}

function isReady({ conditions }: DeploymentStatus): boolean {
  return conditions.find(ofType(CONDITIONS.ready))?.status === 'True';
}
