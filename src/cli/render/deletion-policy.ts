import { Duration } from 'cdk8s';
import type { RenderContext } from './renderer';
import type { RestateDeploymentSpecRestate } from '../../../imports/restate.dev';
import { shown } from '../../core/faults';
import { RestateDeletionPolicy } from '../../version/deletion-policy';

const FIELD = 'spec.restate.drain';

/** How long a drain takes at most that is forced at its end, where the resource does not say it. */
const TIMEOUT_SECONDS = 3600;

/** What the fields of operator 3.1 say of the versions of a RestateDeployment that is deleted. */
export function deletionPolicy(
  { deletePolicy, drain }: Partial<RestateDeploymentSpecRestate>,
  { warn }: Pick<RenderContext, 'warn'>,
): RestateDeletionPolicy | undefined {
  if ((deletePolicy as string) === 'force') {
    if (drain !== undefined) {
      warn(FIELD, `${shown(drain)} has no effect with deletePolicy "force"`, 'remove it');
    }
    return RestateDeletionPolicy.force();
  }
  const { onTimeout, timeoutSeconds } = drain ?? {};
  if ((onTimeout as string) === 'force') {
    return RestateDeletionPolicy.drainThenForce(
      Duration.seconds(Number(timeoutSeconds ?? TIMEOUT_SECONDS)),
    );
  }
  if (timeoutSeconds !== undefined) {
    // The operator reports a drain as overdue then, and goes on waiting.
    warn(
      `${FIELD}.timeoutSeconds`,
      `${shown(timeoutSeconds)} has no effect unless onTimeout is "force": what a removal waits for is shown by cdk8s-restate status, from its start`,
      'remove it, or set onTimeout to "force"',
    );
  }
  return deletePolicy === undefined && drain === undefined
    ? undefined
    : RestateDeletionPolicy.drain();
}
