import { RESERVED_ENV } from './environment';
import type { ClusterModel } from '../model';
import { extended } from './extension';
import type { PodExtension } from './extension';
import { builtInMounts } from './template';
import type { Faults } from '../../core/faults';
import type { Json } from '../../core/json';
import { checkAddedNames, checkEnv, checkMounts } from '../../core/pod-checks';

/**
 * Checks that what the user added to the pod does not collide with what the cluster and other constructs add. This is
 * only known when the app is complete.
 */
export function checkPodCollisions(
  { compute }: ClusterModel,
  extensions: readonly PodExtension[],
  template: Json,
  faults: Faults,
): void {
  const reservedEnv = [...RESERVED_ENV, ...names(extended(extensions, 'env'))];
  checkEnv(compute.env, 'compute.env', faults, reservedEnv);

  const ownVolumes = ['storage', 'tmp', 'config', ...names(extended(extensions, 'volumes'))];
  checkAddedNames(compute.extraVolumes, ownVolumes, 'volume', 'compute.extraVolumes', faults);

  const ownContainers = [
    'restate',
    ...names(extended(extensions, 'containers')),
    ...names(extended(extensions, 'initContainers')),
  ];
  for (const field of ['extraInitContainers', 'sidecars']) {
    checkAddedNames(compute[field], ownContainers, 'container', `compute.${field}`, faults);
    ownContainers.push(...names(compute[field]));
  }

  const volumes = new Set(['storage', ...names(template.spec.volumes)]);
  const ownPaths = builtInMounts(extensions).map((mount) => mount.mountPath);
  checkMounts(compute.extraVolumeMounts, volumes, ownPaths, 'compute.extraVolumeMounts', faults);
  for (const field of ['extraInitContainers', 'sidecars']) {
    (compute[field] ?? []).forEach((container: Json, index: number) => {
      const at = `compute.${field}[${index}].volumeMounts`;
      checkMounts(container?.volumeMounts, volumes, [], at, faults);
    });
  }
}

function names(items: Json[] | undefined): string[] {
  return (items ?? []).map((item) => item?.name).filter((name) => typeof name === 'string');
}
