import { ApiObject } from 'cdk8s';
import { desiredState, MINIMAL, newChart, newDeployment, ofKind } from './synth';
import type { RestateDeploymentProps } from '../../src';
import { faultsOf } from '../core/faults-of';
import { warningsOf } from '../core/warnings-of';

const EXTERNAL = { externalAutoscaling: { minReplicas: 0, maxReplicas: 8 } };

function synth(props: Partial<RestateDeploymentProps> = EXTERNAL) {
  const chart = newChart();
  const deployment = newDeployment(props, chart);
  return { chart, deployment };
}

test('neither the ReplicaSet says how many pods it has, nor is there an autoscaler', () => {
  const { chart } = synth();
  const [{ spec, metadata }] = ofKind(chart, 'ReplicaSet');
  expect(spec).not.toHaveProperty('replicas');
  expect(metadata.annotations['restate.dev/scaled-externally']).toBe('true');
  expect(ofKind(chart, 'HorizontalPodAutoscaler')).toEqual([]);
});

test('the runtime knows the limits, and that something else scales', () => {
  const [entry] = desiredState(synth().chart).deployments;
  expect(entry).toMatchObject({ autoscaling: { min: 0, max: 8 }, scaledExternally: true });
  expect(entry).not.toHaveProperty('replicas');
});

test('a version keeps at least one pod unless 0 is asked for', () => {
  const [entry] = desiredState(
    synth({ externalAutoscaling: { maxReplicas: 8 } }).chart,
  ).deployments;
  expect(entry.autoscaling).toEqual({ min: 1, max: 8 });
});

test('a scaler of the app goes on to the next version', () => {
  const targetOf = (image: string) => {
    const { chart, deployment } = synth({
      ...EXTERNAL,
      template: { spec: { containers: [{ name: 'app', image }] } },
    });
    new ApiObject(chart, 'scaler', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'greeter' },
      spec: { scaleTargetRef: deployment.scaleTargetRef, minReplicaCount: 0 },
    });
    const [{ metadata, spec }] = ofKind(chart, 'ScaledObject');
    const [{ metadata: version }] = ofKind(chart, 'ReplicaSet');
    expect(metadata.name).toBe('greeter');
    expect(spec.scaleTargetRef).toEqual({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: version.name,
    });
    return spec.scaleTargetRef.name;
  };
  expect(targetOf('greeter:1')).not.toBe(targetOf('greeter:2'));
});

test('it is no part of the version, and registers nothing again', () => {
  const namesOf = (props: Partial<RestateDeploymentProps>) => {
    const { chart } = synth(props);
    return [...ofKind(chart, 'ReplicaSet'), ...ofKind(chart, 'Job')].map(
      ({ metadata }) => metadata.name,
    );
  };
  expect(namesOf(EXTERNAL)).toEqual(namesOf({}));
});

test('what can’t be is told', () => {
  const faults = (props: object) => faultsOf(synth(props).chart).join('\n');
  expect(faults({ ...EXTERNAL, autoscaling: { maxReplicas: 3 } })).toMatch(
    /externalAutoscaling: two autoscalers of one version/,
  );
  expect(faults({ externalAutoscaling: { minReplicas: 4, maxReplicas: 3 } })).toMatch(
    /externalAutoscaling.minReplicas: 4 is more than maxReplicas, 3/,
  );
  expect(faults({ externalAutoscaling: { minReplicas: -1, maxReplicas: 0 } })).toMatch(
    /minReplicas: must be an integer.*\n.*maxReplicas: must be an integer/,
  );
  expect(faults({ externalAutoscaling: {} })).toMatch(/maxReplicas: none is given/);
  expect(warningsOf(synth({ ...MINIMAL, ...EXTERNAL, replicas: 2 }).chart)).toEqual([
    expect.stringMatching(/^replicas: 2 has no effect with externalAutoscaling/),
  ]);
});
