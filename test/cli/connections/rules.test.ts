import {
  allowedPairs,
  connectionsOf,
  entryOf,
  inNamespace,
  namespace,
  pod,
  policy,
  withLabels,
} from './ask';

const WEB = { name: 'web', containerPort: 80 };
/** b is called; a is in its namespace, c in another one, which is of team two. */
const A = pod('one', 'a', { app: 'a' });
const B = pod('one', 'b', { app: 'b' }, [WEB, { name: 'admin', containerPort: 81 }]);
const C = pod('two', 'c', { app: 'c' });
const CLUSTER = [namespace('two', { team: 'two' }), A, B, C];
const SELECTS_B = withLabels({ app: 'b' });

const allowed = async (...policies: any[]) =>
  allowedPairs(await connectionsOf([...CLUSTER, ...policies]))
    .filter((pair) => / > b:/.test(pair) && !pair.startsWith('b'))
    .join(', ');
const ingress = (...rules: any[]) => policy('one', 'in', { ...SELECTS_B, ingress: rules });
const egress = (...rules: any[]) =>
  policy('one', 'out', { ...withLabels({ app: 'a' }), policyTypes: ['Egress'], egress: rules });

const EVERYTHING = 'a > b:80, a > b:81, c > b:80, c > b:81';

test('pods that no policy selects are open', async () => {
  expect(await allowed()).toBe(EVERYTHING);
  expect(await allowed(policy('one', 'other', { ...withLabels({ app: 'z' }) }))).toBe(EVERYTHING);
  expect(await allowed(policy('three', 'elsewhere', { podSelector: {} }))).toBe(EVERYTHING);
});

describe('a pod that a policy selects', () => {
  test.each([
    ['without rules admits nobody', undefined, ''],
    ['with no rules in the list admits nobody', [], ''],
    ['with an empty rule admits everybody', [{}], EVERYTHING],
    ['with an empty from admits everybody', [{ from: [] }], EVERYTHING],
    ['with an empty list of ports admits at every port', [{ ports: [] }], EVERYTHING],
    ['with a port only admits everybody there', [{ ports: [{ port: 80 }] }], 'a > b:80, c > b:80'],
    ['takes a port to be TCP', [{ ports: [{ port: 80, protocol: 'UDP' }] }], ''],
    ['takes a protocol alone for all of its ports', [{ ports: [{ protocol: 'TCP' }] }], EVERYTHING],
    [
      'resolves a name to the port of the pod that is called',
      [{ ports: [{ port: 'admin' }] }],
      'a > b:81, c > b:81',
    ],
    ['has no port of an unknown name', [{ ports: [{ port: 'other' }] }], ''],
    ['admits up to endPort', [{ ports: [{ port: 70, endPort: 80 }] }], 'a > b:80, c > b:80'],
    ['admits from port to endPort', [{ ports: [{ port: 81, endPort: 90 }] }], 'a > b:81, c > b:81'],
  ])('%s', async (_, rules: any, expected) => {
    const spec = { ...SELECTS_B, ...(rules === undefined ? {} : { ingress: rules }) };
    expect(await allowed(policy('one', 'in', spec))).toBe(expected);
  });
});

test('a name is that of a port with the same protocol', async () => {
  const ports = [WEB, { name: 'dns', containerPort: 80, protocol: 'UDP' }];
  const b = pod('one', 'b', { app: 'b' }, ports);
  const udp = async (port: string) => {
    const entries = await connectionsOf([A, b, ingress({ ports: [{ port, protocol: 'UDP' }] })]);
    return entryOf(entries, 'one/Pod/a', 'one/Pod/b', 80, 'UDP').allowed;
  };
  expect(await udp('dns')).toBe(true);
  expect(await udp('web')).toBe(false);
});

const FROM_A = 'a > b:80, a > b:81';
const FROM_C = 'c > b:80, c > b:81';

describe('a peer', () => {
  test.each<[string, any[], string]>([
    ['by podSelector is of the namespace of the policy', [withLabels({ app: 'a' })], FROM_A],
    ['of another namespace is none by podSelector', [withLabels({ app: 'c' })], ''],
    ['by an empty podSelector is all of the namespace', [{ podSelector: {} }], FROM_A],
    ['by an empty namespaceSelector is everybody', [{ namespaceSelector: {} }], EVERYTHING],
    ['by the name of its namespace', [inNamespace('two')], FROM_C],
    [
      'by the labels of its Namespace',
      [{ namespaceSelector: { matchLabels: { team: 'two' } } }],
      FROM_C,
    ],
    [
      'with both selectors must fit both',
      [{ ...inNamespace('two'), ...withLabels({ app: 'a' }) }],
      '',
    ],
    [
      'with both selectors is pods of the other namespace',
      [{ ...inNamespace('two'), ...withLabels({ app: 'c' }) }],
      FROM_C,
    ],
    [
      'beside another one is enough by itself',
      [inNamespace('two'), withLabels({ app: 'a' })],
      EVERYTHING,
    ],
    [
      'by expressions: In',
      [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['x', 'a'] }] } }],
      FROM_A,
    ],
    [
      'by expressions: NotIn, which a missing label fulfils',
      [
        {
          namespaceSelector: {
            matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['two'] }],
          },
        },
      ],
      FROM_A,
    ],
    [
      'by expressions: Exists',
      [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] } }],
      FROM_C,
    ],
    [
      'by expressions: DoesNotExist',
      [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] } }],
      FROM_A,
    ],
    [
      'by labels and expressions must fit all',
      [
        {
          podSelector: {
            matchLabels: { app: 'a' },
            matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }],
          },
        },
      ],
      '',
    ],
  ])('%s', async (_, from, expected) => {
    expect(await allowed(ingress({ from }))).toBe(expected);
  });
});

test('each rule admits its own peers at its own ports', async () => {
  const rules = [
    { from: [inNamespace('two')], ports: [{ port: 80 }] },
    { from: [withLabels({ app: 'a' })], ports: [{ port: 81 }] },
  ];
  expect(await allowed(ingress(...rules))).toBe('a > b:81, c > b:80');
});

test('policies add up: what one admits no other can take away', async () => {
  const denyAll = policy('one', 'deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const admit = [ingress({ from: [inNamespace('two')] }), denyAll];
  expect(await allowed(...admit)).toBe(FROM_C);
  expect(await allowed(...admit.reverse())).toBe(FROM_C);
});

test('a connection needs the egress of the one pod and the ingress of the other', async () => {
  const out = (app: string) => egress({ to: [withLabels({ app })] });
  expect(await allowed(out('b'))).toBe(EVERYTHING);
  expect(await allowed(out('z'))).toBe(FROM_C);
  expect(await allowed(out('b'), ingress({ from: [inNamespace('two')] }))).toBe(FROM_C);
  const entries = await connectionsOf([...CLUSTER, out('z'), ingress()]);
  expect(entryOf(entries, 'one/Pod/a', 'one/Pod/b', 80)).toMatchObject({
    allowed: false,
    blocked: ['egress', 'ingress'],
    by: ['one/in', 'one/out'],
  });
});

test('a name of a port in an egress rule is that of the pod that is called', async () => {
  expect(await allowed(egress({ ports: [{ port: 'admin' }] }))).toBe(
    'a > b:81, c > b:80, c > b:81',
  );
});

describe('without policyTypes', () => {
  const rules = { podSelector: {}, egress: [{ to: [inNamespace('two')] }] };

  test('a policy is about ingress, and about egress if it has rules for it', async () => {
    const entries = await connectionsOf([A, B, C, policy('two', 'p', rules)]);
    expect(entryOf(entries, 'two/Pod/c', 'one/Pod/b', 80).blocked).toEqual(['egress']);
    const ingressOnly = await connectionsOf([A, B, C, policy('one', 'p', { podSelector: {} })]);
    expect(entryOf(ingressOnly, 'one/Pod/a', 'one/Pod/b', 80).blocked).toEqual(['ingress']);
    expect(entryOf(ingressOnly, 'one/Pod/a', 'Internet', 80).allowed).toBe(true);
  });

  test('rules for a direction that policyTypes leaves out say nothing', async () => {
    expect(await allowed(policy('one', 'p', { ...rules, policyTypes: ['Egress'] }))).toBe(FROM_C);
    const ignored = { ...rules, policyTypes: ['Ingress'], ingress: [{}] };
    expect(await allowed(policy('one', 'p', ignored))).toBe(EVERYTHING);
  });
});

test('the policies that admit are named, of both sides', async () => {
  const entries = await connectionsOf([
    ...CLUSTER,
    policy('two', 'out', { podSelector: {}, egress: [{}] }),
    policy('one', 'in', { podSelector: {}, ingress: [{ from: [inNamespace('two')] }] }),
    policy('one', 'deny', { podSelector: {} }),
  ]);
  const entry = entryOf(entries, 'two/Pod/c', 'one/Pod/b', 80);
  expect(entry).toMatchObject({ allowed: true, by: ['one/in', 'two/out'] });
});
