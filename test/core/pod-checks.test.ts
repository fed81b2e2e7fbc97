import type { FaultSink } from '../../src/core/faults';
import { checkContainer, checkEnv, checkMounts } from '../../src/core/pod-checks';

function faultsOf(check: (faults: FaultSink) => void): string[] {
  const faults: string[] = [];
  check({ add: (field, problem, remedy) => faults.push(`${field}: ${problem}; ${remedy}`) });
  return faults;
}

test('a container is checked for its image, pull policy, ports, environment and resources', () => {
  const container = {
    imagePullPolicy: 'Sometimes',
    ports: [
      { containerPort: 0 },
      { containerPort: 80, name: 'a' },
      { containerPort: 81, name: 'a' },
    ],
    env: [{ name: 'A=B' }, { name: 'C', value: 'c', valueFrom: { fieldRef: {} } }],
    resources: { requests: { cpu: 'much' }, limits: { memory: '1Gi' } },
  };
  expect(faultsOf((faults) => checkContainer(container, 'c', faults))).toEqual([
    'c.image: missing required field; write one such as "alpine:3.21"',
    'c.imagePullPolicy: unsupported value "Sometimes"; supported values: "Always", "IfNotPresent", "Never"',
    'c.env[0].name: "A=B" is not an environment variable name; write printable ASCII characters other than "="',
    'c.env[1]: "C" sets both value and valueFrom; remove one of them',
    'c.resources.requests.cpu: "much" is not a quantity; write a number with a unit, such as "500m" or "4Gi"',
    'c.ports[0].containerPort: 0 is not a port number; write an integer between 1 and 65535, inclusive',
    'c.ports[2].name: duplicate port name "a", also used by c.ports[1]; choose another name',
  ]);
});

test('a reserved or duplicate environment variable is a fault', () => {
  const env = [{ name: 'A' }, { name: 'TOKEN' }, { name: 'A' }];
  expect(faultsOf((faults) => checkEnv(env, 'env', faults, ['TOKEN', 'URL']))).toEqual([
    'env[1].name: "TOKEN" is a reserved name; choose a name other than TOKEN, URL',
    'env[2].name: duplicate environment variable "A", also set by env[0]; remove one of them',
  ]);
});

test('a mount needs a volume of the pod and a mount path of its own', () => {
  const mounts = [
    { name: 'data', mountPath: '/a:b' },
    { name: 'data', mountPath: '/tmp' },
    { name: 'scratch', mountPath: '/scratch' },
  ];
  const check = (volumes: string[]) =>
    faultsOf((faults) => checkMounts(mounts, new Set(volumes), ['/tmp'], 'm', faults));
  expect(check(['data', 'tmp'])).toEqual([
    'm[0].mountPath: "/a:b" is not a mount path; write a path that does not contain ":"',
    'm[1].mountPath: duplicate mount path "/tmp"; choose another path',
    'm[2].name: no volume named "scratch"; use one of data, tmp, or add the volume',
  ]);
  expect(check([])).toContain('m[2].name: no volume named "scratch"; add the volume');
});
