import { inNamespace, pod, policy, textOf, withLabels } from './ask';
import { run } from '../run';

const SHOP = textOf([
  pod('shop', 'web', { app: 'web' }, [{ name: 'http', containerPort: 8080 }]),
  pod('shop', 'db', { app: 'db' }, [{ containerPort: 5432 }]),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 'http' }] },
  },
  policy('shop', 'db', {
    ...withLabels({ app: 'db' }),
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [withLabels({ app: 'web' })] }],
    egress: [{ to: [inNamespace('backup')], ports: [{ port: 9000 }] }],
  }),
]);
const show = async (...flags: string[]) => {
  const { status, stdout, stderr } = await run(['connections', ...flags, '-'], SHOP);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};
const lines = (text: string) => text.trimEnd().split('\n');

test('the table shows what is allowed: a line for each two, and one for all that is treated alike', async () => {
  expect(lines(await show())).toEqual([
    'FROM            TO                         PORTS      BY',
    'shop/Pod/db     pods in namespace backup   9000/TCP   shop/db',
    'shop/Pod/web    shop/Pod/db                5432/TCP   shop/db',
    'shop/Pod/web    shop/Pod/web               8080/TCP   -',
    'shop/Pod/web    anything else              any        -',
    'anything else   shop/Pod/web               8080/TCP   -',
  ]);
});

test('the wide table names the Services that lead there', async () => {
  expect(lines(await show('-o', 'wide'))).toContain(
    'shop/Pod/web    shop/Pod/web               8080/TCP   shop/web:80   -',
  );
});

test('with --all the table shows what is not allowed, too, and on which side it fails', async () => {
  const all = lines(await show('--all'));
  expect(all[0]).toMatch(/^FROM +TO +PORTS +ALLOWED +BY$/);
  expect(all).toContainEqual(
    expect.stringMatching(/^shop\/Pod\/db +shop\/Pod\/web +8080\/TCP +no \(egress\) +shop\/db$/),
  );
  expect(all).toContainEqual(
    expect.stringMatching(/^anything else +shop\/Pod\/db +5432\/TCP +no \(ingress\) +shop\/db$/),
  );
  expect(all).toContainEqual(
    expect.stringMatching(
      /^shop\/Pod\/db +pods in namespace backup +1-8999\/TCP, 9001-65535\/TCP, any\/UDP, any\/SCTP +no/,
    ),
  );
});

test('JSON is a list of every connection, allowed or not', async () => {
  const list = JSON.parse(await show('-o', 'json'));
  expect(list).toContainEqual({
    from: 'shop/Pod/web',
    to: 'shop/Pod/db',
    port: 5432,
    protocol: 'TCP',
    allowed: true,
    by: ['shop/db'],
  });
  expect(list).toContainEqual({
    from: 'shop/Pod/db',
    to: 'pods in namespace backup',
    port: 1,
    endPort: 8999,
    protocol: 'TCP',
    allowed: false,
    blocked: ['egress'],
    by: ['shop/db'],
  });
});

/** As much of Mermaid's grammar as a chart may use. */
const CHART =
  /^flowchart LR\n((  subgraph \w+\["[^"]*"\]\n(    \w+\["[^"]*"\]\n)+  end\n)|(  \w+\["[^"]*"\]\n))+(  \w+ -->\|"[^"]*"\| \w+\n)*$/;

test('the flowchart has a box for each namespace and an arrow for each line of the table', async () => {
  const chart = await show('-o', 'mermaid');
  expect(chart).toMatch(CHART);
  expect(lines(chart)).toEqual([
    'flowchart LR',
    '  subgraph namespace1["namespace backup"]',
    '    peer2["pods"]',
    '  end',
    '  subgraph namespace2["namespace shop"]',
    '    peer1["Pod/db"]',
    '    peer3["Pod/web"]',
    '  end',
    '  peer4["anything else"]',
    '  peer1 -->|"9000/TCP"| peer2',
    '  peer3 -->|"5432/TCP"| peer1',
    '  peer3 -->|"8080/TCP"| peer3',
    '  peer3 -->|"any"| peer4',
    '  peer4 -->|"8080/TCP"| peer3',
  ]);
});

test('what stands in labels and names means nothing to Mermaid', async () => {
  const hostile = policy('one', 'p', {
    podSelector: {},
    ingress: [{ from: [withLabels({ 'x.y/z_"#<b>': '`end`' })] }],
  });
  const { stdout } = await run(
    ['connections', '-o', 'mermaid', '-'],
    textOf([pod('one', 'a', {}, [{ containerPort: 1 }]), hostile]),
  );
  expect(stdout).toMatch(CHART);
  expect(stdout).toContain('["pods x.y/z#95;#34;#35;#60;b#62;=#96;end#96;"]');
});

test('the order of the input changes nothing', async () => {
  const documents = SHOP.split('\n---\n');
  const reversed = documents.reverse().join('\n---\n');
  for (const output of ['table', 'json', 'mermaid']) {
    const { stdout } = await run(['connections', '-o', output, '-'], reversed);
    expect(stdout).toBe(await show('-o', output));
  }
});

test('nothing that runs pods is an empty table, and not an error', async () => {
  expect(await run(['connections', '-'], '')).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('--help explains itself', async () => {
  const { status, stdout } = await run(['connections', '--help']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^Usage: cdk8s-restate connections \[FLAGS\] FILE/);
  expect((await run(['--help'])).stdout).toContain('connections FILE');
});
