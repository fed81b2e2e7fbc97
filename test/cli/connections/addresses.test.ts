import { connectionsOf, entryOf, pod, policy } from './ask';

const A = pod('one', 'a');
const to = (...blocks: any[]) =>
  policy('one', 'out', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: blocks.map((ipBlock) => ({ ipBlock })) }],
  });
const allowed = async (policies: any[], name: string, ...flags: string[]) =>
  entryOf(await connectionsOf([A, ...policies], ...flags), 'one/Pod/a', name, 443).allowed;

test('a block admits its addresses but for the exceptions', async () => {
  const policies = [to({ cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] })];
  expect(await allowed(policies, '192.0.2.0/24')).toBe(true);
  expect(await allowed(policies, '192.0.2.128/25')).toBe(false);
  expect(await allowed(policies, 'Internet')).toBe(false);
});

test('an exception of one block can be admitted by another', async () => {
  const exception = { cidr: '192.0.2.0/24', except: ['192.0.2.7/32'] };
  expect(await allowed([to(exception, { cidr: '192.0.2.7/32' })], '192.0.2.7/32')).toBe(true);
});

test('a block of which others name every part is shown by its parts alone', async () => {
  const halves = to({ cidr: '192.0.2.0/25' }, { cidr: '192.0.2.128/25' });
  const entries = await connectionsOf([A, to({ cidr: '192.0.2.0/24' }), halves]);
  expect(entries.map((entry) => entry.to).filter((name) => name.startsWith('192'))).toEqual(
    expect.arrayContaining(['192.0.2.0/25', '192.0.2.128/25']),
  );
  expect(entries.map((entry) => entry.to)).not.toContain('192.0.2.0/24');
});

test('the Internet is admitted as a whole, by one block or by two halves of it', async () => {
  expect(await allowed([to({ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] })], 'Internet')).toBe(true);
  expect(await allowed([to({ cidr: '0.0.0.0/1' }, { cidr: '128.0.0.0/1' })], 'Internet')).toBe(
    true,
  );
  expect(await allowed([to({ cidr: '0.0.0.0/1' })], 'Internet')).toBe(false);
  expect(await allowed([to({ cidr: '8.8.8.8/32' }, { cidr: '93.184.0.0/16' })], 'Internet')).toBe(
    false,
  );
});

test('IPv6 has blocks of its own, also where they are written in short or with a part of IPv4', async () => {
  const policies = [to({ cidr: '::/0', except: ['fd00::/8', '::ffff:192.0.2.0/120'] })];
  expect(await allowed(policies, 'Internet (IPv6)')).toBe(true);
  expect(await allowed(policies, 'fd00::/8')).toBe(false);
  expect(await allowed(policies, '::ffff:192.0.2.0/120')).toBe(false);
  expect(await allowed(policies, 'Internet')).toBe(false);
});

test('the API server is admitted once its address is, or all that it may have', async () => {
  const policies = [to({ cidr: '192.0.2.7/32' })];
  expect(await allowed(policies, 'API server')).toBe(false);
  expect(await allowed(policies, 'API server', '--api-server', '192.0.2.7')).toBe(true);
  expect(await allowed(policies, 'API server', '--api-server', '192.0.2.8')).toBe(false);
  expect(await allowed([to({ cidr: '0.0.0.0/0' })], 'API server')).toBe(true);
});

describe('pods', () => {
  const B = pod('one', 'b', {}, [{ containerPort: 443 }]);
  const allowedToB = (block: any, ...flags: string[]) =>
    allowed([B, to(block)], 'one/Pod/b', ...flags);

  test('whose addresses are not known are admitted by a block that holds all they may have', async () => {
    expect(await allowedToB({ cidr: '0.0.0.0/0' })).toBe(true);
    expect(await allowedToB({ cidr: '10.0.0.0/8' })).toBe(false);
    expect(await allowedToB({ cidr: '0.0.0.0/0', except: ['10.99.0.0/16'] })).toBe(false);
  });

  test('have their addresses where the flag says', async () => {
    const range = ['--pod-cidr', '10.244.0.0/16'];
    expect(await allowedToB({ cidr: '10.0.0.0/8' }, ...range)).toBe(true);
    expect(await allowedToB({ cidr: '0.0.0.0/0', except: ['10.99.0.0/16'] }, ...range)).toBe(true);
    expect(await allowedToB({ cidr: '10.244.0.0/17' }, ...range)).toBe(false);
    expect(await allowedToB({ cidr: '10.0.0.0/8' }, ...range, '--pod-cidr', 'fd00::/64')).toBe(
      false,
    );
  });

  test('that run already are judged by the address they have', async () => {
    const running = { ...B, status: { podIPs: [{ ip: '10.244.3.7' }] } };
    const policies = [running, to({ cidr: '10.244.3.0/24' })];
    expect(await allowed(policies, 'one/Pod/b')).toBe(true);
    expect(await allowed([running, to({ cidr: '10.244.4.0/24' })], 'one/Pod/b')).toBe(false);
  });

  test('with the network of their node are selected by no policy and by no peer', async () => {
    const onHost = { ...B, spec: { ...B.spec, hostNetwork: true } };
    const selecting = policy('one', 'out', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [{ podSelector: {} }] }],
    });
    const entries = await connectionsOf([A, onHost, selecting]);
    expect(entryOf(entries, 'one/Pod/a', 'one/Pod/b', 443).blocked).toEqual(['egress']);
    expect(entryOf(entries, 'one/Pod/b', 'Internet', 443).allowed).toBe(true);
  });
});
