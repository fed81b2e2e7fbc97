import type { StringMap } from '../core/json';

/** What is known of where a version comes from. */
export interface RestateRegistrationMetadataOptions {
  /**
   * The commit that the version was built from, as `git.commit.sha`.
   *
   * @default - not sent
   */
  readonly gitRevision?: string;

  /**
   * Who made it, as `git.commit.author`.
   *
   * @default - not sent
   */
  readonly author?: string;

  /**
   * The address of a page about it, such as that of the commit or of a release, as `link`.
   *
   * @default - not sent
   */
  readonly link?: string;

  /**
   * The repository on GitHub, such as "restatedev/restate", as `github.repository`. With it, Restate's UI links the
   * commit, which is then sent as `github.commit.sha` as well.
   *
   * @default - not sent
   */
  readonly githubRepository?: string;

  /**
   * The id of the run of GitHub Actions, as `github.actions.run.id`.
   *
   * @default - not sent
   */
  readonly githubRunId?: string;

  /**
   * Further entries, which replace those above.
   *
   * @default - none
   */
  readonly more?: { [key: string]: string };
}

/**
 * What Restate's UI and `restate deployments describe` show of a version besides its services. Servers before 1.6 ignore
 * it.
 *
 * A version keeps what it was registered with: other metadata are no reason to register it again. Anybody who may read
 * ConfigMaps or Restate's admin API can read them.
 */
export class RestateRegistrationMetadata {
  /**
   * Metadata of these values and no others.
   *
   * @param options what is shown
   */
  public static of(options: RestateRegistrationMetadataOptions): RestateRegistrationMetadata {
    return new RestateRegistrationMetadata(options);
  }

  /**
   * Metadata from the environment variables of GitHub Actions or GitLab CI, where the app is synthesized by one of them.
   * Elsewhere those of `options` alone. The manifests then differ with each commit, though no version does.
   *
   * @param options values that replace those of the environment
   */
  public static fromCi(
    options: RestateRegistrationMetadataOptions = {},
  ): RestateRegistrationMetadata {
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    return new RestateRegistrationMetadata({
      ...ofGithub(process.env),
      ...ofGitlab(process.env),
      ...Object.fromEntries(given),
    });
  }

  /** @internal */
  public readonly _source: RestateRegistrationMetadataOptions;

  private constructor(source: RestateRegistrationMetadataOptions) {
    this._source = source;
  }
}

type Environment = { readonly [name: string]: string | undefined };

function ofGithub(env: Environment): RestateRegistrationMetadataOptions {
  if (env.GITHUB_ACTIONS !== 'true') return {};
  const { GITHUB_SHA: sha, GITHUB_REPOSITORY: repository, GITHUB_SERVER_URL: server } = env;
  return {
    gitRevision: sha,
    author: env.GITHUB_ACTOR,
    link: sha && repository && server && `${server}/${repository}/commit/${sha}`,
    githubRepository: repository,
    githubRunId: env.GITHUB_RUN_ID,
  };
}

function ofGitlab(env: Environment): RestateRegistrationMetadataOptions {
  if (env.GITLAB_CI !== 'true') return {};
  const { CI_COMMIT_SHA: sha, CI_PROJECT_URL: project } = env;
  return {
    gitRevision: sha,
    author: env.CI_COMMIT_AUTHOR,
    link: sha && project && `${project}/-/commit/${sha}`,
  };
}

/** The entries that the server is told, sorted; undefined if there are none. */
export function metadataEntries({
  gitRevision,
  author,
  link,
  githubRepository,
  githubRunId,
  more,
}: RestateRegistrationMetadataOptions): StringMap | undefined {
  const entries = Object.entries({
    'git.commit.sha': gitRevision,
    'git.commit.author': author,
    link,
    'github.repository': githubRepository,
    'github.commit.sha': githubRepository && gitRevision,
    'github.actions.run.id': githubRunId,
    ...more,
  }).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) as StringMap;
}
