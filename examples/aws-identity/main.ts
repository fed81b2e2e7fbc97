import { App, Chart, Size } from 'cdk8s';
import { RestateCluster, RestateIdentity } from 'cdk8s-restate';

const app = new App();
const chart = new Chart(app, 'aws-identity');

// On EKS: an IAM role by Pod Identity and security groups for the pods.
new RestateCluster(chart, 'restate', {
  compute: { image: 'restatedev/restate:1.5' },
  storage: { size: Size.gibibytes(64), storageClassName: 'gp3' },
  security: {
    identity: RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/restate', {
      eksClusterName: 'my-eks',
    }),
    awsPodSecurityGroups: ['sg-0123456789abcdef0'],
  },
});

app.synth();
