import { ApiObject, App, Chart, Duration } from 'cdk8s';
import {
  KnativeService,
  RestateAdmin,
  RestateCaBundle,
  RestateCluster,
  RestateDeployment,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import type { RestateRuntimeProps } from '../../src';
import { ENV, KEEP_ANNOTATIONS } from '../../src/contract';
import { newCluster } from '../cluster/synth';
import { faultsOf } from '../core/faults-of';
import { MINIMAL, desiredState, newChart, newDeployment, ofKind } from '../deployment/synth';

const names = (objects: any[]) => objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);

/** What a pod may authenticate with. */
function accessOf({ containers: [{ env }] }: any): unknown {
  return JSON.parse(env.find(({ name }: any) => name === ENV.access).value);
}

function adminPolicy(chart: Chart): any {
  return ofKind(chart, 'NetworkPolicy').find(
    ({ metadata }) => metadata.name === 'allow-admin-access',
  );
}

test('one runtime manages all deployments of a namespace', () => {
  const chart = newChart();
  newDeployment({}, chart);
  new RestateDeployment(chart, 'cart', MINIMAL);
  new RestateDeployment(chart, 'elsewhere', { ...MINIMAL, namespace: 'other' });
  const states = ofKind(chart, 'ConfigMap')
    .filter(({ data }) => 'desired.json' in data)
    .map(({ metadata, data }) => [
      metadata.namespace,
      JSON.parse(data['desired.json']).deployments.map(({ name }: any) => name),
    ]);
  expect(states).toEqual([
    ['apps', ['cart', 'greeter']],
    ['other', ['elsewhere']],
  ]);
});

test('the desired state is applied before any version, whatever comes first in the app', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const kinds = names(chart.toJson());
  const desired = kinds.indexOf('ConfigMap/shop-restate-desired');
  for (const kind of ['ReplicaSet', 'Service', 'Job']) {
    expect(kinds.findIndex((name) => name.startsWith(kind))).toBeGreaterThan(desired);
  }
});

test('tools that apply in waves come to the desired state no later than to a version', () => {
  const waves = (annotations: { [key: string]: string }) => {
    const chart = newChart();
    newDeployment({ annotations }, chart);
    return ofKind(chart, 'ConfigMap').map(
      ({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-wave'],
    );
  };
  expect(waves({})).toEqual([undefined, undefined]);
  expect(waves({ 'argocd.argoproj.io/sync-wave': '5' })).toEqual([undefined, undefined]);
  expect(waves({ 'argocd.argoproj.io/sync-wave': '-3' })).toContain('-3');
});

test('the Job of a version and its autoscaler are applied in no earlier wave than the version', () => {
  const wave = (version?: string, runtime?: string) => {
    const annotations = (of?: string): { [key: string]: string } =>
      of === undefined ? {} : { 'argocd.argoproj.io/sync-wave': of };
    const chart = newChart();
    new RestateRuntime(chart, 'shop-restate', { annotations: annotations(runtime) });
    const autoscaling = { maxReplicas: 3 };
    newDeployment({ annotations: annotations(version), autoscaling }, chart);
    const waveOf = (kind: string) =>
      ofKind(chart, kind)[0].metadata.annotations['argocd.argoproj.io/sync-wave'];
    expect(waveOf('ReplicaSet')).toBe(version);
    expect(waveOf('HorizontalPodAutoscaler')).toBe(version);
    return waveOf('Job');
  };
  expect(wave()).toBeUndefined();
  expect(wave('5')).toBe('5');
  expect(wave('-3')).toBe('-3');
  expect(wave('5', '7')).toBe('7');
  expect(wave('5', '2')).toBe('5');
  expect(wave(undefined, '-2')).toBe('0');
});

test('a wave of a runtime that is no whole number is refused', () => {
  const chart = newChart();
  const annotations = { 'argocd.argoproj.io/sync-wave': 'last' };
  newDeployment({ runtime: new RestateRuntime(chart, 'mine', { annotations }) }, chart);
  expect(faultsOf(chart)).toEqual([
    '[shop/mine] annotations["argocd.argoproj.io/sync-wave"]: "last" is not a sync wave; write an integer in quotes, such as "5"',
  ]);
});

test('labels and annotations keep the keys that the user gave them', () => {
  const own = { pdId: 'a', volumeId: 'b', hostIp: 'c' };
  const chart = newChart();
  new RestateRuntime(chart, 'shop-restate', {
    labels: own,
    annotations: own,
    podLabels: own,
    podAnnotations: own,
  });
  const { service } = newDeployment({ labels: own, annotations: own }, chart);
  const [job] = ofKind(chart, 'Job');
  for (const { metadata } of [service.toJson(), job, job.spec.template]) {
    expect(metadata.labels).toMatchObject(own);
    expect(metadata.annotations).toMatchObject(own);
  }
});

test('the order of the constructs changes neither the desired state nor a name', () => {
  const synth = (ids: string[]) => {
    const chart = newChart();
    ids.forEach((id) => new RestateDeployment(chart, id, MINIMAL));
    return [desiredState(chart), names(chart.toJson()).sort()];
  };
  expect(synth(['a', 'b', 'c'])).toEqual(synth(['c', 'a', 'b']));
});

test('the Job of a version is named by all that it runs with', () => {
  const jobs = [
    {},
    { image: 'node@sha256:1' },
    { podLabels: { team: 'a' } },
    { overrides: { spec: { nodeSelector: { pool: 'jobs' } } } },
    { resources: {} },
    { imagePullSecrets: ['pull'] },
  ].map((props) => {
    const chart = newChart();
    new RestateRuntime(chart, 'shop-restate', props);
    newDeployment({}, chart);
    return ofKind(chart, 'Job')[0].metadata.name;
  });
  expect(new Set(jobs).size).toBe(jobs.length);
});

test('the Job names the hash that stands in the desired state', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const [{ hash }] = desiredState(chart).deployments;
  const [{ metadata, spec }] = ofKind(chart, 'Job');
  expect(metadata.name).toBe(`greeter-register-${hash}`);
  expect(metadata.annotations['restate.dev/desired-hash']).toBe(hash);
  expect(spec.template.spec.containers[0].args).toContain(`--hash=${hash}`);
});

test('a name that is as long as it may be leaves the Job one that it may have', () => {
  const chart = newChart();
  newDeployment({ name: 'a'.repeat(52) }, chart);
  expect(ofKind(chart, 'Job')[0].metadata.name).toHaveLength(63);
});

test('a user’s own implementation of a cluster gets the runtime as a peer', () => {
  const peers: unknown[] = [];
  const cluster = {
    name: 'mine',
    namespace: 'mine',
    clusterDns: 'cluster.local',
    ingressUrl: 'http://restate.mine:8080',
    adminUrl: 'http://restate.mine:9070',
    allowAdminFrom: (...more: unknown[]) => peers.push(...more),
  };
  const admin = RestateAdmin.fromCluster(cluster as any);
  const chart = newChart();
  newDeployment({ admin }, chart);
  new RestateDeployment(chart, 'cart', { ...MINIMAL, admin });
  expect(faultsOf(chart)).toEqual([]);
  expect(peers).toEqual([
    expect.objectContaining({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } },
    }),
  ]);
});

test('every pod of the runtime is fit for a restricted namespace', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const pods = [
    ofKind(chart, 'Job')[0].spec.template,
    ofKind(chart, 'CronJob')[0].spec.jobTemplate.spec.template,
  ];
  for (const { spec } of pods) {
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: expect.any(Number),
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(spec.serviceAccountName).toBe('shop-restate');
  }
});

test('secrets are mounted, and what is missing holds back no pod', () => {
  const chart = newChart();
  const admin = RestateAdmin.fromUrl('https://restate.example/admin/', {
    bearerToken: { name: 'admin-token', key: 'token' },
    headers: { 'X-Tenant': { name: 'tenant', key: 'id' } },
    ca: RestateCaBundle.fromConfigMap('private-ca', 'ca.crt'),
  });
  newDeployment({ admin }, chart);
  const url = 'https://restate.example/admin';
  const [{ key, ...others }] = desiredState(chart).admins;
  const folder = `/etc/cdk8s-restate/admins/${key}`;
  const { spec } = ofKind(chart, 'Job')[0].spec.template;
  // In the pod, and not in a ConfigMap: this decides where a token goes.
  expect(others).toEqual({ url });
  expect(accessOf(spec)).toEqual({
    [key]: {
      url,
      bearerTokenFile: `${folder}/token`,
      headerFiles: { 'X-Tenant': `${folder}/header-x-tenant` },
      caFile: `${folder}/ca.pem`,
    },
  });
  expect(spec.containers[0].volumeMounts).toContainEqual({
    name: `admin-${key}`,
    mountPath: folder,
    readOnly: true,
  });
  expect(spec.volumes.find(({ name }: any) => name === `admin-${key}`).projected.sources).toEqual([
    { secret: { name: 'admin-token', items: [{ key: 'token', path: 'token' }], optional: true } },
    { secret: { name: 'tenant', items: [{ key: 'id', path: 'header-x-tenant' }], optional: true } },
    {
      configMap: { name: 'private-ca', items: [{ key: 'ca.crt', path: 'ca.pem' }], optional: true },
    },
  ]);
});

test('an admin API keeps its key when the way in changes, since versions refer to it', () => {
  const keys = [undefined, { bearerToken: { name: 'other', key: 'token' } }].map((access) => {
    const chart = newChart();
    newDeployment({ admin: RestateAdmin.fromUrl('https://restate.example', access) }, chart);
    return desiredState(chart).admins[0].key;
  });
  expect(keys[1]).toBe(keys[0]);
});

test('the admin policy of a cluster of the app is opened for the runtime, once', () => {
  const chart = newChart();
  const cluster = newCluster({}, chart);
  newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
  new RestateDeployment(chart, 'cart', { ...MINIMAL, admin: RestateAdmin.fromCluster(cluster) });
  const labels = ofKind(chart, 'CronJob')[0].spec.jobTemplate.spec.template.metadata.labels;
  const peers = adminPolicy(chart).spec.ingress[0].from;
  expect(peers).toHaveLength(1);
  expect(peers[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'apps' });
  expect(labels).toMatchObject(peers[0].podSelector.matchLabels);
});

test('the admin policy stays shut for the runtime where the cluster says so', () => {
  const chart = newChart();
  const cluster = newCluster({ security: { allowOperatorAccessToAdmin: false } }, chart);
  newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
  expect(adminPolicy(chart).spec.ingress ?? []).toEqual([]);
});

test('what old versions need outlives the app; Jobs do not', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const objects = chart.toJson();
  for (const { kind, metadata } of objects) {
    if (kind === 'Job') {
      expect(metadata.annotations).not.toHaveProperty(['helm.sh/resource-policy']);
    } else {
      expect(metadata.annotations).toMatchObject(KEEP_ANNOTATIONS);
    }
  }
});

test('an explicit runtime without a deployment stays, so that what has left the app can drain', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop');
  expect(desiredState(chart)).toMatchObject({ id: 'shop', deployments: [], admins: [] });
  expect(desiredState(chart)).not.toHaveProperty('idIsDefault');
  expect(names(chart.toJson())).toContain('CronJob/shop');
});

test('the watching Deployment takes the place of Jobs and CronJob', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', { mode: RestateRuntimeMode.deployment() });
  newDeployment({}, chart);
  const objects = chart.toJson();
  expect(names(objects)).toContain('Deployment/shop');
  expect(objects.filter(({ kind }: any) => ['Job', 'CronJob'].includes(kind))).toEqual([]);
  expect(desiredState(chart)).not.toHaveProperty('sweep');
  const [{ spec }] = ofKind(chart, 'Deployment');
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  expect(spec.template.spec.containers[0].args).toEqual(['reconcile', '--watch']);
});

test('without a runtime nothing is made for one, and nothing speaks of one', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'none', { mode: RestateRuntimeMode.none() });
  const cluster = newCluster({}, chart);
  const { versionName } = newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
  const objects = chart.toJson().filter(({ metadata }) => metadata.namespace === 'apps');
  expect(names(objects)).toEqual([`ReplicaSet/${versionName}`, `Service/${versionName}`]);
  expect(objects[0].metadata.labels).not.toHaveProperty(['restate.dev/runtime']);
  expect(adminPolicy(chart).spec.ingress ?? []).toEqual([]);
});

test('a ServiceAccount of the user takes the place of all access objects', () => {
  const chart = newChart();
  const runtime = new RestateRuntime(chart, 'shop', { serviceAccountName: 'mine' });
  newDeployment({}, chart);
  const kinds = chart.toJson().map(({ kind }: any) => kind);
  expect(kinds).not.toContain('Role');
  expect(kinds).not.toContain('ServiceAccount');
  expect(ofKind(chart, 'Job')[0].spec.template.spec.serviceAccountName).toBe('mine');
  expect(runtime.policyRules).toContainEqual({
    apiGroups: ['apps'],
    resources: ['replicasets/scale'],
    verbs: ['patch'],
  });
});

test('rules that were read before a deployment was added are reported as incomplete', () => {
  const faultsAfter = (add: (chart: Chart) => unknown, props: RestateRuntimeProps = {}) => {
    const chart = newChart();
    const runtime = new RestateRuntime(chart, 'shop', { serviceAccountName: 'mine', ...props });
    expect(runtime.policyRules).not.toEqual([]);
    add(chart);
    return faultsOf(chart);
  };
  const fn = (chart: Chart) =>
    new KnativeService(chart, 'fn', { admin: MINIMAL.admin, image: 'fn:1' });
  const incomplete = [
    '[shop/shop] policyRules: was read before a deployment was added, and lacks the rules for it; read it after the last deployment',
  ];
  expect(faultsAfter(fn)).toEqual(incomplete);
  expect(faultsAfter((chart) => newDeployment({}, chart))).toEqual(incomplete);
  expect(faultsAfter(fn, { knative: true, admins: [MINIMAL.admin] })).toEqual([]);
});

test('the rights on ConfigMaps, Leases and the status of Services are for names only', () => {
  const chart = newChart();
  const { versionName } = newDeployment({}, chart);
  const rules: any[] = ofKind(chart, 'Role')[0].rules;
  const named = (resource: string) =>
    rules.filter(({ resources }) => resources[0] === resource).map((each) => each.resourceNames);
  expect(named('configmaps')).toEqual([['shop-restate-desired'], ['shop-restate-status']]);
  expect(named('leases')).toEqual([
    [expect.stringMatching(/^shop-restate-admin-[0-9a-f]{10}$/), 'shop-restate-former-admins'],
  ]);
  expect(named('services/status')).toEqual([[versionName]]);
});

test.each([
  ['jobs', RestateRuntimeMode.jobs(), 'CronJob'],
  ['deployment', RestateRuntimeMode.deployment(), 'Deployment'],
])('the default child in mode %s is what runs', (_, mode, kind) => {
  const runtime = new RestateRuntime(newChart(), 'shop', { mode });
  expect(ApiObject.of(runtime).kind).toBe(kind);
});

test('a runtime that creates nothing has no default child', () => {
  const runtime = new RestateRuntime(newChart(), 'shop', { mode: RestateRuntimeMode.none() });
  expect(runtime.node.defaultChild).toBeUndefined();
});

test('only a sweep that comes too late for its script fails: others wait until it is applied', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const optional = (spec: any) => spec.template.spec.volumes[0].configMap.optional;
  expect(optional(ofKind(chart, 'CronJob')[0].spec.jobTemplate.spec)).toBe(true);
  expect(optional(ofKind(chart, 'Job')[0].spec)).toBeUndefined();
});

test('the Role lets the runtime change no pod template', () => {
  const chart = newChart();
  newDeployment({}, chart);
  const [{ rules }] = ofKind(chart, 'Role');
  const workloads = /^(replicasets|deployments|jobs|cronjobs|pods|configurations)$/;
  for (const { resources, verbs } of rules) {
    if (!resources.some((resource: string) => workloads.test(resource))) continue;
    expect(verbs).not.toEqual(expect.arrayContaining(['create']));
    expect(verbs).not.toEqual(expect.arrayContaining(['patch']));
    expect(verbs).not.toEqual(expect.arrayContaining(['update']));
  }
});

test('sweeps are spread over the minutes by the name of the runtime', () => {
  const schedules = Array.from({ length: 20 }, (_, index) => {
    const chart = newChart();
    const mode = RestateRuntimeMode.jobs({ sweepEvery: Duration.minutes(10) });
    new RestateRuntime(chart, `shop-${index}`, { mode });
    const { sweep } = desiredState(chart);
    const [{ spec }] = ofKind(chart, 'CronJob');
    expect(spec.schedule).toBe(`${sweep!.offsetMinutes}-59/10 * * * *`);
    return spec.schedule;
  });
  expect(new Set(schedules).size).toBeGreaterThan(4);
});

test.each([
  [1, '* * * * *'],
  [60, /^\d+ \* \* \* \*$/],
])('a sweep every %s minutes is a schedule that Kubernetes knows', (minutes, schedule) => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', {
    mode: RestateRuntimeMode.jobs({ sweepEvery: Duration.minutes(minutes) }),
  });
  expect(ofKind(chart, 'CronJob')[0].spec.schedule).toEqual(
    schedule instanceof RegExp ? expect.stringMatching(schedule) : schedule,
  );
});

describe('the id that nobody chose', () => {
  const idOf = (chartId: string) => {
    const chart = new Chart(new App(), chartId);
    newDeployment({}, chart);
    return desiredState(chart);
  };

  test("is the chart's, and says that nobody chose it", () => {
    expect(idOf('shop')).toMatchObject({ id: 'shop-restate', idIsDefault: true });
  });

  test('is a name for whatever a chart is called, and never that of another chart', () => {
    const ids = ['Shop', 'shop', 'shop_', 's'.repeat(100), 's'.repeat(101), '_'].map(
      (id) => idOf(id).id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/);
  });

  test('is refused where it would depend on the order of two charts', () => {
    const app = new App();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id, { namespace: 'apps' }));
    newDeployment({}, one);
    new RestateDeployment(two, 'cart', MINIMAL);
    expect(faultsOf(one)).toEqual([
      expect.stringMatching(
        /^\[two\/cart\] runtime: the charts "one" and "two" both deploy to namespace "apps".*new RestateRuntime\(chart, "one-restate"/,
      ),
    ]);
  });

  test('gives way to an explicit one, from whichever chart', () => {
    const app = new App();
    const [one, two] = ['one', 'two'].map((id) => new Chart(app, id, { namespace: 'apps' }));
    new RestateRuntime(one, 'shop');
    newDeployment({}, one);
    new RestateDeployment(two, 'cart', MINIMAL);
    expect(desiredState(one).deployments.map(({ name }) => name)).toEqual(['cart', 'greeter']);
  });
});

describe('refused at synth', () => {
  test('an explicit runtime after the one that a deployment made', () => {
    const chart = newChart();
    newDeployment({}, chart);
    new RestateRuntime(chart, 'late');
    expect(faultsOf(chart)).toEqual([
      '[shop/late] namespace: "apps" already has a runtime, "shop/RestateRuntime-apps"; create this one before the first deployment of the namespace, which created the other',
    ]);
  });

  test('a runtime of another namespace', () => {
    const chart = newChart();
    const runtime = new RestateRuntime(chart, 'other', { namespace: 'other' });
    newDeployment({ runtime }, chart);
    expect(faultsOf(chart)).toEqual([
      '[shop/greeter] runtime: "shop/other" manages namespace "other", not "apps"; use a runtime of the same namespace, or remove this field',
    ]);
  });

  test('one admin API with two sets of credentials', () => {
    const chart = newChart();
    newDeployment({}, chart);
    const admin = RestateAdmin.fromUrl('http://restate.restate:9070/', {
      bearerToken: { name: 'token', key: 'token' },
    });
    new RestateDeployment(chart, 'cart', { ...MINIMAL, admin });
    expect(faultsOf(chart)).toEqual([
      '[shop/cart] admin: "shop/greeter" uses "http://restate.restate:9070" with other credentials; use the same RestateAdmin for both',
    ]);
  });

  test('everything that Kubernetes would refuse of its props', () => {
    const chart = newChart();
    new RestateRuntime(chart, 'shop', {
      name: 'a'.repeat(53),
      mode: RestateRuntimeMode.jobs({ sweepEvery: Duration.minutes(7) }),
      image: '',
      imagePullPolicy: 'Sometimes' as never,
      imagePullSecrets: ['My Secret'],
      resources: { limits: { memory: 'much' as any } },
      podLabels: { 'a b': 'x' },
      serviceAccountName: 'My Account',
    });
    expect(faultsOf(chart).map((line) => /\] ([^:]+):/.exec(line)?.[1])).toEqual([
      'mode.sweepEvery',
      'name',
      'image',
      'imagePullPolicy',
      'imagePullSecrets[0]',
      'resources.limits.memory',
      'podLabels',
      'serviceAccountName',
    ]);
  });
});

test('fields of a pod that are not below spec are refused as overrides', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', { overrides: { priorityClassName: 'low' } });
  expect(faultsOf(chart)).toEqual([
    '[shop/shop] overrides.priorityClassName: unknown field of a pod template; write fields of the pods below metadata or spec',
  ]);
});

test('overrides are merged over the pods, by name where items have one, but not over what marks them as the runtime’s', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', {
    overrides: {
      metadata: { labels: { 'app.kubernetes.io/instance': 'other', team: 'a' } },
      spec: {
        priorityClassName: 'low',
        securityContext: { runAsUser: 2000 },
        containers: [{ name: 'reconcile', env: [{ name: 'HTTPS_PROXY', value: 'http://proxy' }] }],
      },
    },
  });
  const { metadata, spec } = ofKind(chart, 'CronJob')[0].spec.jobTemplate.spec.template;
  expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/instance': 'shop', team: 'a' });
  expect(spec).toMatchObject({
    priorityClassName: 'low',
    securityContext: { runAsUser: 2000, runAsNonRoot: true },
  });
  expect(spec.containers[0].env).toContainEqual({ name: 'HTTPS_PROXY', value: 'http://proxy' });
  expect(spec.containers[0].env).toContainEqual({ name: 'RESTATE_RUNTIME_ID', value: 'shop' });
});

test('a cluster that another app made is registered with as it is', () => {
  const chart = newChart();
  const cluster = RestateCluster.fromClusterName('restate', { clusterDns: 'k8s.example' });
  const { uri } = newDeployment({ admin: RestateAdmin.fromCluster(cluster) }, chart);
  expect(desiredState(chart).admins[0].url).toBe('http://restate.restate.svc.k8s.example:9070');
  expect(new URL(uri).hostname).toMatch(/\.apps\.svc\.k8s\.example$/);
});

describe('a runtime that is to see the last deployment of an admin API go', () => {
  const token = { bearerToken: { name: 'admin', key: 'token' } };
  const TOKEN_ITEM = { key: 'token', path: 'token' };

  function withoutDeployments(admins: (chart: Chart) => RestateAdmin[]): Chart {
    const chart = newChart();
    new RestateRuntime(chart, 'shop', { admins: admins(chart) });
    return chart;
  }

  test('keeps its credentials', () => {
    const chart = withoutDeployments(() => [RestateAdmin.fromUrl('http://restate:9070', token)]);
    const { admins, deployments } = desiredState(chart);
    expect(deployments).toEqual([]);
    expect(admins).toEqual([{ key: expect.any(String), url: 'http://restate:9070' }]);
    const [{ spec }] = ofKind(chart, 'CronJob');
    expect(spec.jobTemplate.spec.template.spec.volumes).toContainEqual({
      name: `admin-${admins[0].key}`,
      projected: {
        sources: [{ secret: { name: 'admin', items: [TOKEN_ITEM], optional: true } }],
      },
    });
  });

  test('keeps its way through the network policy of a cluster', () => {
    const chart = withoutDeployments((each) => [RestateAdmin.fromCluster(newCluster({}, each))]);
    expect(JSON.stringify(adminPolicy(chart))).toContain('"app.kubernetes.io/instance":"shop"');
  });

  test('needs the same credentials for each admin API everywhere', () => {
    const chart = withoutDeployments(() => [RestateAdmin.fromUrl('http://restate:9070', token)]);
    newDeployment({ admin: RestateAdmin.fromUrl('http://restate:9070') }, chart);
    expect(faultsOf(chart)).toEqual([expect.stringContaining('use the same RestateAdmin')]);
  });
});
