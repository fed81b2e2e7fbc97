import { App, Chart, Size, Testing } from 'cdk8s';
import type { RestateClusterProps } from '../../../../src';
import { RestateCluster, RestateConfig } from '../../../../src';
import { nodeImage, RESTATE_VERSIONS, restateImage, serviceImage } from '../node/images';
import type { ImageTable } from '../node/images';

/** What the pods of Restate clusters and of their Jobs run. */
export const CLUSTER_IMAGES: ImageTable = {
  greeter: serviceImage('greeter.mjs'),
  'docker.io/library/node': nodeImage(),
  ...Object.fromEntries(
    RESTATE_VERSIONS.map((version) => [`restatedev/restate:${version}`, restateImage(version)]),
  ),
};

/** Three nodes with Raft metadata, small enough for a test. */
export function raftCluster(version: string): RestateClusterProps {
  return {
    autoProvision: true,
    compute: {
      replicas: 3,
      image: `restatedev/restate:${version}`,
      env: [{ name: 'RESTATE_DISABLE_TELEMETRY', value: 'true' }],
    },
    storage: { size: Size.gibibytes(1) },
    config: RestateConfig.raft({
      partitions: 2,
      overrides: { 'rocksdb-total-memory-size': '64MB' },
    }),
  };
}

/** The manifests of an app with one cluster, as `cdk8s synth` would write them. */
export function clusterApp(name: string, props: RestateClusterProps): string {
  const app = new App({ outdir: Testing.app().outdir });
  new RestateCluster(new Chart(app, 'app'), name, props);
  return app.synthYaml();
}
