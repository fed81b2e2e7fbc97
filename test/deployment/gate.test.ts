import { desiredState, newChart, newDeployment } from './synth';
import { RestateGate, RestateRuntime, RestateRuntimeMode } from '../../src';
import { parseDesiredState } from '../../src/contract';
import { faultsOf } from '../core/faults-of';

test('a gate is in the desired state, and is no other version', () => {
  const chart = newChart();
  const { versionName } = newDeployment({ gate: RestateGate.hold() }, chart);
  const state = desiredState(chart);
  expect(parseDesiredState(JSON.stringify(state)).faults).toEqual([]);
  expect(state.deployments[0].gate).toBe('hold');
  expect(newDeployment().versionName).toBe(versionName);
});

test('a gate that is taken away makes another Job, which registers what was held', () => {
  const chart = newChart();
  newDeployment({ gate: RestateGate.hold() }, chart);
  const without = newChart();
  newDeployment({}, without);
  const [held, free] = [chart, without].map((each) => desiredState(each).deployments[0]);
  expect(free.object).toBe(held.object);
  expect(free.hash).not.toBe(held.hash);
});

test('where no runtime manages the versions, nothing would wait for it', () => {
  const chart = newChart();
  new RestateRuntime(chart, 'runtime', { mode: RestateRuntimeMode.none() });
  newDeployment({ gate: RestateGate.hold() }, chart);
  expect(faultsOf(chart)).toEqual([
    expect.stringContaining('gate: nothing would wait for it, as the runtime is none()'),
  ]);
});

test('what is no gate is refused', () => {
  const chart = newChart();
  newDeployment({ gate: 'hold' as any }, chart);
  expect(faultsOf(chart)).toEqual([expect.stringContaining('gate: must be a RestateGate')]);
});
