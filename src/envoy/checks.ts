import type { Duration } from 'cdk8s';
import { EnvoyLogLevel } from './log-level';
import type { SidecarModel } from './model';
import { RESTATE_PORTS } from '../cluster/network/ports';
import { shown } from '../core/faults';
import type { Faults, FaultSink } from '../core/faults';
import { checkAtLeast, checkOneOf, checkPort } from '../core/kubernetes-syntax';
import { checkImage, checkResources } from '../core/pod-checks';

/** Envoy counts in 32 bits. */
const MAX_COUNT = 4294967295;

/** Everything about a sidecar that the API server or Envoy would reject. */
export function checkSidecar(model: SidecarModel, faults: Faults): void {
  checkImage(model, '', 'write one, or remove it', faults);
  checkOneOf(model.logLevel, Object.values(EnvoyLogLevel), 'logLevel', faults);
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
      'write one host per entry, without scheme, port and path',
    );
  });
  if (model.nativeSidecar && model.shutdownDelay !== undefined) {
    faults.warn(
      'shutdownDelay',
      'has no effect on a native sidecar, which is stopped after Restate',
      'remove it, or set nativeSidecar to false',
    );
  }
}

/** Ports must differ from each other and from those of Restate in the same pod. */
function checkPorts(model: SidecarModel, faults: FaultSink): void {
  const taken = new Map<number, string>(
    Object.values(RESTATE_PORTS).map((port) => [port, 'Restate']),
  );
  for (const field of ['port', 'healthPort', 'adminPort'] as const) {
    const port = model[field];
    if (port === undefined) continue;
    checkPort(port, field, faults);
    const user = taken.get(port);
    if (user !== undefined) {
      faults.add(
        field,
        `duplicate port ${port}, also used by ${user} in the same pod`,
        'choose another port',
      );
    }
    taken.set(port, field);
  }
}

function checkCounts(model: SidecarModel, faults: FaultSink): void {
  for (const field of ['maxStreams', 'maxConnections', 'maxNames', 'concurrency'] as const) {
    checkAtLeast(model[field], 1, field, faults);
    if (model[field] > MAX_COUNT) {
      faults.add(
        field,
        `must be at most ${MAX_COUNT}, got ${model[field]}`,
        'write a smaller number',
      );
    }
  }
}

function checkDurations(model: SidecarModel, faults: FaultSink): void {
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
      `must be at least ${milliseconds} ms, got ${value.toMilliseconds()} ms`,
      `write ${milliseconds} ms or more`,
    );
  }
}
