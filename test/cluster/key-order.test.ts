import { Size, Testing } from 'cdk8s';
import { newChart } from './synth';
import {
  RestateAdmin,
  RestateCluster,
  RestateEndpoint,
  RestateIdentity,
  RestateRegistration,
} from '../../src';

/** A map with the same entries, in this order or the other way round. */
type Ordered = <T>(map: { [key: string]: T }) => { [key: string]: T };

function objects(ordered: Ordered): any[] {
  const chart = newChart();
  const cluster = new RestateCluster(chart, 'restate', {
    labels: ordered({ team: 'a', tier: 'b' }),
    annotations: ordered({ owner: 'a', cost: 'b' }),
    compute: {
      image: 'restatedev/restate:1.5',
      tolerations: [ordered({ key: 'dedicated', operator: 'Exists' }) as { key: string }],
    },
    storage: { size: Size.gibibytes(1) },
    security: {
      identity: RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/a', {
        eksClusterName: 'eks',
      }),
    },
  });
  new RestateRegistration(chart, 'partner', {
    admin: RestateAdmin.fromCluster(cluster),
    endpoint: RestateEndpoint.fromUrl('https://partner.example/restate'),
    headers: ordered({ 'x-tenant': 'a', 'x-caller': 'b' }),
  });
  return Testing.synth(chart);
}

test('the order in which a language gives the keys of a map changes no object', () => {
  const reversed: Ordered = (map) => Object.fromEntries(Object.entries(map).reverse());
  const expected = objects((map) => map);
  expect(expected).toContainEqual(
    expect.objectContaining({
      kind: 'Job',
      metadata: expect.objectContaining({ name: expect.stringMatching(/^restate-credentials-/) }),
    }),
  );
  expect(objects(reversed)).toEqual(expected);
});
