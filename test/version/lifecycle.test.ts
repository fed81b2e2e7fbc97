import { Chart, Duration } from 'cdk8s';
import { RestateDeletionPolicy } from '../../src';
import type { RestateDeploymentProps } from '../../src';
import { desiredState, newDeployment } from '../deployment/synth';

const entry = (props: Partial<RestateDeploymentProps> = {}) =>
  desiredState(Chart.of(newDeployment(props))).deployments[0];

test('a version without a life cycle of its own drains for five minutes and is not paused', () => {
  const { drainDelaySeconds, deletionPolicy, ...others } = entry();
  expect({ drainDelaySeconds, deletionPolicy }).toEqual({
    drainDelaySeconds: 300,
    deletionPolicy: { type: 'drain' },
  });
  for (const flag of ['useHttp11', 'breaking', 'paused']) expect(others).not.toHaveProperty(flag);
});

test.each([
  [RestateDeletionPolicy.drain(), { type: 'drain' }],
  [RestateDeletionPolicy.force(), { type: 'force' }],
  [
    RestateDeletionPolicy.drainThenForce(Duration.minutes(2)),
    { type: 'drain-then-force', afterSeconds: 120 },
  ],
])('the deletion policy %j is written as the runtime reads it', (deletionPolicy, written) => {
  expect(entry({ deletionPolicy }).deletionPolicy).toEqual(written);
});

test('each flag is written by itself', () => {
  for (const flag of ['useHttp11', 'breaking', 'paused'] as const) {
    const { useHttp11, breaking, paused } = entry({ [flag]: true });
    expect({ useHttp11, breaking, paused }).toEqual({ [flag]: true });
  }
});

test('the server discovers a version again once it speaks another protocol', () => {
  expect(entry({ useHttp11: true }).discoveryHash).not.toBe(entry().discoveryHash);
  expect(entry({ paused: true }).discoveryHash).toBe(entry().discoveryHash);
});
