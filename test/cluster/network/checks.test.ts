import { k8s } from 'cdk8s-plus-28';
import { faultsOf } from '../../core/faults-of';
import { newCluster } from '../synth';

/** The faults of a cluster, without its path. */
const faults = (security: object) =>
  faultsOf(newCluster({ security })).map((fault) => fault.replace('[app/restate] security.', ''));
const ofPeer = (peer: object) => faults({ networkPeers: { ingress: [peer] } });
const ofPort = (port: object) => faults({ networkEgressRules: [{ ports: [port] }] });

const number = (value: number) => k8s.IntOrString.fromNumber(value);
const name = (value: string) => k8s.IntOrString.fromString(value);

test.each([
  ['10.0.0.0/8'],
  ['10.1.2.3/32'],
  ['0.0.0.0/0'],
  ['fd00::/8'],
  ['::1/128'],
  ['2001:db8::/33'],
])('the addresses %s can be allowed', (cidr) => {
  expect(ofPeer({ ipBlock: { cidr } })).toEqual([]);
});

test.each([
  ['10.0.0.0'],
  ['10.0.0.0/'],
  ['10.0.0.0/33'],
  ['10.0.0.0/8/9'],
  ['10.0.0.0/8x'],
  ['10.0.0.0/x8'],
  ['10.0.0.0/ 8'],
  ['10.0.0.0/8 '],
  ['10.0.0/8'],
  ['::1/129'],
  ['restate/8'],
  [''],
])('"%s" are no addresses', (cidr) => {
  expect(ofPeer({ ipBlock: { cidr } })).toEqual([
    `networkPeers.ingress[0].ipBlock.cidr: "${cidr}" is not a CIDR; write one such as "10.0.0.0/8"`,
  ]);
});

test('addresses that are missing are a fault', () => {
  expect(ofPeer({ ipBlock: {} })).toEqual([
    expect.stringMatching(/^networkPeers\.ingress\[0\]\.ipBlock\.cidr: /),
  ]);
});

test('each exception of a range of addresses is checked', () => {
  const ipBlock = { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.0.0', '10.3.0.0'] };
  expect(ofPeer({ ipBlock }).map((fault) => fault.split(': ')[0])).toEqual([
    'networkPeers.ingress[0].ipBlock.except[1]',
    'networkPeers.ingress[0].ipBlock.except[2]',
  ]);
});

test.each([
  [{ podSelector: {} }],
  [{ namespaceSelector: {} }],
  [{ podSelector: {}, namespaceSelector: {} }],
])('%j is a peer', (peer) => expect(ofPeer(peer)).toEqual([]));

test('a peer that selects nothing is a fault', () => {
  expect(ofPeer({})).toEqual([
    'networkPeers.ingress[0]: {} selects nothing; add a podSelector, a namespaceSelector or an ipBlock',
  ]);
});

test('neither null nor a list of nulls is a peer or limits a port', () => {
  expect(faults({ networkEgressRules: [{ to: [null], ports: [null] }, { to: null }] })).toEqual([
    'networkEgressRules[0].to[0]: null selects nothing; add a podSelector, a namespaceSelector or an ipBlock',
  ]);
});

test.each([[{ podSelector: {} }], [{ namespaceSelector: {} }]])(
  'addresses together with %j are two peers',
  (selector) => {
    expect(ofPeer({ ipBlock: { cidr: '10.0.0.0/8' }, ...selector })).toEqual([
      'networkPeers.ingress[0]: has both an ipBlock and a selector; write two peers',
    ]);
  },
);

test('the peers of each port and of each rule are checked, and told by their place', () => {
  expect(
    faults({
      networkPeers: { ingress: [{ podSelector: {} }, {}], admin: [{}], node: [{}] },
      networkEgressRules: [{ to: [{ podSelector: {} }] }, { to: [{}] }],
    }).map((fault) => fault.split(': ')[0]),
  ).toEqual([
    'networkPeers.ingress[1]',
    'networkPeers.admin[0]',
    'networkPeers.node[0]',
    'networkEgressRules[1].to[0]',
  ]);
});

test.each([
  [{}],
  [{ port: number(443) }],
  [{ port: name('https') }],
  [{ port: number(443), protocol: 'TCP' }],
  [{ port: number(443), protocol: 'UDP' }],
  [{ port: number(443), protocol: 'SCTP' }],
  [{ port: number(9000), endPort: 9000 }],
  [{ port: number(9000), endPort: 9001 }],
  [{ port: null, endPort: null }],
])('egress may be limited to the port %j', (port) => expect(ofPort(port)).toEqual([]));

test.each([
  [{ port: number(0) }, /ports\[0\]\.port: 0 is not a port/],
  [{ port: name('HTTPS') }, /ports\[0\]\.port: "HTTPS" is not a port name/],
  [
    { port: number(443), protocol: 'tcp' },
    /ports\[0\]\.protocol: unsupported value "tcp"; .*TCP.*UDP.*SCTP/,
  ],
  [{ port: number(443), endPort: 70000 }, /ports\[0\]\.endPort: 70000 is not a port/],
  [
    { port: number(9000), endPort: 8000 },
    /ports\[0\]\.endPort: 8000 is less than port, 9000; write the last port of the range, or remove it$/,
  ],
  [
    { endPort: 8000 },
    /ports\[0\]\.endPort: 8000 needs a numeric port, got null; write a number as port, or remove endPort$/,
  ],
  [
    { port: name('https'), endPort: 8000 },
    /ports\[0\]\.endPort: 8000 needs a numeric port, got "https"/,
  ],
])('egress is not limited to the port %j', (port, expected) => {
  const found = ofPort(port);
  expect(found).toEqual([expect.stringMatching(expected)]);
  expect(found[0]).toMatch(/^networkEgressRules\[0\]\./);
});

test('each port of each rule is told by its place', () => {
  const wrong = { port: number(0) };
  const rules = [{ ports: [{}, wrong] }, { ports: [wrong] }];
  expect(faults({ networkEgressRules: rules }).map((fault) => fault.split(': ')[0])).toEqual([
    'networkEgressRules[0].ports[1].port',
    'networkEgressRules[1].ports[0].port',
  ]);
});

test('annotations of the Service are checked', () => {
  expect(faults({ serviceAnnotations: { 'a b': 'c' } })).toEqual([
    expect.stringMatching(/^serviceAnnotations: the key "a b" is not a qualified name/),
  ]);
});
