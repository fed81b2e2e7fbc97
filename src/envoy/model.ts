import { Duration } from 'cdk8s';
import type { EnvoyModel } from './envoy-config';
import { EnvoyForwardProxy } from './forward-proxy';
import type { EnvoySidecarProps } from './props';
import { shown } from '../core/faults';
import type { Faults } from '../core/faults';
import { checkAtLeast, checkOneOf, checkPort } from '../core/kubernetes-syntax';
import { manifestValue } from '../core/manifest-value';
import { checkResources } from '../core/pod-checks';

/** The props with every default filled in. */
export interface SidecarModel extends EnvoyModel {
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly concurrency: number;
  readonly logLevel: string;
  readonly resources: { [field: string]: any };
  readonly noProxy: readonly string[];
  readonly nativeSidecar: boolean;
  readonly shutdownDelay?: Duration;
}

const DEFAULT_RESOURCES = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { memory: '1Gi' },
};

/** Envoy counts in 32 bits. */
const MAX_COUNT = 4294967295;

export function sidecarModel(props: EnvoySidecarProps, faults: Faults): SidecarModel {
  const model: SidecarModel = {
    forwardProxy: (props.forwardProxy ?? EnvoyForwardProxy.subClusters())._source,
    image: props.image ?? 'envoyproxy/envoy:distroless-v1.40.0',
    imagePullPolicy: props.imagePullPolicy,
    port: props.port ?? 10001,
    healthPort: props.healthPort ?? 10002,
    healthAddress: props.healthAddress ?? '0.0.0.0',
    adminPort: props.adminPort,
    connectTimeout: props.connectTimeout ?? Duration.seconds(1),
    keepaliveInterval: props.keepaliveInterval ?? Duration.seconds(40),
    keepaliveTimeout: props.keepaliveTimeout ?? Duration.seconds(20),
    maxStreams: props.maxStreams ?? 1000000,
    maxConnections: props.maxConnections ?? 50000,
    maxNames: props.maxNames ?? 10000,
    concurrency: props.concurrency ?? 2,
    logLevel: props.logLevel ?? 'warning',
    resources: manifestValue(props.resources ?? DEFAULT_RESOURCES, faults, 'resources'),
    noProxy: props.noProxy ?? [],
    nativeSidecar: props.nativeSidecar ?? true,
    shutdownDelay: props.shutdownDelay,
  };
  checkModel(model, faults);
  return model;
}

function checkModel(model: SidecarModel, faults: Faults): void {
  if (model.image.trim() === '') {
    faults.add('image', '"" is not an image', 'name one, or leave it out');
  }
  checkOneOf(model.imagePullPolicy, ['Always', 'IfNotPresent', 'Never'], 'imagePullPolicy', faults);
  checkOneOf(
    model.logLevel,
    ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'],
    'logLevel',
    faults,
  );
  checkPorts(model, faults);
  checkCounts(model, faults);
  checkDurations(model, faults);
  checkResources(model.resources, 'resources', faults);
  if (!/^[0-9a-fA-F.:]+$/.test(model.healthAddress)) {
    faults.add(
      'healthAddress',
      `${shown(model.healthAddress)} is not an IP address`,
      'write 0.0.0.0 or ::',
    );
  }
  model.noProxy.forEach((host, index) => {
    if (typeof host === 'string' && /^[^\s,/:]+$|^[0-9a-fA-F.:]+(\/[0-9]+)?$/.test(host)) return;
    faults.add(
      `noProxy[${index}]`,
      `${shown(host)} is neither a host name nor an IP address`,
      'write the host alone, without scheme, port and path, one to an entry',
    );
  });
  if (model.nativeSidecar && model.shutdownDelay !== undefined) {
    faults.add(
      'shutdownDelay',
      'a native sidecar is stopped after Restate has stopped, without a delay',
      'leave it out, or set nativeSidecar to false',
    );
  }
}

/** One port for each purpose, and none that Restate listens on in the same pod. */
function checkPorts(model: SidecarModel, faults: Faults): void {
  const taken = new Map([
    [8080, 'Restate'],
    [9070, 'Restate'],
    [5122, 'Restate'],
  ]);
  for (const field of ['port', 'healthPort', 'adminPort'] as const) {
    const port = model[field];
    if (port === undefined) continue;
    checkPort(port, field, faults);
    const user = taken.get(port);
    if (user !== undefined) {
      faults.add(field, `${port} is the port of ${user} in the same pod`, 'choose another port');
    }
    taken.set(port, field);
  }
}

function checkCounts(model: SidecarModel, faults: Faults): void {
  for (const field of ['maxStreams', 'maxConnections', 'maxNames', 'concurrency'] as const) {
    checkAtLeast(model[field], 1, field, faults);
    if (model[field] > MAX_COUNT) {
      faults.add(
        field,
        `${model[field]} is more than Envoy can count`,
        `write ${MAX_COUNT} or less`,
      );
    }
  }
}

function checkDurations(model: SidecarModel, faults: Faults): void {
  const { refreshRate, idleTimeout } = model.forwardProxy;
  const least: Array<[string, Duration, number]> = [
    ['forwardProxy.refreshRate', refreshRate, 1000],
    ['forwardProxy.idleTimeout', idleTimeout, 1000],
    ['connectTimeout', model.connectTimeout, 1],
    ['keepaliveInterval', model.keepaliveInterval, 1],
    ['keepaliveTimeout', model.keepaliveTimeout, 1],
  ];
  for (const [field, value, milliseconds] of least) {
    if (value.toMilliseconds() >= milliseconds) continue;
    faults.add(
      field,
      `${value.toMilliseconds()} ms is too short`,
      `write ${milliseconds} ms or more`,
    );
  }
}
