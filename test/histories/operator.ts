/** What the operator leaves in a namespace: a version that its RestateDeployment owns, and that it has registered. */
import { uriOf } from './app';
import type { OperatorDeploys } from './history';
import { pathOf } from './kubectl';
import type { World } from './world';
import { LABELS, MANAGED_BY_OPERATOR, RUNTIME_ANNOTATIONS } from '../../src/contract';
import type { Doc } from '../reconciler/memory/object-store';

export function operatorDeploys(world: World, event: OperatorDeploys): void {
  const { deployment, version, server } = event;
  const { store } = world.kubernetes;
  const name = `${deployment}-${version}`;
  if (world.find('replicaSets', name) || world.find('services', name)) return;
  const labels = { [LABELS.managedBy]: MANAGED_BY_OPERATOR, [LABELS.ownedBy]: deployment };
  const replicaSet = store.create(pathOf('replicaSets'), {
    metadata: { name, labels, annotations: {}, ownerReferences: [ownedBy(deployment)] },
    spec: { replicas: 1, template: { deployment, version } },
    status: { replicas: 1, readyReplicas: 1, availableReplicas: 1, observedGeneration: 1 },
  });
  const { uid } = replicaSet.metadata;
  store.create(pathOf('services'), {
    metadata: { name, labels, ownerReferences: [{ kind: 'ReplicaSet', name, uid }] },
    spec: { selector: { object: name } },
  });
  const { id } = world.admins[server].state.register({ uri: uriOf(name), force: true }).deployment;
  replicaSet.metadata.annotations = { [RUNTIME_ANNOTATIONS.deploymentId]: id };
  store.replace(pathOf('replicaSets'), replicaSet);
}

export function handOver(world: World): void {
  for (const object of world.list('replicaSets').filter(isOperators)) {
    object.metadata.ownerReferences = [];
    world.kubernetes.store.replace(pathOf('replicaSets'), object);
  }
}

/** Whether the operator looks after it; what it has left behind is for the runtime to take over. */
export function isOperators({ metadata: { ownerReferences = [] } }: Doc): boolean {
  return ownerReferences.some(({ kind }: { kind: string }) => kind === 'RestateDeployment');
}

function ownedBy(deployment: string) {
  return { kind: 'RestateDeployment', name: deployment, uid: `uid-of-${deployment}` };
}
