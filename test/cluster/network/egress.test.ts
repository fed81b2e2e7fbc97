import { RestateIdentity, RestateIpFamily, RestatePublicEgress } from '../../../src';
import type { RestateClusterSecurity } from '../../../src';
import { faultsOf } from '../../core/faults-of';
import { newChart, newCluster, object, objects } from '../synth';

const policy = (security: RestateClusterSecurity, name: string) =>
  object(newCluster({ security }), 'NetworkPolicy', name)?.spec;
const PUBLIC = 'allow-restate-egress-to-public-internet';
const publicRule = (security: RestateClusterSecurity) => policy(security, PUBLIC).egress[0];
const faults = (security: RestateClusterSecurity) => {
  const chart = newChart();
  newCluster({ security }, chart);
  return faultsOf(chart);
};

test('the policies are the same with the defaults written out', () => {
  const written = newCluster({
    security: {
      ipFamilies: [RestateIpFamily.IPV4],
      dnsEgress: {},
      publicEgress: RestatePublicEgress.all(),
    },
  });
  expect(objects(written)).toEqual(objects(newCluster({})));
});

describe('egress to public addresses', () => {
  test('is what is left without the addresses of providers, on request', () => {
    const publicEgress = RestatePublicEgress.all({ exceptProviderAddresses: true });
    expect(publicRule({ publicEgress }).to).toEqual([
      { ipBlock: { cidr: '0.0.0.0/1', except: ['10.0.0.0/8', '100.64.0.0/10'] } },
      {
        ipBlock: {
          cidr: '128.0.0.0/1',
          except: [
            '192.168.0.0/16',
            '172.16.0.0/12',
            '169.254.0.0/16',
            '168.63.129.16/32',
            '192.0.0.192/32',
          ],
        },
      },
    ]);
  });

  test('can be without ranges of the user, and for some ports only', () => {
    const publicEgress = RestatePublicEgress.all({ except: ['203.0.113.0/24'], ports: [443] });
    const { to, ports } = publicRule({ publicEgress });
    expect(to[1].ipBlock.except).toContain('203.0.113.0/24');
    expect(to[0].ipBlock.except).not.toContain('203.0.113.0/24');
    expect(ports).toEqual([{ port: 443, protocol: 'TCP' }]);
  });

  test('can be narrowed to some ranges', () => {
    const options = { except: ['198.51.100.128/25'], exceptProviderAddresses: true };
    const publicEgress = RestatePublicEgress.to(['198.51.100.0/24', '2001:db8::/32'], options);
    expect(publicRule({ publicEgress })).toEqual({
      to: [
        { ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.128/25'] } },
        { ipBlock: { cidr: '2001:db8::/32' } },
      ],
    });
  });

  test('can be none', () => {
    expect(policy({ publicEgress: RestatePublicEgress.none() }, PUBLIC)).toBeUndefined();
  });

  test('is for both IP families of a dual-stack cluster', () => {
    const ipFamilies = [RestateIpFamily.IPV6, RestateIpFamily.IPV4];
    const { to } = publicRule({ ipFamilies });
    expect(to.map(({ ipBlock }: any) => ipBlock.cidr)).toEqual([
      '0.0.0.0/1',
      '128.0.0.0/1',
      '2000::/3',
    ]);
  });

  test('is for IPv6 alone where there is no IPv4', () => {
    const ipFamilies = [RestateIpFamily.IPV6];
    expect(publicRule({ ipFamilies }).to).toEqual([{ ipBlock: { cidr: '2000::/3' } }]);
  });

  test('has no exceptions of addresses that it does not have', () => {
    const publicEgress = RestatePublicEgress.all({ except: ['10.0.0.0/8', 'fd00::/8', 'all'] });
    expect(faults({ publicEgress })).toEqual([
      '[app/restate] security.publicEgress: "all" is not a CIDR; write one such as "10.0.0.0/8"',
    ]);
    expect(faults({ publicEgress: RestatePublicEgress.all({ except: ['fd00::/8'] }) })).toEqual([
      '[app/restate] security.publicEgress: the exception "fd00::/8" is no part of "0.0.0.0/1", "128.0.0.0/1"; remove it, or write a part of one of these',
    ]);
  });
});

describe('egress to DNS', () => {
  test('goes to other pods, at another port', () => {
    const peers = [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
        podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
      },
    ];
    expect(policy({ dnsEgress: { peers, port: 5353 } }, 'allow-egress-to-dns').egress).toEqual([
      {
        ports: [
          { port: 5353, protocol: 'UDP' },
          { port: 5353, protocol: 'TCP' },
        ],
        to: peers,
      },
    ]);
  });

  test('has no IPv4 address where there is no IPv4', () => {
    const { egress } = policy({ ipFamilies: [RestateIpFamily.IPV6] }, 'allow-egress-to-dns');
    expect(egress[0].to).toEqual([expect.objectContaining({ podSelector: expect.anything() })]);
  });

  test('is not opened to everybody by an empty list', () => {
    expect(faults({ dnsEgress: { peers: [], port: 0 } })).toEqual([
      '[app/restate] security.dnsEgress.peers: must not be empty; write at least one peer, or remove it',
      '[app/restate] security.dnsEgress.port: 0 is not a port number; write an integer between 1 and 65535, inclusive',
    ]);
  });
});

describe('egress to the addresses of Services', () => {
  const NAME = 'allow-restate-egress-to-services';
  const cidrs = ['10.100.0.0/16', 'fd00:1::/108'];

  test('is not opened unless their ranges are given', () => {
    expect(policy({}, NAME)).toBeUndefined();
  });

  test('is for the port of deployments', () => {
    expect(policy({ serviceEgress: { cidrs } }, NAME).egress).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.100.0.0/16' } }, { ipBlock: { cidr: 'fd00:1::/108' } }],
        ports: [{ port: 9080, protocol: 'TCP' }],
      },
    ]);
  });

  test('is for the ports that are given', () => {
    const [{ ports }] = policy({ serviceEgress: { cidrs, ports: [80] } }, NAME).egress;
    expect(ports).toEqual([{ port: 80, protocol: 'TCP' }]);
  });

  test('needs ranges, and no empty list of ports', () => {
    expect(faults({ serviceEgress: { cidrs: [], ports: [] } })).toEqual([
      expect.stringContaining('security.serviceEgress.cidrs: must not be empty'),
      expect.stringContaining('security.serviceEgress.ports: must not be empty'),
    ]);
    expect(faults({ serviceEgress: { cidrs: ['10.100.0.0'] } })).toEqual([
      expect.stringContaining('security.serviceEgress.cidrs[0]: "10.100.0.0" is not a CIDR'),
    ]);
  });
});

test('the agent that hands out AWS identities is reached by each IP family', () => {
  const identity = RestateIdentity.awsPodIdentity('arn:aws:iam::111122223333:role/restate');
  const ipFamilies = [RestateIpFamily.IPV4, RestateIpFamily.IPV6];
  const spec = policy({ identity, ipFamilies }, 'allow-restate-egress-to-aws-pod-identity');
  expect(spec.egress[0].to).toEqual([
    { ipBlock: { cidr: '169.254.170.23/32' } },
    { ipBlock: { cidr: 'fd00:ec2::23/128' } },
  ]);
});

test('an IP family that there is not is a fault', () => {
  expect(faults({ ipFamilies: ['ipv6' as RestateIpFamily] })).toEqual([
    '[app/restate] security.ipFamilies[0]: unsupported value "ipv6"; did you mean "IPv6"? supported values: "IPv4", "IPv6"',
  ]);
  expect(faults({ ipFamilies: [] })).toEqual([
    expect.stringContaining('security.ipFamilies: must not be empty'),
  ]);
});
