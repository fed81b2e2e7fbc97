import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Container } from './container';

const TIMEOUT_MS = 1_000;

/** Whether a container passes a probe of its spec now. */
export async function passes(
  probe: any,
  containerSpec: any,
  container: Container,
  podIP: string,
): Promise<boolean> {
  try {
    if (probe.exec) {
      await container.execute(probe.exec.command);
    } else if (probe.httpGet) {
      await httpGet(probe.httpGet, portOf(probe.httpGet.port, containerSpec), podIP);
    } else {
      await tcpConnect(portOf((probe.tcpSocket ?? probe.grpc).port, containerSpec), podIP);
    }
    return true;
  } catch {
    return false;
  }
}

function portOf(port: number | string, containerSpec: any): number {
  return typeof port === 'number'
    ? port
    : containerSpec.ports.find((candidate: any) => candidate.name === port).containerPort;
}

function httpGet(probe: any, port: number, podIP: string): Promise<void> {
  const request = probe.scheme === 'HTTPS' ? httpsRequest : httpRequest;
  const headers = (probe.httpHeaders ?? []).map(({ name, value }: any) => [name, value]);
  return new Promise((resolve, reject) => {
    request(
      {
        host: probe.host ?? podIP,
        port,
        path: probe.path ?? '/',
        // Some programs know a probe by it, and by nothing else.
        headers: { 'user-agent': 'kube-probe/1.34', ...Object.fromEntries(headers) },
        timeout: TIMEOUT_MS,
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 400) {
          resolve();
        } else {
          reject(new Error(`status ${statusCode}`));
        }
      },
    )
      .on('timeout', function (this: any) {
        this.destroy(new Error('timeout'));
      })
      .on('error', reject)
      .end();
  });
}

function tcpConnect(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('timeout', () => socket.destroy(new Error('timeout'))).on('error', reject);
  });
}
