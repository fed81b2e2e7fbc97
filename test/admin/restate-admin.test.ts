import { RestateAdmin, RestateCaBundle } from '../../src';
import { adminTarget } from '../../src/admin/admin-target';

function read(admin: RestateAdmin) {
  const faults: string[] = [];
  const target = adminTarget(admin, 'admin', {
    add: (field, problem) => faults.push(`${field}: ${problem}`),
    warn: () => undefined,
  });
  return { ...target, faults };
}

test('a Service is called at port 9070, without a trailing slash', () => {
  expect(read(RestateAdmin.fromService('restate', 'ops'))).toMatchObject({
    url: 'http://restate.ops.svc.cluster.local:9070',
    clusterDns: 'cluster.local',
    faults: [],
  });
});

test('a Service may have another port, a path in front and another domain', () => {
  const options = { port: 80, path: 'admin/', clusterDns: 'k8s.example' };
  expect(read(RestateAdmin.fromService('restate', 'ops', options)).url).toBe(
    'http://restate.ops.svc.k8s.example/admin',
  );
});

test('an admin API is known by one key however its URL is written', () => {
  const keys = ['https://Restate.example/admin', 'https://restate.example:443/admin/'].map(
    (url) => read(RestateAdmin.fromUrl(url)).key,
  );
  expect(keys[0]).toBe(keys[1]);
});

test('all invalid fields of the access to an admin API are reported at once', () => {
  const { faults } = read(
    RestateAdmin.fromUrl('https://restate.example?x=1', {
      bearerToken: { key: 'to ken' },
      headers: { authorization: { name: 'a', key: 'b' }, 'x y': { name: 'a', key: 'b' } },
      ca: RestateCaBundle.fromSecret('My CA', 'ca.crt'),
    }),
  );
  expect(faults.map((fault) => fault.split(': ')[0])).toEqual([
    'admin.bearerToken.name',
    'admin.bearerToken.key',
    'admin.headers["authorization"]',
    'admin.headers["x y"]',
    'admin.ca.name',
    'admin',
  ]);
});
