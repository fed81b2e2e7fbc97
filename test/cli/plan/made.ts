/** Manifests as apps make them, and a cluster to which they were applied. */
import { App, Chart, Testing } from 'cdk8s';
import {
  RestateAdmin,
  RestateCluster,
  RestateDeployment,
  RestateEndpoint,
  RestateRegistration,
  RestateRuntime,
} from '../../../src';
import type { RestateClusterProps, RestateDeploymentProps } from '../../../src';
import { nameOf, objectKey } from '../../../src/cli/plan/cluster-objects';
import type { ClusterObject } from '../../../src/cli/plan/cluster-objects';
import { readPlanInput } from '../../../src/cli/plan/input';
import { isClusterSet, runtimeKey, versionObjects } from '../../../src/cli/plan/live';
import type { Live, LiveCluster } from '../../../src/cli/plan/live';
import { planOf } from '../../../src/cli/plan/plan';
import type { Plan } from '../../../src/cli/plan/plan';
import { LABELS, RUNTIME_ANNOTATIONS } from '../../../src/contract';
import type { DesiredDeployment, RuntimeStatus, VersionStatus } from '../../../src/contract';
import { objectsOf } from '../run';

export const ADMIN = 'http://restate:9070';
export const NAMESPACE = 'shop';
const ID = 'app';

interface AppProps {
  /** Name -> image of its version, and whatever else is desired of it. */
  readonly deployments?: {
    readonly [name: string]: Partial<RestateDeploymentProps> & { readonly image: string };
  };
  /** Name -> revision of what answers at an address. */
  readonly endpoints?: { readonly [name: string]: string };
  readonly cluster?: RestateClusterProps;
  readonly admin?: string;
  /** Whether the runtime has no name of its own. */
  readonly unnamed?: boolean;
}

export function app(props: AppProps): string {
  const { deployments = {}, endpoints = {}, cluster, admin: url = ADMIN } = props;
  const made = new App({ outdir: Testing.app().outdir });
  const chart = new Chart(made, 'app', { namespace: NAMESPACE });
  const admin = RestateAdmin.fromUrl(url);
  const runtime = props.unnamed ? undefined : new RestateRuntime(chart, ID, { admins: [admin] });
  for (const [name, { image, ...more }] of Object.entries(deployments)) {
    const template = {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'a', image }] },
    };
    new RestateDeployment(chart, name, { runtime, admin, template, ...more });
  }
  for (const [name, revision] of Object.entries(endpoints)) {
    const endpoint = RestateEndpoint.fromUrl(`http://${name}.example`);
    new RestateRegistration(chart, name, { runtime, admin, endpoint, revision });
  }
  if (cluster) new RestateCluster(chart, 'restate', cluster);
  return made.synthYaml();
}

export function inputOf(text: string) {
  return readPlanInput([{ file: 'app.yaml', text }], 'default');
}

/** The entry of a deployment in the desired state. */
export function desired(text: string, name: string): DesiredDeployment {
  return inputOf(text).runtimes[0].state.deployments.find((each) => each.name === name)!;
}

export interface MadeCluster {
  /** Applied one after the other, each as a whole. */
  readonly applied: readonly string[];
  readonly status?: RuntimeStatus;
  /** Objects that are registered. */
  readonly registered?: readonly string[];
  /** Objects of versions that were registered once, and are at rest. */
  readonly retained?: readonly string[];
  readonly cluster?: Partial<LiveCluster>;
  readonly selected?: readonly ClusterObject[];
  readonly change?: (object: any) => void;
}

/** What kubectl would read there. */
export function liveOf(text: string, made: MadeCluster): Live {
  const { registered = [], retained = [], applied, change = () => undefined } = made;
  const objects = new Map<string, any>();
  applied.forEach((each, time) => {
    for (const object of objectsOf(each)) {
      const createdAt = `2026-01-01T00:00:0${time}Z`;
      const key = objectKey(nameOf(object, 'default'));
      object.metadata.creationTimestamp = objects.get(key)?.metadata.creationTimestamp ?? createdAt;
      objects.set(key, object);
    }
  });
  const discoveries = new Map(
    applied
      .flatMap((each) => inputOf(each).runtimes.flatMap(({ state }) => state.deployments))
      .map(({ object, discoveryHash }) => [object, discoveryHash]),
  );
  for (const object of objects.values()) {
    const { name } = object.metadata;
    if (object.kind === 'ReplicaSet') {
      if (registered.includes(name)) annotate(object, discoveries.get(name), true);
      if (retained.includes(name)) annotate(object, discoveries.get(name), false);
    }
    change(object);
  }
  const ofVersions = [...objects.values()].filter(
    ({ metadata }) => metadata.labels?.[LABELS.ownedBy] !== undefined,
  );
  const versions = { ...versionObjects(ofVersions), endpoints: [] };
  const input = inputOf(text);
  const runtime = { ...(made.status && { status: made.status }), versions };
  return {
    objects,
    runtimes: new Map(input.runtimes.map((each) => [runtimeKey(each), runtime])),
    clusters: new Map(
      input.objects
        .filter(isClusterSet)
        .map(({ namespace }) => [namespace, { claims: [], canGrow: new Map(), ...made.cluster }]),
    ),
    selected: made.selected ?? [],
  };
}

export function planned(text: string, made: MadeCluster): Plan {
  const input = inputOf(text);
  expect(input.faults).toEqual([]);
  return planOf(input, liveOf(text, made));
}

/** The plan of one deployment. */
export function plannedOf(name: string, text: string, made: MadeCluster) {
  return planned(text, made).runtimes[0].deployments.find((each) => each.name === name)!;
}

function annotate(object: any, discovery: string | undefined, isRegistered: boolean): void {
  const { discovered, deploymentId, services, registeredWith } = RUNTIME_ANNOTATIONS;
  const { annotations } = object.metadata;
  const url = annotations['restate.dev/admin-url'];
  Object.assign(annotations, {
    [services]: '["Greeter"]',
    [discovered]: discovery,
    ...(isRegistered && {
      [deploymentId]: `dp_${object.metadata.name}`,
      [registeredWith]: JSON.stringify({ key: annotations['restate.dev/admin'], url }),
    }),
  });
  if (!isRegistered) object.spec.replicas = 0;
}

/** A status as of the last run: the first of the versions is the desired one. */
export function statusOf(
  name: string,
  versions: ReadonlyArray<Pick<VersionStatus, 'object' | 'state'> & Partial<VersionStatus>>,
): RuntimeStatus {
  const full = versions.map((each) => ({
    version: each.object.slice(name.length + 1),
    mode: 'ReplicaSet',
    ...each,
  }));
  return {
    contract: 1,
    id: ID,
    conditions: [],
    deployments: [
      { name, admin: 'restate', version: full[0].version, conditions: [], versions: full },
    ],
  };
}
