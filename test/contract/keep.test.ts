import { KEEP_ANNOTATIONS } from '../../src/contract';
import { withKeepAnnotations } from '../../src/contract/keep';

const SYNC = 'argocd.argoproj.io/sync-options';
const COMPARE = 'argocd.argoproj.io/compare-options';

test('an object without annotations gets those that keep it', () => {
  expect(withKeepAnnotations()).toEqual(KEEP_ANNOTATIONS);
});

test('annotations of others are left as they are', () => {
  expect(withKeepAnnotations({ team: 'a' })).toEqual({ ...KEEP_ANNOTATIONS, team: 'a' });
});

test.each([
  ['', 'Prune=false,Delete=false'],
  [' , ,', 'Prune=false,Delete=false'],
  ['Prune=true,Delete=true', 'Prune=false,Delete=false'],
  ['Validate=false', 'Prune=false,Delete=false,Validate=false'],
  [' Delete=true , Replace=true ', 'Prune=false,Delete=false,Replace=true'],
])('of the options "%s" those that do not prune are kept', (given, expected) => {
  expect(withKeepAnnotations({ [SYNC]: given })[SYNC]).toBe(expected);
});

test('options are compared by their whole names', () => {
  const annotations = withKeepAnnotations({ [SYNC]: 'Pruned=1', [COMPARE]: 'ServerSideDiff=true' });
  expect(annotations[SYNC]).toBe('Prune=false,Delete=false,Pruned=1');
  expect(annotations[COMPARE]).toBe('IgnoreExtraneous,ServerSideDiff=true');
});

test('what makes Helm or Flux delete an object gives way', () => {
  const policy = 'helm.sh/resource-policy';
  const prune = 'kustomize.toolkit.fluxcd.io/prune';
  expect(withKeepAnnotations({ [policy]: 'delete', [prune]: 'enabled' })).toEqual(KEEP_ANNOTATIONS);
});
