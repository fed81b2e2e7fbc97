/** What an app wants, and the manifests that its constructs would make of that. */
import {
  ARGS,
  DESIRED_STATE_KEY,
  ENV,
  JOB_METADATA,
  KEEP_ANNOTATIONS,
  LABELS,
  MANAGED_BY,
  NAMES,
  SCRIPT_KEY,
  deploymentEntry,
  describeVersion,
  podLabels,
  registrationInputs,
} from '../../src/contract';
import type { DeletionPolicy, DesiredDeployment, DesiredState } from '../../src/contract';
import { contentHash } from '../../src/core/content-hash';
import type { RESOURCES } from '../../src/reconciler/kubernetes/types';
import type { Doc } from '../reconciler/memory/object-store';

export const NAMESPACE = 'apps';
export const SERVERS = ['a', 'b'] as const;
export type Server = (typeof SERVERS)[number];
/** Label of all that an app has, by which kubectl prunes. */
export const APP_LABEL = 'app';

export interface DeploymentSource {
  readonly version: string;
  readonly server: Server;
  readonly replicas?: number;
  readonly autoscaling?: { readonly min: number; readonly max: number };
  readonly drainDelaySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly deletionPolicy?: DeletionPolicy;
  readonly paused?: boolean;
  readonly breaking?: boolean;
  /** Runs anywhere: it has no objects, and this URI. */
  readonly endpoint?: string;
}

export interface AppSource {
  /** Id of its runtime. */
  readonly id: string;
  /** Nobody has chosen it: another app may have the same. */
  readonly isDefaultId?: boolean;
  readonly mode: 'jobs' | 'deployment';
  /** Version of the library. */
  readonly script: number;
  /** Whether both servers stay among the admin APIs that the runtime may ask. */
  readonly keepsAdmins: boolean;
  readonly deployments: Readonly<Record<string, DeploymentSource>>;
}

export type Kind = keyof typeof RESOURCES;

export interface Manifest {
  readonly kind: Kind;
  readonly object: Doc;
}

export function adminUrl(server: Server): string {
  return `http://${server}:9070`;
}

export function adminKey(server: Server): string {
  return `restate-${server}`;
}

export function serverOf(key: string): Server {
  return key.slice(-1) as Server;
}

export function uriOf(object: string): string {
  return `http://${object}.${NAMESPACE}.svc.cluster.local:9080`;
}

/** URIs outside of the cluster, and what they offer: two deployments may name the same. */
export const ENDPOINTS: Readonly<Record<string, readonly string[]>> = {
  'http://one.example:9080': ['ext'],
  'http://two.example:9080': ['ext', 'ext-more'],
  // For another app: no runtime can know what another has registered outside of the cluster.
  'http://three.example:9080': ['ext-other'],
};

/** The object of a version that a URI leads to. */
export function objectOf(uri: string): string | undefined {
  return /^http:\/\/([^.]+)\.apps\.svc\./.exec(uri)?.[1];
}

/**
 * What a version offers, by the first letter of its name: v its own service, w a second one, s a service that other
 * deployments may offer as well, x a breaking change of its own.
 */
export function servicesOf(deployment: string, version: string): string[] {
  if (version.startsWith('w')) return [deployment, `${deployment}-more`];
  return version.startsWith('s') ? ['shared'] : [deployment];
}

export function isBreaking(version: string): boolean {
  return version.startsWith('x');
}

/** In the order in which they are applied: the desired state first, the Jobs last. */
export function manifestsOf(app: AppSource): Manifest[] {
  const state = desiredState(app);
  const versions = Object.entries(app.deployments).filter(([, { endpoint }]) => !endpoint);
  const manifests: Manifest[] = [
    {
      kind: 'configMaps',
      object: {
        metadata: metadata(app, NAMES.desiredState(app.id)),
        data: { [DESIRED_STATE_KEY]: JSON.stringify(state) },
      },
    },
    {
      kind: 'configMaps',
      object: {
        metadata: metadata(app, scriptOf(app)),
        data: { [SCRIPT_KEY]: String(app.script) },
      },
    },
    host(app),
    ...versions.flatMap(([name, source]) => versionManifests(app, name, source)),
    ...state.deployments.map((entry) => job(app, entry)),
  ];
  return manifests.map(({ kind, object }) => ({
    kind,
    object: {
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, [APP_LABEL]: app.id },
        annotations: { ...KEEP_ANNOTATIONS, ...object.metadata.annotations },
      },
    },
  }));
}

export function scriptOf({ id, script }: AppSource): string {
  return NAMES.script(id, String(script));
}

export function desiredState(app: AppSource): DesiredState {
  const used = new Set(Object.values(app.deployments).map(({ server }) => server));
  const servers = SERVERS.filter((server) => app.keepsAdmins || used.has(server));
  return {
    contract: 1,
    id: app.id,
    ...(app.isDefaultId && { idIsDefault: true }),
    ...(app.mode === 'jobs' && { sweep: { everyMinutes: 5, offsetMinutes: 2 } }),
    admins: servers.map((server) => ({ key: adminKey(server), url: adminUrl(server) })),
    deployments: Object.entries(app.deployments)
      .map(([name, source]) => desiredDeployment(app, name, source))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function desiredDeployment(
  app: AppSource,
  name: string,
  source: DeploymentSource,
): DesiredDeployment {
  const { version: given, server, endpoint, ...lifecycle } = source;
  // Another address is another version.
  const version = endpoint ? `${given}${new URL(endpoint).hostname.split('.')[0]}` : given;
  const object = `${name}-${version}`;
  const entry = deploymentEntry({
    ...lifecycle,
    ...(endpoint ? { replicas: undefined } : {}),
    ...(lifecycle.autoscaling && { replicas: undefined }),
    name,
    mode: endpoint ? ('Endpoint' as const) : ('ReplicaSet' as const),
    version,
    object,
    discoveryHash: endpoint ? contentHash(version) : 'same',
    admin: adminKey(server),
    uri: endpoint ?? uriOf(object),
    hash: '',
  });
  const { hash: _, ...inputs } = entry;
  return { ...entry, hash: contentHash([registrationInputs(inputs), server, app.script]) };
}

function versionManifests(app: AppSource, name: string, source: DeploymentSource): Manifest[] {
  const { version, server, autoscaling } = source;
  const object = `${name}-${version}`;
  const labels = {
    [LABELS.ownedBy]: name,
    [LABELS.managedBy]: MANAGED_BY,
    [LABELS.runtime]: app.id,
  };
  const entry = desiredDeployment(app, name, source);
  const annotations = describeVersion({
    ...entry,
    admin: adminKey(server),
    adminUrl: adminUrl(server),
  });
  return [
    {
      kind: 'replicaSets',
      object: {
        metadata: { name: object, labels, annotations },
        spec: {
          ...(!autoscaling && { replicas: source.replicas ?? 1 }),
          template: { deployment: name, version },
        },
      },
    },
    {
      kind: 'services',
      object: { metadata: { name: object, labels }, spec: { selector: { object } } },
    },
    ...(autoscaling
      ? [
          {
            kind: 'horizontalPodAutoscalers' as const,
            object: {
              metadata: { name: object, labels },
              spec: { minReplicas: autoscaling.min, maxReplicas: autoscaling.max },
            },
          },
        ]
      : []),
  ];
}

function metadata(app: AppSource, name: string) {
  return { name, labels: { ...podLabels(app.id), [LABELS.managedBy]: MANAGED_BY } };
}

/** As much of a pod template as a node needs here, and garbage collection reads. */
function podTemplate(app: AppSource, args: readonly string[]) {
  return {
    spec: {
      args,
      env: { [ENV.id]: app.id, [ENV.script]: scriptOf(app) },
      volumes: [{ configMap: { name: scriptOf(app) } }],
    },
  };
}

function host(app: AppSource): Manifest {
  const name = NAMES.host(app.id);
  if (app.mode === 'deployment') {
    const template = podTemplate(app, ARGS.watch);
    return { kind: 'deployments', object: { metadata: metadata(app, name), spec: { template } } };
  }
  const template = podTemplate(app, ARGS.sweep);
  return {
    kind: 'cronJobs',
    object: {
      metadata: metadata(app, name),
      spec: {
        everyMinutes: 5,
        offsetMinutes: 2,
        jobTemplate: { metadata: { labels: podLabels(app.id) }, spec: { template } },
      },
    },
  };
}

function job(app: AppSource, { name, hash }: DesiredDeployment): Manifest {
  return {
    kind: 'jobs',
    object: {
      metadata: {
        ...metadata(app, NAMES.registrationJob(name, hash)),
        annotations: { [JOB_METADATA.deployment]: name, [JOB_METADATA.hash]: hash },
      },
      spec: { template: podTemplate(app, ARGS.register(name, hash)) },
    },
  };
}
