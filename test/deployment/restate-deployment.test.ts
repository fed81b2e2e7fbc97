import { Chart, Duration } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { desiredState, newChart, newDeployment, ofKind } from './synth';
import { RestateCluster, RestateAdmin, RestateDeletionPolicy } from '../../src';
import type { RestateDeploymentProps } from '../../src';
import { KEEP_ANNOTATIONS, parseDesiredState } from '../../src/contract';

const [APP] = [{ name: 'app', image: 'greeter:1' }];

test('a typed template and the same as a raw map make the same version', () => {
  const typed = newDeployment({
    template: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        hostIpc: false,
        containers: [
          {
            ...APP,
            resources: { requests: { cpu: k8s.Quantity.fromString('100m') } },
            livenessProbe: { httpGet: { port: k8s.IntOrString.fromNumber(9080) } },
          },
        ],
      },
    },
  });
  const raw = newDeployment({
    template: undefined,
    rawTemplate: {
      metadata: { labels: { app: 'greeter' } },
      spec: {
        hostIPC: false,
        containers: [
          {
            ...APP,
            resources: { requests: { cpu: '100m' } },
            livenessProbe: { httpGet: { port: 9080 } },
          },
        ],
      },
    },
  });
  expect(raw.versionName).toBe(typed.versionName);
});

test('fields that no type knows are passed on and make another version', () => {
  const rawTemplate = { spec: { newerThanTheTypes: { a: [] }, containers: [APP] } };
  const deployment = newDeployment({ template: undefined, rawTemplate });
  expect(deployment.versionName).not.toBe(newDeployment().versionName);
  const [replicaSet] = ofKind(Chart.of(deployment), 'ReplicaSet');
  expect(replicaSet.spec.template.spec).toEqual(rawTemplate.spec);
});

test('integers beyond 2^53 keep their digits, in the name and in the manifest', () => {
  const spec = (sizeLimit: unknown) => ({
    containers: [APP],
    volumes: [{ name: 'v', emptyDir: { sizeLimit } }],
  });
  const deployment = newDeployment({
    template: undefined,
    rawTemplate: { spec: spec(9007199254740993n) },
  });
  const [{ metadata }] = ofKind(Chart.of(deployment), 'ReplicaSet');
  expect(metadata.annotations['restate.dev/pod-template']).toContain('9007199254740993');
});

test('every object of a version outlives the manifest and carries the id of its runtime', () => {
  const chart = newChart();
  const deployment = newDeployment({ autoscaling: { maxReplicas: 3 } }, chart);
  const versioned = chart
    .toJson()
    .filter(({ metadata }) => metadata.name === deployment.versionName);
  expect(versioned.map(({ kind }) => kind)).toEqual([
    'ReplicaSet',
    'Service',
    'HorizontalPodAutoscaler',
  ]);
  for (const { metadata } of versioned) {
    expect(metadata.annotations).toMatchObject(KEEP_ANNOTATIONS);
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'cdk8s-restate',
      'restate.dev/owned-by': 'greeter',
      'restate.dev/runtime': 'shop-restate',
    });
  }
});

test('a user keeps other options of Argo CD, but not one that prunes', () => {
  const deployment = newDeployment({
    annotations: { 'argocd.argoproj.io/sync-options': 'ServerSideApply=true, Prune=true' },
  });
  const [{ metadata }] = ofKind(Chart.of(deployment), 'Service');
  expect(metadata.annotations['argocd.argoproj.io/sync-options']).toBe(
    'Prune=false,Delete=false,ServerSideApply=true',
  );
});

test('an autoscaled version has no number of replicas that an apply could set back', () => {
  const deployment = newDeployment({
    replicas: 5,
    autoscaling: {
      minReplicas: 2,
      maxReplicas: 7,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
        },
      ],
      overrides: { newerThanTheTypes: true },
    },
  });
  const chart = Chart.of(deployment);
  const [replicaSet] = ofKind(chart, 'ReplicaSet');
  expect(replicaSet.spec).not.toHaveProperty('replicas');
  expect(ofKind(chart, 'HorizontalPodAutoscaler')[0].spec).toEqual({
    minReplicas: 2,
    maxReplicas: 7,
    metrics: [
      {
        type: 'Resource',
        resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
      },
    ],
    newerThanTheTypes: true,
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: deployment.versionName },
  });
  expect(desiredState(chart).deployments[0]).toMatchObject({ autoscaling: { min: 2, max: 7 } });
});

test('the Service leads to the port called "restate", of whichever container', () => {
  const deployment = newDeployment({
    template: {
      spec: {
        containers: [
          { name: 'proxy', image: 'proxy:1', ports: [{ containerPort: 8080 }] },
          { ...APP, ports: [{ containerPort: 9000, name: 'restate' }] },
        ],
      },
    },
  });
  const [{ spec }] = ofKind(Chart.of(deployment), 'Service');
  expect(spec.ports).toEqual([{ name: 'restate', port: 9080, protocol: 'TCP', targetPort: 9000 }]);
  expect(deployment.uri).toBe(`http://${deployment.versionName}.apps.svc.cluster.local:9080/`);
});

test('a headless Service has the port of the pods, in the URL too, and makes another version', () => {
  const template = { spec: { containers: [{ ...APP, ports: [{ containerPort: 9000 }] }] } };
  const deployment = newDeployment({ template, headlessService: true });
  const [{ spec }] = ofKind(Chart.of(deployment), 'Service');
  expect(spec).toMatchObject({ clusterIP: 'None', ports: [{ port: 9000, targetPort: 9000 }] });
  expect(new URL(deployment.uri).port).toBe('9000');
  expect(deployment.versionName).not.toBe(newDeployment({ template }).versionName);
});

test('whatever the server would know by another id makes another version', () => {
  const names = [
    newDeployment(),
    newDeployment({ servicePath: '/a' }),
    newDeployment({ useHttp11: true }),
    newDeployment({ admin: RestateAdmin.fromCluster(RestateCluster.fromClusterName('restate')) }),
  ].map(({ versionName }) => versionName);
  expect(new Set(names).size).toBe(names.length);
});

test('what concerns versions only later makes no other version, and no other registration', () => {
  const hashes = [
    newDeployment(),
    newDeployment({
      replicas: 3,
      revisionHistoryLimit: 2,
      drainDelay: Duration.seconds(10),
      deletionPolicy: RestateDeletionPolicy.force(),
    }),
  ].map((deployment) => desiredState(Chart.of(deployment)).deployments[0].hash);
  expect(hashes[1]).toBe(hashes[0]);
});

test('the desired state says all that the runtime goes by', () => {
  const deployment = newDeployment({
    revisionHistoryLimit: 2,
    drainDelay: Duration.minutes(1),
    deletionPolicy: RestateDeletionPolicy.drainThenForce(Duration.hours(1)),
    paused: true,
    breaking: true,
    useHttp11: true,
    servicePath: 'v1',
    clusterDns: 'k8s.example',
  });
  const state = desiredState(Chart.of(deployment));
  expect(state.deployments[0]).toMatchObject({
    name: 'greeter',
    mode: 'ReplicaSet',
    object: deployment.versionName,
    uri: `http://${deployment.versionName}.apps.svc.k8s.example:9080/v1`,
    replicas: 1,
    revisionHistoryLimit: 2,
    drainDelaySeconds: 60,
    deletionPolicy: { type: 'drain-then-force', afterSeconds: 3600 },
    paused: true,
    breaking: true,
    useHttp11: true,
  });
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
});

test('a version tells the runtime how to remove it when it has left the app', () => {
  const deployment = newDeployment({ deletionPolicy: RestateDeletionPolicy.force() });
  const chart = Chart.of(deployment);
  const [{ metadata }] = ofKind(chart, 'ReplicaSet');
  expect(metadata.annotations).toMatchObject({
    'restate.dev/admin': desiredState(chart).admins[0].key,
    'restate.dev/admin-url': 'http://restate.restate:9070',
    'restate.dev/uri': deployment.uri,
    'restate.dev/deletion-policy': 'force',
  });
});

test('the default child is the ReplicaSet, for escape hatches', () => {
  const deployment = newDeployment({ autoscaling: { maxReplicas: 3 } });
  expect(deployment.node.defaultChild).toBe(deployment.replicaSet);
});

test('pods count as available after the time that they have to be ready for', () => {
  const spec = (props: Partial<RestateDeploymentProps>) =>
    ofKind(Chart.of(newDeployment(props)), 'ReplicaSet')[0].spec;
  expect(spec({ minReady: Duration.minutes(1) }).minReadySeconds).toBe(60);
  expect(spec({})).not.toHaveProperty('minReadySeconds');
});
