import { Duration } from 'cdk8s';
import type { EnvoyModel } from './envoy-config';
import { EnvoyForwardProxy } from './forward-proxy';
import { EnvoyLogLevel } from './log-level';
import type { EnvoySidecarProps } from './props';
import type { FaultSink } from '../core/faults';
import { IMAGES } from '../core/images';
import { manifestValue } from '../core/manifest-value';

/** The props of a sidecar as plain values with all defaults. */
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

export function sidecarModel(props: EnvoySidecarProps, faults: FaultSink): SidecarModel {
  return {
    forwardProxy: (props.forwardProxy ?? EnvoyForwardProxy.subClusters())._source,
    image: props.image ?? IMAGES.envoy,
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
    logLevel: props.logLevel ?? EnvoyLogLevel.WARNING,
    resources: manifestValue(props.resources ?? DEFAULT_RESOURCES, faults, 'resources'),
    noProxy: props.noProxy ?? [],
    nativeSidecar: props.nativeSidecar ?? true,
    shutdownDelay: props.shutdownDelay,
  };
}
