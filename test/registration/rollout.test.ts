import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Deployment, k8s } from 'cdk8s-plus-28';
import {
  RestateAdmin,
  RestateEndpoint,
  RestateRegistration,
  RestateRuntime,
  RestateRuntimeMode,
} from '../../src';
import type { RestateRegistrationProps } from '../../src';
import { parseDesiredState } from '../../src/contract';
import { faultsOf } from '../core/faults-of';
import { desiredState, newChart, ofKind } from '../deployment/synth';

const SPEC = {
  selector: { matchLabels: { app: 'plain' } },
  template: { metadata: { labels: { app: 'plain' } }, spec: { containers: [{ name: 'app' }] } },
};

function plain(chart: Chart, metadata: k8s.ObjectMeta = {}): k8s.KubeDeployment {
  return new k8s.KubeDeployment(chart, 'plain', {
    metadata: { name: 'plain', ...metadata },
    spec: SPEC,
  });
}

function register(chart: Chart, props: Partial<RestateRegistrationProps>, name = 'greeter') {
  return new RestateRegistration(chart, name, {
    admin: RestateAdmin.fromUrl('http://restate.restate:9070'),
    endpoint: RestateEndpoint.fromService('plain'),
    ...props,
  });
}

test('the Deployment that is waited for carries the revision, and the runtime may read it and no other', () => {
  const chart = newChart();
  register(chart, { waitForRollout: plain(chart), revision: 'v2' });
  const state = desiredState(chart);
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
  expect(state.deployments[0].rollout).toEqual({ deployment: 'plain', revision: 'v2' });
  expect(ofKind(chart, 'Deployment')[0].metadata.annotations).toEqual({
    'restate.dev/revision': 'v2',
  });
  const rules = ofKind(chart, 'Role')[0].rules.filter(
    ({ resources, verbs }: any) => resources.includes('deployments') && !verbs.includes('delete'),
  );
  expect(rules).toEqual([
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'], resourceNames: ['plain'] },
  ]);
});

test('a Deployment of cdk8s-plus is waited for as well', () => {
  const chart = newChart();
  const deployment = new Deployment(chart, 'plain', { containers: [{ image: 'greeter:2' }] });
  register(chart, { waitForRollout: deployment, revision: '2' });
  expect(desiredState(chart).deployments[0].rollout?.deployment).toBe(deployment.name);
  expect(ofKind(chart, 'Deployment')[0].metadata.annotations).toMatchObject({
    'restate.dev/revision': '2',
  });
  expect(faultsOf(chart)).toEqual([]);
});

test('to begin to wait is no reason to register again', () => {
  const without = newChart();
  register(without, { revision: '1' });
  const chart = newChart();
  register(chart, { waitForRollout: plain(chart), revision: '1' });
  expect(desiredState(chart).deployments[0].hash).toBe(desiredState(without).deployments[0].hash);
});

test('Argo CD starts the Job that waits no earlier than it applies the Deployment', () => {
  const chart = newChart();
  const deployment = plain(chart, { annotations: { 'argocd.argoproj.io/sync-wave': '3' } });
  register(chart, { waitForRollout: deployment, revision: '1' });
  const [job] = ofKind(chart, 'Job');
  expect(job.metadata.annotations['argocd.argoproj.io/sync-wave']).toBe('3');
});

type Given = (chart: Chart) => Partial<RestateRegistrationProps>;
const FAULTS: { [about: string]: [given: Given, fault: string] } = {
  'no revision': [
    (chart) => ({ waitForRollout: plain(chart) }),
    'revision: missing required field; with waitForRollout, write',
  ],
  'an empty revision': [
    (chart) => ({ waitForRollout: plain(chart), revision: '' }),
    'revision: "" is no text',
  ],
  'a Deployment of another namespace': [
    (chart) => ({ waitForRollout: plain(chart, { namespace: 'other' }), revision: '1' }),
    'waitForRollout: Deployment "plain" is in the namespace "other", and the runtime reads "apps" only; set namespace of the registration to "other"',
  ],
  'another kind of object': [
    (chart) => ({
      waitForRollout: new k8s.KubeStatefulSet(chart, 'plain', { metadata: { name: 'plain' } }),
      revision: '1',
    }),
    'waitForRollout: StatefulSet "plain" of apps/v1 is not a Deployment of apps/v1; write the construct of the Deployment',
  ],
  'a Deployment of another group': [
    (chart) => ({
      waitForRollout: new ApiObject(chart, 'plain', {
        ...{ apiVersion: 'example.com/v1', kind: 'Deployment', metadata: { name: 'plain' } },
      }),
      revision: '1',
    }),
    'waitForRollout: Deployment "plain" of example.com/v1 is not a Deployment of apps/v1',
  ],
  'a construct without an object': [
    (chart) => ({ waitForRollout: chart, revision: '1' }),
    'waitForRollout: is no Kubernetes object; write',
  ],
  'a Deployment of another App': [
    () => ({
      waitForRollout: plain(new Chart(new App(), 'other', { namespace: 'apps' })),
      revision: '1',
    }),
    'waitForRollout: Deployment "plain" is in another App; add both to the same App',
  ],
  'a name in place of a construct': [
    () => ({ waitForRollout: 'plain' as any, revision: '1' }),
    'waitForRollout: must be a Deployment, got "plain"',
  ],
  'a revision that something else has changed': [
    (chart) => {
      const deployment = plain(chart);
      deployment.addJsonPatch(
        JsonPatch.replace('/metadata/annotations/restate.dev~1revision', 'other'),
      );
      return { waitForRollout: deployment, revision: '1' };
    },
    'waitForRollout: Deployment "plain" has the annotation restate.dev/revision with the value "other", not "1"',
  ],
};

test.each(Object.entries(FAULTS))(
  '%s is refused at synth, and nothing else',
  (_, [given, fault]) => {
    const chart = newChart();
    register(chart, given(chart));
    const [found, ...others] = faultsOf(chart);
    expect(found).toContain(`[shop/greeter] ${fault}`);
    expect(others).toEqual([]);
  },
);

function faultsOfTwo(revision: string): readonly string[] {
  const chart = newChart();
  const waitForRollout = plain(chart);
  const endpoint = RestateEndpoint.fromService('plain', { port: 9081 });
  register(chart, { waitForRollout, revision: '1' });
  register(chart, { waitForRollout, endpoint, revision }, 'second');
  return faultsOf(chart);
}

test('two registrations that wait for one Deployment have to agree on the revision', () => {
  expect(faultsOfTwo('1')).toEqual([]);
  expect(faultsOfTwo('2')).toEqual([
    expect.stringMatching(/greeter\] waitForRollout: .*not "1"; give all registrations/),
  ]);
});

test('a runtime that watches may read it in the same way', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'shop', { mode: RestateRuntimeMode.deployment() });
  register(chart, { waitForRollout: plain(chart), revision: '1' });
  expect(ofKind(chart, 'Role')[0].rules).toContainEqual({
    ...{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
    resourceNames: ['plain'],
  });
});
