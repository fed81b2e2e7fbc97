import { failed, previous, ready, v1 } from './desired-version/cases';
import { cart, due, FORMER, left, removed, succeeded } from './old-version/cases';
import {
  actionsOf,
  ADMIN,
  at,
  deploymentStatusOf,
  NOW,
  prunable,
  registered,
  retained,
  there,
  uriOf,
  wanted,
} from './situation';
import type { Situation } from './situation';

const serving = {
  desired: [v1],
  there: [registered('shop-v1')],
  admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
};

test('a registered version is shown with all that is known of it', () => {
  const situation = { ...serving, admin: { ...serving.admin, pinned: { 'shop-v1': 2 } } };
  expect(deploymentStatusOf('shop', situation)).toEqual({
    name: 'shop',
    admin: 'restate',
    version: 'v1',
    hash: 'hash-v1',
    autoscaled: false,
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'Registered',
        message: 'Version v1 is registered as dp_shop-v1 and serves shop',
        lastTransitionTime: NOW.toISOString(),
      },
    ],
    versions: [
      {
        version: 'v1',
        object: 'shop-v1',
        mode: 'ReplicaSet',
        state: 'Latest',
        rule: 'registered',
        deploymentId: 'dp_shop-v1',
        admin: ADMIN,
        uri: uriOf('shop-v1'),
        replicas: { desired: 1, ready: 1 },
        invocations: 2,
      },
    ],
  });
});

test('an old version is shown with what needs it', () => {
  const situation = succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 2 } });
  expect(deploymentStatusOf('shop', situation).versions[1]).toEqual({
    version: 'v1',
    object: 'shop-v1',
    mode: 'ReplicaSet',
    state: 'Draining',
    rule: 'invocations need it',
    deploymentId: 'dp_shop-v1',
    admin: ADMIN,
    uri: uriOf('shop-v1'),
    replicas: { desired: 1, ready: 1 },
    invocations: 2,
    drainingSince: NOW.toISOString(),
    blockers: ['invocations that started on it: 2 running'],
  });
});

describe('since when a version has been draining', () => {
  const drainingSince = at(-86400).toISOString();
  const lastStatus = (situation: Situation): Situation => {
    const [latest, old] = deploymentStatusOf('shop', situation).versions;
    const last = {
      ...deploymentStatusOf('shop', situation),
      versions: [latest, { ...old, drainingSince }],
    };
    return {
      ...situation,
      previous: { contract: 1, id: 'app', conditions: [], deployments: [last] },
    };
  };
  const sinceOf = (situation: Situation) =>
    deploymentStatusOf('shop', situation).versions[1].drainingSince;
  const draining = succeeded(registered('shop-v1'), { pinned: { 'shop-v1': 2 } });

  test('is kept from run to run', () => {
    expect(sinceOf(lastStatus(draining))).toBe(drainingSince);
  });

  test('also while the admin API cannot be reached', () => {
    expect(sinceOf({ ...lastStatus(draining), admin: 'no answer' })).toBe(drainingSince);
  });

  test('is forgotten once it has drained', () => {
    const drained = succeeded(registered('shop-v1'));
    expect(sinceOf({ ...lastStatus(draining), admin: drained.admin })).toBeUndefined();
  });
});

test.each([
  ['from its start', undefined, at(300)],
  ['until it is over', at(100), at(100)],
])('a drained version shows when it is removed, %s', (_, removeVersionAt, removeAt) => {
  const situation = succeeded(registered('shop-v1', { removeVersionAt }));
  expect(deploymentStatusOf('shop', situation).versions[1]).toMatchObject({
    state: 'Drained',
    removeAt: removeAt.toISOString(),
  });
});

test('a drained version that waits to be confirmed shows since when it could go', () => {
  const situation = succeeded(registered('shop-v1', due));
  const [, version] = deploymentStatusOf('shop', situation).versions;
  expect(version.removeAt).toBe(due.removeVersionAt.toISOString());
  expect(version.blockers).toBeUndefined();
});

test('services that were made private are waited for', () => {
  const situation = succeeded(registered('shop-v1', due), {
    latest: { shop: 'shop-v2', old: 'shop-v1' },
  });
  const [, version] = deploymentStatusOf('shop', situation).versions;
  expect(version.removeAt).toBe(at(5).toISOString());
});

test('a version that the admin API does not know shows that, and its id', () => {
  const situation = succeeded(registered('shop-v1'), { knows: ['shop-v2'] });
  expect(deploymentStatusOf('shop', situation).versions[1]).toMatchObject({
    deploymentId: 'dp_shop-v1',
    removeAt: at(300).toISOString(),
    blockers: ['the admin API does not know its deployment id'],
  });
});

test('a version whose admin API is unreachable shows why', () => {
  const situation = { ...succeeded(registered('shop-v1')), admin: 'ECONNREFUSED' };
  const { versions, conditions } = deploymentStatusOf('shop', situation);
  expect(versions[1]).toMatchObject({
    deploymentId: 'dp_shop-v1',
    blockers: ['cannot reach the admin API: ECONNREFUSED'],
  });
  expect(conditions[0]).toMatchObject({
    status: 'Unknown',
    reason: 'AdminUnreachable',
    message: 'cannot reach the admin API: ECONNREFUSED',
  });
});

test('an admin API that lets nobody in is the reason of the condition', () => {
  const admin = { failure: '401', reason: 'Unauthorized' };
  const { conditions } = deploymentStatusOf('shop', {
    desired: [v1],
    there: [there('shop-v1')],
    admin,
  });
  expect(conditions[0]).toMatchObject({ status: 'Unknown', reason: 'Unauthorized' });
});

test('a version that belongs to no admin API that is known says so', () => {
  const version = registered('shop-v1', removed, { admin: undefined });
  expect(deploymentStatusOf('shop', left(version, { knows: [] })).versions[0].blockers).toEqual([
    expect.stringMatching(/^cannot reach the admin API: none is recorded for this version; add/),
  ]);
});

test('a version whose ReplicaSet is gone says how to let its invocations complete', () => {
  const orphan = registered('shop-v1', {}, { main: undefined, replicas: undefined });
  const [, needed] = deploymentStatusOf(
    'shop',
    succeeded(orphan, { pinned: { 'shop-v1': 1 } }),
  ).versions;
  expect(needed.blockers).toEqual([
    'invocations that started on it: 1 running',
    'its ReplicaSet was deleted: apply version v1 again to let its invocations complete, or cancel them',
  ]);
  const [, drained] = deploymentStatusOf('shop', succeeded(orphan)).versions;
  expect(drained.blockers).toBeUndefined();
  expect(drained.invocations).toBe(0);
});

test('a version that serves for another that is not registered says for which', () => {
  const situation = {
    desired: [wanted('shop', 'v2')],
    there: [registered('shop-v1'), there('shop-v2')],
    admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' } },
  };
  expect(deploymentStatusOf('shop', situation).versions[1].blockers).toEqual([
    'it serves until these are registered: shop',
  ]);
});

test('a deployment that is not registered says why, and what is registered for it', () => {
  const notReady = { ...serving, desired: [{ ...v1, discoveryHash: 'x' }] };
  const situation = { ...notReady, there: [registered('shop-v1', {}, { notReady: 'no room' })] };
  const { conditions, versions } = deploymentStatusOf('shop', situation);
  expect(conditions).toEqual([expect.objectContaining({ reason: 'NotReady', status: 'False' })]);
  expect(conditions[0].message).toBe('Not ready: no room');
  expect(versions[0]).toMatchObject({
    deploymentId: 'dp_shop-v1',
    invocations: 0,
    blockers: ['Not ready: no room'],
  });
});

test.each([
  ['Missing', 'missing'],
  ['StillMissing', 'missing for minutes'],
])('a registered version whose object is gone keeps its id: %s', (reason, rule) => {
  const version = {
    ...{ version: 'v1', object: 'shop-v1', mode: 'ReplicaSet', state: 'Latest' as const },
    deploymentId: 'dp_shop-v1',
  };
  const before = previous({ conditions: ready(reason), versions: [version] });
  const admin = { knows: ['shop-v1'], pinned: { 'shop-v1': 2 } };
  expect(
    deploymentStatusOf('shop', { desired: [v1], previous: before, admin }).versions[0],
  ).toMatchObject({ rule, deploymentId: 'dp_shop-v1', invocations: 2 });
});

test('what a removal made private is in the status for as long as it is private', () => {
  const services = { privateServices: ['shop'] };
  const leaving = left(registered('shop-v1', { ...removed, ...services }), { private: ['shop'] });
  expect(deploymentStatusOf('shop', leaving).versions[0]).toMatchObject(services);
  const back = { ...serving, there: [registered('shop-v1', services)] };
  const closed = { ...back, admin: { ...serving.admin, private: ['shop'] } };
  expect(deploymentStatusOf('shop', closed).versions[0]).toMatchObject(services);
  expect(deploymentStatusOf('shop', back).versions[0].privateServices).toBeUndefined();
  const [version] = deploymentStatusOf('shop', closed).versions;
  const unknown = { desired: [v1], previous: previous({ versions: [version] }) };
  for (const admin of ['no answer', closed.admin]) {
    expect(deploymentStatusOf('shop', { ...unknown, admin }).versions[0]).toMatchObject(services);
  }
});

test('a service that nobody can call through the ingress is told', () => {
  const closed = { ...serving, admin: { ...serving.admin, private: ['shop'] } };
  expect(deploymentStatusOf('shop', closed).conditions[0].message).toBe(
    'Version v1 is registered as dp_shop-v1 and serves shop (private)',
  );
});

test('a version says which admin API gave its id, so that another one in its manifest does not make it forgotten', () => {
  const situation = {
    ...succeeded(registered('shop-v1', {}, { admin: FORMER })),
    admin: { knows: ['shop-v2'], latest: { shop: 'shop-v2' } },
  };
  const [desired, old] = deploymentStatusOf('shop', situation).versions;
  expect(old.admin).toEqual(FORMER);
  expect(desired.admin).toEqual(ADMIN);
});

test.each([
  ['not found yet', {}, 'shop-v1 not found yet'],
  [
    'not found for minutes',
    { previous: previous({ conditions: ready('StillMissing') }) },
    'shop-v1 not found; apply the app again',
  ],
  [
    'taken',
    { foreign: { 'shop-v1': 'other' } },
    'shop-v1 belongs to the runtime other; rename one of the two deployments',
  ],
])('an object that is %s is named', (_, more, message) => {
  expect(deploymentStatusOf('shop', { desired: [v1], ...more }).conditions[0].message).toBe(
    message,
  );
});

test('what is adopted, registered or restored is said', () => {
  const messageOf = (situation: object) =>
    deploymentStatusOf('shop', { desired: [v1], there: [there('shop-v1')], ...situation })
      .conditions[0].message;
  expect(messageOf({})).toBe(`Registering ${uriOf('shop-v1')}`);
  expect(messageOf({ admin: { knows: ['shop-v1'] } })).toBe('Adopting the deployment dp_shop-v1');
  expect(messageOf({ there: [retained('shop-v1')] })).toBe(
    'Not ready: its replicas are being restored',
  );
  expect(messageOf({ desired: [{ ...v1, paused: true }] })).toBe(
    'cdk8s-restate changes nothing while the deployment is paused',
  );
});

test('a deployment without services is registered all the same', () => {
  const situation = { ...serving, there: [registered('shop-v1', { services: [] })] };
  expect(deploymentStatusOf('shop', situation).conditions[0].message).toBe(
    'Version v1 is registered as dp_shop-v1 and serves no service',
  );
});

test('a service that another client has taken makes the deployment degraded, with all of them', () => {
  const { conditions } = deploymentStatusOf('shop', {
    desired: [v1],
    there: [registered('shop-v1', { services: ['shop', 'till', 'gone'] })],
    admin: {
      knows: ['shop-v1', 'laptop'],
      latest: { shop: 'laptop', till: 'unknown', gone: 'shop-v1' },
    },
    previous: previous({ conditions: ready('Registered', 'True') }),
  });
  expect(conditions.map(({ type, reason }) => [type, reason])).toEqual([
    ['Ready', 'Registered'],
    ['Degraded', 'ServedByOther'],
  ]);
  expect(conditions[1].message).toBe(
    'the service shop is served by http://laptop.apps.svc.cluster.local:9080/, which another client ' +
      'registered after version v1; the service till is served by dp_unknown, which another client ' +
      'registered after version v1',
  );
});

test('what is refused for good makes the deployment degraded', () => {
  const situation = { desired: [v1], there: [there('shop-v1')] };
  const { conditions } = deploymentStatusOf('shop', situation, failed({ final: true }));
  expect(conditions).toMatchObject([
    { type: 'Ready', status: 'False', reason: 'BreakingChange', message: '500 META0003' },
    { type: 'Degraded', status: 'True', reason: 'BreakingChange', message: '500 META0003' },
  ]);
});

test('an action that failed makes its deployment degraded, and no other', () => {
  const troubles = new Map([
    ['shop-v1', '403 a policy keeps it'],
    ['shop-v2', '403 no'],
  ]);
  const situation = {
    ...succeeded(registered('shop-v1')),
    there: [registered('shop-v1'), registered('shop-v2', { removedAt: at(-9) })],
  };
  expect(deploymentStatusOf('shop', situation, { troubles }).conditions[1]).toMatchObject({
    type: 'Degraded',
    reason: 'ActionFailed',
    message: '403 no; 403 a policy keeps it',
  });
  const other = { ...serving, desired: [cart], there: [registered('cart-v1')] };
  expect(deploymentStatusOf('cart', other, { troubles }).conditions).toHaveLength(1);
});

test('a failure is told no longer than there is something left to do', () => {
  const troubles = new Map([['shop-v1', 'no answer within 5 s']]);
  expect(deploymentStatusOf('shop', serving, { troubles }).conditions).toHaveLength(1);
});

test('a deployment that is degraded for two reasons has one such condition, which keeps its time', () => {
  const version = there('shop-v1', { state: { removedAt: at(-9), privateServices: [] } });
  const situation = { desired: [v1], there: [version] };
  const troubles = new Map([['shop-v1', '403 no']]);
  const state = { ...failed({ final: true }), troubles };
  const { conditions } = deploymentStatusOf('shop', situation, state);
  expect(conditions.map(({ type, message }) => [type, message])).toEqual([
    ['Ready', '500 META0003'],
    ['Degraded', '500 META0003; 403 no'],
  ]);
  const before = conditions.map((each) => ({
    ...each,
    lastTransitionTime: at(-60).toISOString(),
  }));
  const later = { ...situation, previous: previous({ conditions: before }) };
  expect(deploymentStatusOf('shop', later, state).conditions).toEqual(before);
});

describe('a deployment that is degraded for many reasons', () => {
  const message = (count: number, words: string) => {
    const objects = Array.from({ length: count }, (_, index) => `shop-v${index + 2}`);
    const situation = {
      ...serving,
      there: objects.map((object) => registered(object, { removedAt: at(-9) })),
    };
    const troubles = new Map(objects.map((object) => [object, `PATCH ${object}: ${words}`]));
    return deploymentStatusOf('shop', situation, { troubles }).conditions[1].message;
  };

  test('tells each of them, as long as there is room for its words', () => {
    const text = message(3, 'no '.repeat(500));
    expect(text.length).toBeLessThan(1024);
    for (const object of ['shop-v2', 'shop-v3', 'shop-v4']) {
      expect(text).toMatch(new RegExp(`PATCH ${object}: (no ){90}`));
    }
  });

  test('tells ten of them, and how many there are', () => {
    const text = message(45, 'no '.repeat(500));
    expect(text.match(/PATCH/g)).toHaveLength(10);
    expect(text).toMatch(/; and 35 more$/);
    expect(text.length).toBeLessThan(1024);
  });

  test('tells the same once', () => {
    const { conditions } = deploymentStatusOf(
      'shop',
      {
        ...serving,
        there: ['shop-v2', 'shop-v3'].map((object) => registered(object, { removedAt: at(-9) })),
      },
      {
        troubles: new Map([
          ['shop-v2', '403 no'],
          ['shop-v3', '403 no'],
        ]),
      },
    );
    expect(conditions[1].message).toBe('403 no');
  });
});

test('the time of a condition is that of its last change', () => {
  const since = (conditions: ReturnType<typeof ready>) =>
    deploymentStatusOf('shop', { ...serving, previous: previous({ conditions }) }).conditions[0]
      .lastTransitionTime;
  expect(since(ready('Registered', 'True', at(-60)))).toBe(at(-60).toISOString());
  expect(since(ready('Registered', 'False', at(-60)))).toBe(NOW.toISOString());
  expect(since(ready('Registering', 'True', at(-60)))).toBe(NOW.toISOString());
});

test('a deployment that has left says what keeps it', () => {
  const kept = left(registered('shop-v1', removed), {
    pinned: { 'shop-v1': 1 },
    private: ['shop'],
  });
  expect(deploymentStatusOf('shop', kept)).toMatchObject({
    admin: 'restate',
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'Removed',
        message: 'It is kept: invocations that started on it: 1 running',
      },
    ],
  });
  const going = left(registered('shop-v1', removed), { private: ['shop'] });
  expect(deploymentStatusOf('shop', going).conditions[0].message).toBe(
    'Its versions are being removed',
  );
});

test('the desired version comes first, then the newest', () => {
  const situation = {
    ...serving,
    there: [retained('shop-v2'), registered('shop-v1'), retained('shop-v4'), retained('shop-v3')],
  };
  expect(deploymentStatusOf('shop', situation).versions.map(({ version }) => version)).toEqual([
    'v1',
    'v4',
    'v3',
    'v2',
  ]);
});

test('a deployment is autoscaled once it has the replicas that it had before', () => {
  const autoscaled = (replicas: number) => {
    const desired = [{ ...v1, replicas: undefined, autoscaling: { min: 2, max: 8 } }];
    const version = there('shop-v1', { replicas: { desired: replicas, ready: replicas } });
    return deploymentStatusOf('shop', { desired, there: [version] }).autoscaled;
  };
  expect(autoscaled(1)).toBe(false);
  expect(autoscaled(2)).toBe(true);
  const desired = [{ ...v1, autoscaling: { min: 1, max: 8 } }];
  expect(deploymentStatusOf('shop', { ...serving, desired }).autoscaled).toBe(true);
});

test('the URI of a Knative version is the one that its Route has', () => {
  const desired = [{ ...v1, mode: 'KnativeConfiguration' as const, uri: undefined }];
  const version = there('shop-v1', { mode: 'KnativeConfiguration', uri: 'http://route' });
  expect(deploymentStatusOf('shop', { desired, there: [version] }).versions[0].uri).toBe(
    'http://route',
  );
});

test('a paused version shows the id on record, or the one that its URI has', () => {
  const idOf = (version: ReturnType<typeof there>, admin: { knows?: string[] } | string) =>
    deploymentStatusOf('shop', { desired: [{ ...v1, paused: true }], there: [version], admin })
      .versions[0].deploymentId;
  expect(idOf(registered('shop-v1'), 'no answer')).toBe('dp_shop-v1');
  expect(idOf(registered('shop-v1', { deploymentId: 'dp_old' }), { knows: ['shop-v1'] })).toBe(
    'dp_old',
  );
  expect(idOf(there('shop-v1'), { knows: ['shop-v1'] })).toBe('dp_shop-v1');
  expect(idOf(there('shop-v1'), {})).toBeUndefined();
});

test('a version whose Service is gone keeps the id that its ReplicaSet has on record', () => {
  const version = registered('shop-v1', {}, { missingPart: 'Service' });
  const { versions } = deploymentStatusOf('shop', { ...serving, there: [version] });
  expect(versions[0]).toMatchObject({ rule: 'missing', deploymentId: 'dp_shop-v1' });
});

test('that a removal has made services private is told of the version that took them over, when that leaves too', () => {
  const admin = { knows: ['shop-v2'], latest: { shop: 'shop-v2' }, private: ['shop'] };
  const noted = { version: 'v2', object: 'shop-v2', mode: 'ReplicaSet', state: 'Latest' as const };
  const leaving = {
    desired: [],
    there: [registered('shop-v2', removed)],
    previous: previous({ versions: [{ ...noted, privateServices: ['shop'] }] }),
  };
  const told = (situation: object) => deploymentStatusOf('shop', situation).versions[0];
  expect(told({ ...leaving, admin }).privateServices).toEqual(['shop']);
  expect(told({ ...leaving, admin: 'no answer' }).privateServices).toEqual(['shop']);
  const isPublic = { ...admin, private: [] };
  expect(told({ ...leaving, admin: isPublic }).privateServices).toBeUndefined();
});

describe('what is said of a desired version', () => {
  const message = (situation: object) =>
    deploymentStatusOf('shop', { desired: [v1], ...situation }).conditions[0].message;

  test('names all its services, and those that nobody can call', () => {
    const version = registered('shop-v1', { services: ['shop', 'stock'] });
    const latest = { shop: 'shop-v1', stock: 'shop-v1' };
    const admin = { knows: ['shop-v1'], latest, private: ['stock'] };
    expect(message({ there: [version], admin })).toBe(
      'Version v1 is registered as dp_shop-v1 and serves shop, stock (private)',
    );
  });

  test('names the part that is not there', () => {
    const version = registered('shop-v1', {}, { missingPart: 'Service' });
    expect(message({ ...serving, there: [version] })).toBe('its Service shop-v1 is not found yet');
  });

  test('has no URL of a Route that is not known yet', () => {
    const desired = [{ ...v1, mode: 'KnativeConfiguration' as const, uri: undefined }];
    expect(message({ desired })).toBe('shop-v1 not found yet');
    expect(message({ desired, there: [there('shop-v1', { uri: undefined })] })).toBe(
      'Registering ',
    );
  });

  test('is that it waits, as long as it is paused, also where another has one of its services', () => {
    const version = registered('shop-v1', { services: ['shop', 'stock'] });
    const admin = { knows: ['shop-v1', 'laptop'], latest: { shop: 'shop-v1', stock: 'laptop' } };
    const situation = {
      desired: [{ ...v1, paused: true }],
      there: [version],
      admin,
      previous: previous({ conditions: ready('Registered', 'True') }),
    };
    expect(deploymentStatusOf('shop', situation).versions[0].rule).toBe('paused');
    const latest = { shop: 'shop-v1', stock: 'shop-v1' };
    expect(
      deploymentStatusOf('shop', { ...situation, admin: { ...admin, latest } }).versions[0].rule,
    ).toBe('paused, registered');
  });

  test('keeps the id and the private services of its own object while that is missing', () => {
    const noted = (version: string) => ({
      version,
      object: `shop-${version}`,
      mode: 'ReplicaSet',
      state: 'Latest' as const,
      deploymentId: `dp_shop-${version}`,
      privateServices: [version],
    });
    const versions = [noted('v0'), noted('v1')];
    const situation = { desired: [v1], there: [], previous: previous({ versions }) };
    expect(deploymentStatusOf('shop', situation).versions[0]).toMatchObject({
      deploymentId: 'dp_shop-v1',
      privateServices: ['v1'],
    });
  });
});

test('what kubectl could prune is protected once, where it is registered again at the same time', () => {
  const version = registered('shop-v1', {}, { main: prunable('shop-v1') });
  const desired = [{ ...v1, discoveryHash: 'other headers' }];
  expect(actionsOf({ ...serving, desired, there: [version] })).toEqual({
    'shop-v1': ['remove-marks', 'register by force'],
  });
});
