import type { ManagedDeployments } from './managed-deployments';
import type { RuntimeModel } from './model';
import { metricsPort } from './monitoring';
import { mountVolume } from './mounts';
import { ENV, NAMES, POD_LABELS, podLabels } from '../contract';
import type { Json } from '../core/json';
import { runtimeScript } from '../script/script';
import { scriptPod } from '../script/script-pod';

/** The pod template of a run of a runtime. */
export function runtimePod(
  model: RuntimeModel,
  { access, mounts }: ManagedDeployments,
  component: 'register' | 'sweep' | 'watch',
  args: readonly string[],
  annotations: { [key: string]: string } = {},
): Json {
  const port = component === 'watch' ? metricsPort(model) : undefined;
  const script = NAMES.script(model.id, runtimeScript().contentHash);
  return scriptPod(model, {
    script,
    // `kubectl apply --prune` deletes the script of an earlier version. Sweeps never overlap, so a pod that waits for
    // a deleted script would block all later ones.
    scriptMayBeGone: component === 'sweep',
    args,
    ports: port && [port],
    env: [
      { name: ENV.id, value: model.id },
      { name: ENV.script, value: script },
      ...(mounts.length > 0 ? [{ name: ENV.access, value: JSON.stringify(access) }] : []),
      ...(port ? [{ name: ENV.metricsPort, value: String(port.containerPort) }] : []),
    ],
    volumes: mounts.map(mountVolume),
    volumeMounts: mounts.map(({ volume, path }) => ({
      name: volume,
      mountPath: path,
      readOnly: true,
    })),
    serviceAccountName: model.serviceAccountName ?? model.id,
    restartPolicy: component === 'watch' ? 'Always' : 'Never',
    labels: { ...podLabels(model.id), [POD_LABELS.component]: component },
    annotations,
  });
}
