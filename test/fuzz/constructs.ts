/** Props that each construct accepts: where the search for those that break it begins. */
import { Duration, Size } from 'cdk8s';
import type { Chart } from 'cdk8s';
import {
  EnvoySidecar,
  KnativeService,
  RestateAdmin,
  RestateCloudEnvironment,
  RestateCluster,
  RestateDeployment,
  RestateEndpoint,
  RestateKnativeDeployment,
  RestateRegistration,
  RestateRuntime,
} from '../../src';

const admin = RestateAdmin.fromUrl('http://restate.restate:9070');
const template = { spec: { containers: [{ name: 'app', image: 'a:1' }] } };

const knativeTemplate = {
  spec: {
    containers: [{ name: 'app', image: 'a:1', ports: [{ name: 'h2c', containerPort: 9080 }] }],
  },
};

export type Maker = new (scope: Chart, id: string, props: any) => unknown;

export const CONSTRUCTS: Array<[name: string, maker: Maker, props: any]> = [
  [
    'RestateCluster',
    RestateCluster,
    {
      compute: { image: 'restate:1', env: [], terminationGracePeriod: Duration.seconds(3) },
      storage: { size: Size.gibibytes(1) },
      security: { disableNetworkPolicies: false, networkPeers: { admin: [] } },
      platform: { gcpWorkloadIdentity: false },
      jobs: { enabled: true },
    },
  ],
  ['RestateDeployment', RestateDeployment, { admin, template, autoscaling: { maxReplicas: 2 } }],
  ['RestateKnativeDeployment', RestateKnativeDeployment, { admin, template: knativeTemplate }],
  ['KnativeService', KnativeService, { admin, image: 'a:1' }],
  [
    'RestateRegistration',
    RestateRegistration,
    { admin, endpoint: RestateEndpoint.fromUrl('http://greeter:9080') },
  ],
  ['RestateRuntime', RestateRuntime, {}],
  [
    'RestateCloudEnvironment',
    RestateCloudEnvironment,
    {
      environmentId: 'env_1',
      region: 'us',
      signingPublicKey: 'publickeyv1_1',
      bearerToken: { name: 'a', key: 'b' },
      tunnel: { replicas: 1 },
    },
  ],
  ['EnvoySidecar', EnvoySidecar, {}],
];
