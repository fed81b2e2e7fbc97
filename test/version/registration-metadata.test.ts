import { Chart } from 'cdk8s';
import { RestateRegistrationMetadata } from '../../src';
import type { RestateRegistrationMetadataOptions } from '../../src';
import { faultsOf } from '../core/faults-of';
import { desiredState, newDeployment } from '../deployment/synth';

const entry = (registrationMetadata?: RestateRegistrationMetadata) =>
  desiredState(Chart.of(newDeployment({ registrationMetadata }))).deployments[0];
const metadataOf = (registrationMetadata?: RestateRegistrationMetadata) =>
  entry(registrationMetadata).metadata;

const before = { ...process.env };
const CI = /^(GITHUB|GITLAB|CI)_/;

function setEnvironment(env: { [name: string]: string }): void {
  for (const name of Object.keys(process.env).filter((known) => CI.test(known))) {
    delete process.env[name];
  }
  Object.assign(process.env, env);
}

afterEach(() => {
  process.env = { ...before };
});

const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SHA: 'abc',
  GITHUB_ACTOR: 'ada',
  GITHUB_REPOSITORY: 'shop/greeter',
  GITHUB_RUN_ID: '7',
  GITHUB_SERVER_URL: 'https://github.com',
};
const GITLAB = {
  GITLAB_CI: 'true',
  CI_COMMIT_SHA: 'abc',
  CI_COMMIT_AUTHOR: 'Ada <ada@example.com>',
  CI_PROJECT_URL: 'https://gitlab.example/shop/greeter',
};

test('what is given is sent under the keys that Restate shows by their names', () => {
  expect(
    metadataOf(
      RestateRegistrationMetadata.of({
        gitRevision: 'abc',
        author: 'ada',
        link: 'https://example.com',
        githubRepository: 'shop/greeter',
        githubRunId: '7',
        more: { team: 'shop' },
      }),
    ),
  ).toEqual({
    'git.commit.sha': 'abc',
    'git.commit.author': 'ada',
    link: 'https://example.com',
    'github.repository': 'shop/greeter',
    'github.commit.sha': 'abc',
    'github.actions.run.id': '7',
    team: 'shop',
  });
});

test('nothing is read from the environment unless that is asked for', () => {
  setEnvironment(GITHUB);
  expect(metadataOf()).toBeUndefined();
  expect(metadataOf(RestateRegistrationMetadata.of({}))).toBeUndefined();
  expect(metadataOf(RestateRegistrationMetadata.of({ author: 'ada' }))).toEqual({
    'git.commit.author': 'ada',
  });
});

test.each([
  [
    'GitHub Actions',
    GITHUB,
    {
      'git.commit.sha': 'abc',
      'git.commit.author': 'ada',
      link: 'https://github.com/shop/greeter/commit/abc',
      'github.repository': 'shop/greeter',
      'github.commit.sha': 'abc',
      'github.actions.run.id': '7',
    },
  ],
  [
    'GitLab CI',
    GITLAB,
    {
      'git.commit.sha': 'abc',
      'git.commit.author': 'Ada <ada@example.com>',
      link: 'https://gitlab.example/shop/greeter/-/commit/abc',
    },
  ],
  ['neither', {}, undefined],
  ['a shell that has one of its variables', { GITHUB_SHA: 'abc', CI_COMMIT_SHA: 'abc' }, undefined],
])('it is read from the environment of %s', (_, env, expected) => {
  setEnvironment(env);
  expect(metadataOf(RestateRegistrationMetadata.fromCi())).toEqual(expected);
});

test('what is given counts more than the environment', () => {
  setEnvironment(GITLAB);
  const given = { author: 'grace', link: undefined, more: { 'git.commit.sha': 'def' } };
  expect(metadataOf(RestateRegistrationMetadata.fromCi(given))).toEqual({
    'git.commit.sha': 'def',
    'git.commit.author': 'grace',
    link: 'https://gitlab.example/shop/greeter/-/commit/abc',
  });
});

test('other metadata are no reason to register again', () => {
  const of = (gitRevision: string) => entry(RestateRegistrationMetadata.of({ gitRevision }));
  const { metadata, ...rest } = of('a');
  expect(of('b')).toEqual({ ...rest, metadata: { 'git.commit.sha': 'b' } });
});

test.each([[{ gitRevision: 7 }], [{ more: { '': 'x' } }], [{ more: { a: ['b'] } }]])(
  'what is no text is refused: %j',
  (options) => {
    const registrationMetadata = RestateRegistrationMetadata.of(
      options as unknown as RestateRegistrationMetadataOptions,
    );
    expect(faultsOf(newDeployment({ registrationMetadata }))).toEqual([
      expect.stringMatching(/ registrationMetadata\["[^"]*"\]: .* is not text under a name; /),
    ]);
  },
);
