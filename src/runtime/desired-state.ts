import type { ManagedDeployment } from './managed-deployment';
import type { ManagedDeployments } from './managed-deployments';
import type { RuntimeModel } from './model';
import { runtimePod } from './pod';
import { CONTRACT_VERSION, registrationInputs } from '../contract';
import type { DesiredDeployment, DesiredState } from '../contract';
import { contentHash } from '../core/content-hash';

/** The desired state of a runtime, the same whatever the order in which its deployments were made. */
export function desiredState(
  model: RuntimeModel,
  deployments: ManagedDeployments,
  idIsDefault: boolean,
): DesiredState {
  return {
    contract: CONTRACT_VERSION,
    id: model.id,
    ...(idIsDefault && { idIsDefault }),
    ...(usesKnative(model, deployments) && { knative: true }),
    ...(model.sweep && { sweep: model.sweep }),
    admins: deployments.admins,
    deployments: deployments.all.map((deployment) =>
      desiredDeployment(model, deployments, deployment),
    ),
    ...deployments.kafka.desired,
  };
}

export function desiredDeployment(
  model: RuntimeModel,
  deployments: ManagedDeployments,
  deployment: ManagedDeployment,
): DesiredDeployment {
  const secretHeaders = Object.keys(deployment.secretHeaders ?? {}).sort();
  const { companions = [] } = deployment;
  const entry = {
    ...deployment.desired,
    admin: deployment.admin.key,
    ...(secretHeaders.length > 0 && { secretHeaders }),
    ...(companions.length > 0 && { companions }),
  };
  return { ...entry, hash: registrationHash(model, deployments, entry) };
}

export function usesKnative(model: RuntimeModel, deployments: ManagedDeployments): boolean {
  return model.knative ?? deployments.useKnative;
}

/** A hash of everything that a registration depends on, and of nothing that only matters later. */
function registrationHash(
  model: RuntimeModel,
  deployments: ManagedDeployments,
  entry: Omit<DesiredDeployment, 'hash'>,
): string {
  const admin = deployments.admins.find(({ key }) => key === entry.admin);
  const pod = deployments.once('pod', () =>
    contentHash(runtimePod(model, deployments, 'register', [])),
  );
  // Its Job makes what is for Kafka, too: nothing else would before the next sweep.
  const kafka = isFirst(deployments, entry) ? deployments.kafka.inputsOf(entry.admin) : [];
  return contentHash([registrationInputs(entry), admin, pod, ...kafka]);
}

/** One Job of an admin API is enough. */
function isFirst(
  { all }: ManagedDeployments,
  { name, admin }: Pick<DesiredDeployment, 'name' | 'admin'>,
): boolean {
  return all.find((each) => each.admin.key === admin)?.desired.name === name;
}
