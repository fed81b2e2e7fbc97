/**
 * Recreates a StatefulSet without restarting its pods, since the size in its claim template can't be
 * changed in place.
 *
 * It is made from the live object, not from a manifest: whatever the user changed in the meantime
 * stays as it is, so that the pods' revision does too.
 */
import { CLUSTER_NAMES, LABELS, MANAGED_BY } from '../../../contract';
import { APPLY_PATCH } from '../../kubernetes/client';
import type { KubernetesClient } from '../../kubernetes/client';
import { isConflict } from '../../kubernetes/errors';
import { RESOURCES } from '../../kubernetes/types';
import type { KubernetesObject, ManagedFields } from '../../kubernetes/types';

export interface StatefulSet extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly volumeClaimTemplates?: readonly ClaimTemplate[];
    readonly [field: string]: unknown;
  };
}

interface ClaimTemplate {
  readonly metadata: { readonly name?: string; readonly [field: string]: unknown };
  readonly spec: {
    readonly resources: { readonly requests: { readonly storage: string } };
    readonly [field: string]: unknown;
  };
}

/** A StatefulSet as it was before it was deleted. Kept in a ControllerRevision, which is made to hold pod templates. */
export interface SavedStatefulSet extends KubernetesObject {
  readonly data: StatefulSet;
}

const STORAGE = 'storage';

/** The size in the claim template of the data. */
export function templateSize({ spec }: StatefulSet): string {
  const template = spec.volumeClaimTemplates?.find(({ metadata }) => metadata.name === STORAGE);
  if (!template) throw new Error('the StatefulSet has no claim template for the data');
  return template.spec.resources.requests.storage;
}

/** Saves a StatefulSet. What an earlier run has saved of another one is out of date by then. */
export async function save(kubernetes: KubernetesClient, live: StatefulSet): Promise<void> {
  const revision = {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: CLUSTER_NAMES.growing, labels: { [LABELS.managedBy]: MANAGED_BY } },
    revision: 1,
    data: live,
  } as KubernetesObject;
  try {
    await kubernetes.create(RESOURCES.controllerRevisions, revision);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const old = await kubernetes.get<SavedStatefulSet>(
      RESOURCES.controllerRevisions,
      CLUSTER_NAMES.growing,
    );
    // The same one, maybe as it was a moment ago.
    await kubernetes.delete(RESOURCES.controllerRevisions, old);
    await kubernetes.create(RESOURCES.controllerRevisions, revision);
  }
}

/**
 * Creates it again as the field manager that applied it: another owner of its fields would be in conflict
 * with the user's next server-side apply.
 */
export async function recreate(
  kubernetes: KubernetesClient,
  saved: StatefulSet,
  size: string,
): Promise<void> {
  const manifest = withTemplateSize(saved, size);
  const { manager, operation } = applier(saved);
  const path = kubernetes.path(RESOURCES.statefulSets);
  if (operation === 'Apply') {
    await kubernetes.request('PATCH', `${path}/${saved.metadata.name}`, {
      body: manifest,
      contentType: APPLY_PATCH,
      query: { fieldManager: manager },
    });
  } else {
    await kubernetes.request('POST', path, { body: manifest, query: { fieldManager: manager } });
  }
}

/** Gives the fields of a recreated StatefulSet back to all that owned them, unless another manager has changed it since. */
export async function restoreOwners(
  kubernetes: KubernetesClient,
  saved: StatefulSet,
  live: StatefulSet,
): Promise<void> {
  const { manager } = applier(saved);
  if (ownersOf(live).some((owner) => owner.manager !== manager)) return;
  await kubernetes.patch(RESOURCES.statefulSets, live.metadata.name, {
    metadata: {
      resourceVersion: live.metadata.resourceVersion,
      managedFields: [...ownersOf(saved), ...ownersOf(live, true)],
    },
  });
}

/** Of the object itself, or of its subresources. */
function ownersOf({ metadata }: StatefulSet, ofSubresources = false): ManagedFields[] {
  const owners = metadata.managedFields ?? [];
  return owners.filter(({ subresource }) => Boolean(subresource) === ofSubresources);
}

/** The field manager that owns the claim template: the one that applied the manifest. */
export function applier(live: StatefulSet): Pick<ManagedFields, 'manager' | 'operation'> {
  const owners = ownersOf(live);
  return (
    owners.find(({ fieldsV1 }) => fieldsV1?.['f:spec']?.['f:volumeClaimTemplates'] !== undefined) ??
    owners[0] ?? { manager: MANAGED_BY, operation: 'Update' }
  );
}

/** The manifest of a live StatefulSet, with another size in its claim template. */
export function withTemplateSize({ metadata, spec }: StatefulSet, size: string): KubernetesObject {
  const { name, namespace, labels, annotations, ownerReferences } = metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels, annotations, ownerReferences },
    spec: {
      ...spec,
      volumeClaimTemplates: spec.volumeClaimTemplates?.map((template) =>
        template.metadata.name === STORAGE ? claimTemplate(template, size) : template,
      ),
    },
  } as KubernetesObject;
}

function claimTemplate(template: ClaimTemplate, size: string): ClaimTemplate {
  const { resources } = template.spec;
  return {
    ...template,
    spec: {
      ...template.spec,
      resources: { ...resources, requests: { ...resources.requests, storage: size } },
    },
  };
}
