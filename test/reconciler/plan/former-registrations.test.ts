import { previous, v1 } from './desired-version/cases';
import { due, inFiveMinutes, removed, v2 } from './old-version/cases';
import {
  actionsOf,
  ADMIN,
  adminView,
  at,
  deploymentStatusOf,
  observe,
  registered,
  removableFor,
  there,
  word,
} from './situation';
import type { AdminSays, Situation } from './situation';
import type { DesiredDeployment } from '../../../src/contract';
import type { ObservedVersion, VersionMemory } from '../../../src/reconciler/observe/observation';
import { plan } from '../../../src/reconciler/plan/plan';
import { NO_RETRY_STATE } from '../../../src/reconciler/plan/retry-state';

const OTHER = { key: 'other', url: 'http://other:9070' };
const AT_OTHER = { ...OTHER, id: 'dp_other' };
const former = (...all: object[]) => `formerRegistrations=${JSON.stringify(all)}`;

/** The steps by the URL of their admin API; `other` is what the other server says. */
function stepsOf(situation: Situation, other: AdminSays | string, seconds?: number) {
  const observation = observe(situation);
  const view = typeof other === 'string' ? { failure: other, since: -Infinity } : otherView(other);
  const admins = new Map([...observation.admins, [`${OTHER.key} ${OTHER.url}`, view] as const]);
  const retryState = seconds === undefined ? {} : removableFor(seconds, 'shop-v1', 'shop-v2');
  const planned = plan({ ...observation, admins }, { ...NO_RETRY_STATE, ...retryState });
  return planned.steps.map(({ admin, object, actions }) => [
    `${object} at ${admin.key}`,
    ...actions.map(word),
  ]);
}

/** shop-v1 has the id dp_other there. */
function otherView(says: AdminSays) {
  const view = adminView(says);
  const rename = (id: string) => (id === 'dp_shop-v1' ? 'dp_other' : id);
  return {
    ...view,
    deployments: new Map([...view.deployments].map(([id, uri]) => [rename(id), uri])),
    latest: new Map([...view.latest].map(([name, at_]) => [name, { ...at_, id: rename(at_.id) }])),
    pinned: new Map([...view.pinned].map(([id, counts]) => [rename(id), counts])),
  };
}

const atOther: Partial<VersionMemory> = { deploymentId: 'dp_other', registeredWith: OTHER };

function moved(version: ObservedVersion, knows: readonly string[] = []): Situation {
  const desired: readonly DesiredDeployment[] = [v1];
  return { desired, there: [version], admin: { knows, latest: {} } };
}

describe('a version that moves to another server', () => {
  test('is registered there once the registration with the former one is on record', () => {
    expect(stepsOf(moved(registered('shop-v1', atOther)), 'unused')).toEqual([
      ['shop-v1 at restate', former(AT_OTHER), 'register'],
    ]);
  });

  test('is adopted there once the registration with the former one is on record', () => {
    expect(stepsOf(moved(registered('shop-v1', atOther), ['shop-v1']), 'unused')).toEqual([
      ['shop-v1 at restate', former(AT_OTHER), 'inspect'],
    ]);
  });

  test('a run that was killed once that is on record does not write it down twice', () => {
    const state = { ...atOther, formerRegistrations: [AT_OTHER] };
    expect(stepsOf(moved(registered('shop-v1', state)), 'unused')).toEqual([
      ['shop-v1 at restate', 'register'],
    ]);
  });

  test('a third server has two before it', () => {
    const third = { key: 'third', url: 'http://third:9070', id: 'dp_third' };
    const state = { ...atOther, formerRegistrations: [third] };
    expect(stepsOf(moved(registered('shop-v1', state)), 'unused')).toEqual([
      ['shop-v1 at restate', former(third, AT_OTHER), 'register'],
    ]);
  });

  test('what was deregistered from the former one is not on record', () => {
    const state = { ...atOther, deploymentId: undefined };
    expect(stepsOf(moved(registered('shop-v1', state)), 'unused')).toEqual([
      ['shop-v1 at restate', 'register'],
    ]);
  });

  test('and that the operator has registered with another one: the server that knows its id is on record', () => {
    const ofOperator = registered('shop-v1', {
      deploymentId: 'dp_other',
      registeredWith: undefined,
    });
    const situation = { ...moved(ofOperator), state: { admins: [ADMIN, OTHER] } };
    expect(stepsOf(situation, { knows: ['shop-v1'] })).toEqual([
      ['shop-v1 at restate', former(AT_OTHER), 'register'],
    ]);
  });

  test('and that the operator has registered with one that nobody names: its id alone is on record', () => {
    const ofOperator = { deploymentId: 'dp_other', registeredWith: undefined };
    expect(stepsOf(moved(registered('shop-v1', ofOperator)), 'unused')).toEqual([
      ['shop-v1 at restate', former({ id: 'dp_other' }), 'register'],
    ]);
  });

  test('and that this runtime was about to deregister for the operator: nothing is on record', () => {
    const ofOperator = { deploymentId: 'dp_other', registeredWith: undefined };
    const begun = { ...ofOperator, deregistering: 'dp_other' };
    expect(stepsOf(moved(registered('shop-v1', begun)), 'unused')).toEqual([
      ['shop-v1 at restate', '-deregistering', 'register'],
    ]);
  });

  test('and back: what is on record is the server in between', () => {
    const state = { ...atOther, formerRegistrations: [{ ...ADMIN, id: 'dp_shop-v1' }] };
    expect(stepsOf(moved(registered('shop-v1', state), ['shop-v1']), 'unused')).toEqual([
      ['shop-v1 at restate', former(AT_OTHER), 'inspect'],
    ]);
  });

  test('has not moved when the server got another URL, or lost what it had', () => {
    const known = registered('shop-v1', { registeredWith: OTHER });
    const serving = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };
    expect(actionsOf({ desired: [v1], there: [known], admin: serving })).toEqual({});
    expect(actionsOf({ desired: [v1], there: [registered('shop-v1')] })).toEqual({
      'shop-v1': ['register'],
    });
  });

  test('with what its object was registered before somebody deleted it is written to the new one', () => {
    const restored = registered('shop-v1', atOther, { isRestored: true });
    const written = `deploymentId=dp_other registeredWith=${JSON.stringify(OTHER)}`;
    expect(stepsOf(moved(restored), 'unused')).toEqual([
      ['shop-v1 at restate', written, former(AT_OTHER), 'register'],
    ]);
    const old = { ...moved(restored), desired: [] };
    expect(stepsOf(old, { pinned: { 'shop-v1': 1 }, knows: ['shop-v1'] })).toEqual([
      ['shop-v1 at other', written, expect.stringContaining('removedAt')],
    ]);
  });

  test('which server has it is written down where an older release did not', () => {
    const version = registered('shop-v1', { registeredWith: undefined });
    const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };
    expect(actionsOf({ desired: [v1], there: [version], admin })).toEqual({
      'shop-v1': [`registeredWith=${JSON.stringify(ADMIN)}`],
    });
  });

  test('the status tells where else it is registered', () => {
    const third = { key: 'third', url: 'http://third:9070', id: 'dp_third' };
    const formerRegistrations = [AT_OTHER, third, { id: 'dp_unknown' }];
    const version = registered('shop-v1', { formerRegistrations });
    const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' } };
    const status = deploymentStatusOf('shop', { desired: [v1], there: [version], admin });
    expect(status.conditions[0].message).toBe(
      'Version v1 is registered as dp_shop-v1 and serves shop; it is still registered as dp_other with http://other:9070' +
        '; it is still registered as dp_third with http://third:9070' +
        '; it is still registered as dp_unknown with a server that is not recorded',
    );
  });
});

describe('an old version that a former server has', () => {
  const old = (state: Partial<VersionMemory> = {}): Situation => ({
    desired: [v2],
    there: [
      registered('shop-v1', { formerRegistrations: [AT_OTHER], ...state }),
      registered('shop-v2'),
    ],
    admin: { knows: ['shop-v1', 'shop-v2'], latest: { shop: 'shop-v2' } },
  });

  test('keeps its pods while invocations of that server need it, although nothing else does', () => {
    const says = { knows: ['shop-v1'], latest: {}, pinned: { 'shop-v1': 1 } };
    expect(stepsOf(old(), says, 99)).toEqual([]);
  });

  test('keeps its pods while that server does not answer', () => {
    expect(stepsOf(old(due), 'no answer within 5 s', 99)).toEqual([]);
  });

  test('is deregistered there by the same rules, and nothing else of it goes with that', () => {
    const says = { knows: ['shop-v1'], latest: {} };
    expect(stepsOf(old(), says)).toEqual([['shop-v1 at other', inFiveMinutes]]);
    expect(stepsOf(old(due), says, 3)).toEqual([
      [
        'shop-v1 at other',
        'deregistering=dp_other',
        'deregister',
        '-formerRegistrations -removeVersionAt',
      ],
    ]);
  });

  test('stays where nobody knows which server that is, until one that is asked knows it', () => {
    const unnamed = { ...due, formerRegistrations: [{ id: 'dp_other' }] };
    expect(stepsOf(old(unnamed), { knows: [] }, 99)).toEqual([]);
    expect(deploymentStatusOf('shop', old(unnamed)).versions[1]).toMatchObject({
      state: 'Unknown',
      deploymentId: 'dp_other',
    });
    const asked = { ...old(unnamed), state: { admins: [ADMIN, OTHER] } };
    expect(stepsOf(asked, { knows: ['shop-v1'], latest: {} }, 3)[0]).toContain('deregister');
  });

  test('another former server comes next, and only then the one that has it now', () => {
    const third = { key: 'third', url: 'http://third:9070', id: 'dp_third' };
    const situation = old({ ...due, formerRegistrations: [AT_OTHER, third] });
    const [[, ...actions]] = stepsOf(situation, { knows: ['shop-v1'], latest: {} }, 3);
    expect(actions[2]).toBe(`${former(third)} -removeVersionAt`);
    expect(stepsOf(old({ formerRegistrations: [] }), {})[0][0]).toBe('shop-v1 at restate');
  });

  test('is forgotten there when that server does not know it any more', () => {
    const says = { knows: [], latest: {} };
    expect(stepsOf(old(due), says, 3)).toEqual([
      ['shop-v1 at other', '-formerRegistrations -removeVersionAt'],
    ]);
  });

  test('is shown with the server that needs it', () => {
    expect(deploymentStatusOf('shop', old()).versions[1]).toMatchObject({
      state: 'Unknown',
      deploymentId: 'dp_other',
      admin: OTHER,
    });
  });

  test('is given up with that server where its removal is forced', () => {
    const state = { ...removed, removedAt: at(-180), removalPolicy: { type: 'force' } } as const;
    const left = { ...old(state), desired: [] };
    const [first] = stepsOf(left, 'gone');
    expect(first).toEqual(['shop-v1 at other', '-formerRegistrations']);
  });
});

describe('versions that go together', () => {
  /** v1 is registered with both servers, v2 with the other alone, where it is the latest. */
  const together = (v1State: Partial<VersionMemory>): Situation => ({
    desired: [],
    there: [
      registered('shop-v1', { ...removed, ...v1State }, { uri: undefined }),
      registered('shop-v2', { ...removed, ...due }, { admin: OTHER }),
    ],
    admin: { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, pinned: { 'shop-v1': 1 } },
  });
  const other = {
    knows: ['shop-v1', 'shop-v2'],
    latest: { shop: 'shop-v2' },
    private: ['shop'],
  };

  test('the latest of a server goes after what that server registered before, wherever that is now', () => {
    const state = { formerRegistrations: [AT_OTHER], ...due };
    expect(stepsOf(together(state), other, 3)).toEqual([
      [
        'shop-v1 at other',
        'deregistering=dp_other',
        'deregister',
        '-formerRegistrations -removeVersionAt',
      ],
    ]);
  });

  test('and does not wait for what another server has', () => {
    const steps = stepsOf(together({}), other, 3).map(([name]) => name);
    expect(steps).toContain('shop-v2 at other');
  });
});

test('a service that a former server has private is public again once that server is the desired one', () => {
  const former_ = [{ ...ADMIN, id: 'dp_shop-v1' }];
  const state = { ...atOther, formerRegistrations: former_, privateServices: ['shop'] };
  const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] };
  const back = { desired: [v1], there: [registered('shop-v1', state)], admin };
  // The note is about the first former server, which is another from then on.
  expect(stepsOf(back, { knows: ['shop-v1'] })).toEqual([
    ['shop-v1 at restate', 'make shop public', `${former(AT_OTHER)} -privateServices`, 'inspect'],
  ]);
});

test('a service that a former server has private is not made public with the next server', () => {
  const state = { formerRegistrations: [AT_OTHER], privateServices: ['shop'] };
  const admin = { knows: ['shop-v1'], latest: { shop: 'shop-v1' }, private: ['shop'] };
  const situation = { desired: [v1], there: [registered('shop-v1', state)], admin };
  expect(stepsOf(situation, {})).toEqual([]);
  const back = { ...situation, there: [registered('shop-v1', { privateServices: ['shop'] })] };
  expect(stepsOf(back, {})).toEqual([
    ['shop-v1 at restate', 'make shop public', '-privateServices'],
  ]);
});

test('a version that the manifest has moved, but no run has registered there, is still the former server', () => {
  const version = there('shop-v1', { state: { ...atOther, privateServices: [] } });
  const situation = { desired: [v2], there: [version], previous: previous({}) };
  expect(deploymentStatusOf('shop', situation).versions[1].admin).toEqual(OTHER);
});
