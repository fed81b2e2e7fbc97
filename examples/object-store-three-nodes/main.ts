import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateConfig, RestateIdentity } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'object-store-three-nodes');

// Three nodes that keep their metadata and snapshots in a bucket, and provision themselves.
new RestateCluster(chart, 'restate', {
  compute: { replicas: 3, image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(64) },
  config: RestateConfig.objectStore({
    metadata: { url: 's3://some-bucket/metadata', region: 'eu-central-1' },
    snapshots: { url: 's3://some-bucket/snapshots', region: 'eu-central-1' },
  }),
  security: {
    // The role may list the bucket, and read and write its objects.
    identity: RestateIdentity.awsServiceAccountRole(
      'arn:aws:iam::111122223333:role/restate-bucket',
    ),
  },
});

app.synth();
