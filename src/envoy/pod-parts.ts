import { HEALTH_PATH } from './envoy-config';
import type { SidecarModel } from './model';
import type { PodExtension } from '../cluster/pod/extension';
import { shown } from '../core/faults';
import type { FaultSink } from '../core/faults';
import type { Json } from '../core/json';

const NAME = 'envoy';
const VOLUME = 'envoy-config';
const FOLDER = '/etc/envoy';
/** The file's name in the ConfigMap and in the container. */
export const CONFIG_FILE = 'envoy.yaml';

/** What the sidecar adds to a pod. */
export function podParts(
  model: SidecarModel,
  configMap: string,
  noProxy: string,
  gracePeriodSeconds: number,
  faults: FaultSink,
): PodExtension {
  const container = envoyContainer(model);
  return {
    env: [
      { name: 'HTTP_PROXY', value: `http://127.0.0.1:${model.port}` },
      { name: 'NO_PROXY', value: noProxy },
    ],
    volumes: [{ name: VOLUME, configMap: { name: configMap } }],
    ...(model.nativeSidecar
      ? // Ready before Restate starts, and stopped after it.
        { initContainers: [{ ...container, restartPolicy: 'Always' }] }
      : {
          containers: [{ ...container, lifecycle: sleepFirst(model, gracePeriodSeconds, faults) }],
        }),
  };
}

/** The name of the ConfigMap of a pod template's sidecar, if it has one. */
export function configMapOfSidecar(template: Json): string | undefined {
  const volumes: Json[] = template.spec?.volumes ?? [];
  return volumes.find((volume) => volume?.name === VOLUME)?.configMap?.name;
}

function envoyContainer(model: SidecarModel): Json {
  const probe = { httpGet: { path: HEALTH_PATH, port: model.healthPort } };
  return {
    name: NAME,
    image: model.image,
    imagePullPolicy: model.imagePullPolicy,
    args: [
      '--config-path',
      `${FOLDER}/${CONFIG_FILE}`,
      '--concurrency',
      String(model.concurrency),
      '--log-level',
      model.logLevel,
      // Hot restarts need shared memory, and are useless in a container.
      '--disable-hot-restart',
    ],
    ports: [{ name: 'envoy-health', containerPort: model.healthPort }],
    resources: model.resources,
    startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
    readinessProbe: { ...probe, periodSeconds: 5 },
    livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      // The image's own user, as a number, by which Kubernetes can tell that it is not root.
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: VOLUME, mountPath: FOLDER, readOnly: true }],
  };
}

/** All containers of a pod are stopped at once: the proxy waits until Restate has stopped. */
function sleepFirst(model: SidecarModel, gracePeriodSeconds: number, faults: FaultSink): Json {
  const seconds =
    model.shutdownDelay === undefined
      ? Math.max(1, gracePeriodSeconds - 5)
      : model.shutdownDelay.toMilliseconds() / 1000;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds >= gracePeriodSeconds) {
    faults.add(
      'shutdownDelay',
      `${shown(seconds)} seconds exceed the pod's grace period of ${gracePeriodSeconds} seconds`,
      'write whole seconds, fewer than the termination grace period',
    );
  }
  return { preStop: { sleep: { seconds } } };
}
