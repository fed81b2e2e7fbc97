import type { Construct } from 'constructs';
import { RestateCloudEnvironment } from '../../src';

/** An environment of Restate Cloud with a tunnel of its own name. */
export function newEnvironment(scope: Construct): RestateCloudEnvironment {
  return new RestateCloudEnvironment(scope, 'cloud', {
    environmentId: 'env_123abc',
    region: 'us',
    signingPublicKey: 'publickeyv1_BBuEJnx28hdGb5Ky6qpvuXQG4aVoWBnubJtHXpznzgQk',
    bearerToken: { name: 'my-env-secret', key: 'token' },
    tunnelName: 'mine',
  });
}
