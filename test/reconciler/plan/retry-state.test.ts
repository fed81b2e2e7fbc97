import { at } from './situation';
import { MutableRetryState } from '../../../src/reconciler/plan/retry-state';

function failing(...finals: boolean[]): MutableRetryState {
  const state = new MutableRetryState();
  for (const final of finals) {
    state.failed('shop', { hash: 'hash', message: '500', final: final }, at(0).getTime());
  }
  return state;
}

test('an object is removable since the first of the snapshots that have found it so', () => {
  const state = new MutableRetryState();
  state.noteRemovable(['shop-v1', 'cart-v1'], at(0).getTime());
  state.noteRemovable(['shop-v1'], at(1).getTime());
  state.noteRemovable(['shop-v1', 'cart-v1'], at(2).getTime());
  expect([...state.removableSince]).toEqual([
    ['shop-v1', at(0).getTime()],
    ['cart-v1', at(2).getTime()],
  ]);
});

test('a registration that fails is tried again after pauses that double, up to a minute', () => {
  const pauses = [1, 2, 3, 9, 99].map((attempts) =>
    failing(...Array<boolean>(attempts).fill(false)).failures.get('shop')!,
  );
  expect(pauses.map(({ notBefore }) => notBefore - at(0).getTime())).toEqual([
    250, 500, 1_000, 60_000, 60_000,
  ]);
  expect(pauses.map(({ attempts }) => attempts)).toEqual([1, 2, 3, 9, 99]);
});

test('the failures of another desired state do not count', () => {
  const state = failing(false, false);
  state.failed('shop', { hash: 'other', message: '409', final: false }, at(1).getTime());
  expect(state.failures.get('shop')).toEqual({
    hash: 'other',
    message: '409',
    final: false,
    attempts: 1,
    notBefore: at(1.25).getTime(),
  });
});

test('a retry is due when the first of the pauses is over', () => {
  const state = failing(false, false);
  state.failed('cart', { hash: 'hash', message: '500', final: false }, at(0).getTime());
  expect(state.untilRetry(at(0).getTime())).toBe(250);
  expect(state.untilRetry(at(0.25).getTime())).toBe(250);
  expect(state.untilRetry(at(1).getTime())).toBe(Infinity);
});

test('what is refused for good is not waited for', () => {
  expect(failing(true).untilRetry(at(0).getTime())).toBe(Infinity);
});

test('a success ends all failures', () => {
  const state = failing(false);
  state.succeeded('shop');
  expect(state.failures.size).toBe(0);
});

test.each(['succeeded', 'failed'] as const)(
  'the attempt that a Job asks for is over when it has %s',
  (end) => {
    const finish = (state: MutableRetryState, deployment: string) =>
      end === 'succeeded'
        ? state.succeeded(deployment)
        : state.failed(deployment, { hash: 'hash', message: '500', final: true }, at(0).getTime());
    const state = new MutableRetryState();
    state.retry = 'shop';
    finish(state, 'cart');
    expect(state.retry).toBe('shop');
    finish(state, 'shop');
    expect(state.retry).toBeUndefined();
  },
);

test('a trouble is forgotten once there is nothing left to do for its object', () => {
  const state = new MutableRetryState();
  state.troubles.set('shop-v1', '403 no');
  state.noteSteps([{ object: 'shop-v1' }]);
  expect([...state.troubles.keys()]).toEqual(['shop-v1']);
  state.noteSteps([{ object: 'shop-v2' }]);
  expect([...state.troubles.keys()]).toEqual([]);
});
