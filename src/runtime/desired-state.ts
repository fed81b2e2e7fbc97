import type { RuntimeClient } from './managed-deployment';
import type { Clients } from './managed-deployments';
import type { RuntimeModel } from './model';
import { headerFiles } from './mounts';
import { runtimePod } from './pod';
import { CONTRACT_VERSION, registrationInputs } from '../contract';
import type { DesiredDeployment, DesiredState } from '../contract';
import { contentHash } from '../core/content-hash';

/** The desired state of a runtime, the same whatever the order in which its clients were made. */
export function desiredState(
  model: RuntimeModel,
  clients: Clients,
  idIsDefault: boolean,
): DesiredState {
  return {
    contract: CONTRACT_VERSION,
    id: model.id,
    ...(idIsDefault && { idIsDefault }),
    ...(usesKnative(model, clients) && { knative: true }),
    ...(model.sweep && { sweep: model.sweep }),
    admins: clients.admins,
    deployments: clients.all.map((client) => desiredDeployment(model, clients, client)),
  };
}

export function desiredDeployment(
  model: RuntimeModel,
  clients: Clients,
  client: RuntimeClient,
): DesiredDeployment {
  const files = headerFiles(client);
  const entry = {
    ...client.desired,
    admin: client.admin.key,
    ...(Object.keys(files).length > 0 && { additionalHeaderFiles: files }),
  };
  return { ...entry, hash: registrationHash(model, clients, entry) };
}

export function usesKnative(model: RuntimeModel, clients: Clients): boolean {
  return model.knative ?? clients.useKnative;
}

/** A hash of all that a registration depends on, and of nothing that matters only later. */
function registrationHash(
  model: RuntimeModel,
  clients: Clients,
  entry: Omit<DesiredDeployment, 'hash'>,
): string {
  const admin = clients.admins.find(({ key }) => key === entry.admin);
  const pod = clients.once('pod', () => contentHash(runtimePod(model, clients, 'register', [])));
  return contentHash([registrationInputs(entry), admin, pod]);
}
