import type { AdminClient, Row } from '../../../src/reconciler/admin/client';
import {
  findByUri,
  observeAdmin,
  readOverview,
  sameUri,
} from '../../../src/reconciler/observe/admin';
import { isFailure, total } from '../../../src/reconciler/observe/observation';
import { adminView, uriOf } from '../plan/situation';

const ROWS: Row[] = [
  { kind: 'deployment', deployment: 'dp_1', name: 'http://shop-v1:9080/' },
  { kind: 'service', deployment: 'dp_1', name: 'shop', status: 'public' },
  { kind: 'service', deployment: 'dp_1', name: 'till', status: 'private' },
  { kind: 'pinned', deployment: 'dp_1', status: 'running', count: 2 },
  { kind: 'pinned', deployment: 'dp_1', status: 'in flight', count: '3' },
  { kind: 'unpinned', name: 'shop', status: 'scheduled', count: 4 },
];

test('one query says which deployments there are, what is the latest and what is needed', () => {
  expect(readOverview(ROWS)).toEqual({
    deployments: new Map([['dp_1', 'http://shop-v1:9080/']]),
    latest: new Map([
      ['shop', { id: 'dp_1', isPublic: true }],
      ['till', { id: 'dp_1', isPublic: false }],
    ]),
    pinned: new Map([
      [
        'dp_1',
        new Map([
          ['running', 2],
          ['in flight', 3],
        ]),
      ],
    ]),
    unpinned: new Map([['shop', new Map([['scheduled', 4]])]]),
  });
});

test('columns that the server leaves out, or that are no text, are empty', () => {
  expect([...readOverview([{ kind: 'deployment', deployment: 7 }]).deployments]).toEqual([
    ['', ''],
  ]);
});

/** Each part of the query that a version is kept by: without it, its invocations would be lost. */
test.each([
  ['an invocation that is pinned to a deployment', /'pinned', pinned_deployment_id.*COUNT/],
  [
    'an attempt that runs before it is pinned',
    /'pinned', s\.last_attempt_deployment_id.*sys_invocation_state.*pinned_deployment_id IS NULL AND s\.in_flight/,
  ],
  [
    'an invocation that nothing is pinned to',
    /'unpinned'.*target_service_name.*pinned_deployment_id IS NULL/,
  ],
])('%s is asked for', async (_, part) => {
  let asked = '';
  const client = {
    query: async (sql: string) => {
      asked = sql.replace(/\s+/g, ' ');
      return ROWS;
    },
  } as unknown as AdminClient;
  expect((await observeAdmin(client)).deployments.size).toBe(1);
  expect(asked.split('UNION ALL').some((select) => part.test(select))).toBe(true);
  expect(asked.match(/status != 'completed'/g)).toHaveLength(3);
});

test.each([
  ['http://a:9080', 'http://a:9080/', true],
  ['http://a:9080/x', 'http://a:9080/x//', true],
  ['HTTP://A:80/', 'http://a', true],
  ['http://a:9080', 'http://a:9081', false],
  ['http://a/x', 'http://a/X', false],
  ['arn:aws:lambda:x', 'arn:aws:lambda:x', true],
  ['arn:aws:lambda:x', 'arn:aws:lambda:y', false],
])('%s and %s are one URI to the server: %s', (a, b, same) => {
  expect(sameUri(a, b)).toBe(same);
});

test('a deployment is found by its URI', () => {
  const view = adminView({ knows: ['shop-v1', 'shop-v2'] });
  expect(findByUri(view, uriOf('shop-v2'))).toBe('dp_shop-v2');
  expect(findByUri(view, uriOf('shop-v3'))).toBeUndefined();
});

test('counts of all statuses are added, and what is not known is a failure', () => {
  expect(total(readOverview(ROWS).pinned.get('dp_1'))).toBe(5);
  expect(total(undefined)).toBe(0);
  expect(isFailure(undefined)).toBe(true);
  expect(isFailure({ failure: 'no answer' })).toBe(true);
  expect(isFailure(adminView({}))).toBe(false);
});
