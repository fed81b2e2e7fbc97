/** A client of one Restate admin API. */
import { AdminError } from './errors';
import { headerTarget } from '../../contract';
import type { AdminAccess } from '../../contract';
import { HttpConnections, unlessNotFound } from '../lib/http';
import type { HttpResponse } from '../lib/http';
import { MissingKeyError, readMountedKey } from '../lib/mounted-key';

export interface Registration {
  readonly uri: string;
  /** Discover it again although the URI is known, and make it the latest. */
  readonly force: boolean;
  readonly breaking: boolean;
  readonly useHttp11?: boolean;
  readonly additionalHeaders?: Readonly<Record<string, string>>;
  readonly assumeRoleArn?: string;
}

export interface RegisteredDeployment {
  readonly id: string;
  /** Names of the services that the server discovered in it. */
  readonly services: readonly string[];
}

interface Deployment {
  readonly id: string;
  readonly services: readonly Service[];
}

interface Service {
  readonly name: string;
  readonly deployment_id: string;
}

/** Row of {@link AdminClient.query}; columns that are NULL are left out by the server. */
export type Row = Readonly<Record<string, unknown>>;

const QUERY_DEADLINE_MS = 5_000;
const CHANGE_DEADLINE_MS = 10_000;

/** The server calls the endpoint while the request waits: a cold start is part of it. */
export const REGISTER_DEADLINE_MS = 30_000;

export class AdminClient {
  private readonly connections: HttpConnections;

  /** @throws Error when the CA file can't be read */
  constructor(private readonly access: AdminAccess) {
    const ca = access.caFile === undefined ? undefined : readMountedKey(access.caFile);
    this.connections = new HttpConnections(ca);
  }

  /**
   * The secret headers of a registration, for its endpoint only.
   *
   * @throws MissingKeyError
   */
  secretHeaders(
    registration: string,
    names: readonly string[],
    uri: string,
  ): Record<string, string> {
    const given = this.access.deployments?.[registration];
    const files = given?.uri === headerTarget(uri) ? given.headerFiles : {};
    return Object.fromEntries(
      names.map((name) => {
        if (Object.hasOwn(files, name)) return [name, readMountedKey(files[name])];
        throw new MissingKeyError(
          `this pod has no header ${name} of ${registration} for ${uri} at ${this.access.url}: apply the app again`,
        );
      }),
    );
  }

  async query(sql: string): Promise<readonly Row[]> {
    const body = { query: sql };
    return (await this.read<{ rows: Row[] }>('/query', QUERY_DEADLINE_MS, body)).rows;
  }

  async register(registration: Registration): Promise<RegisteredDeployment> {
    const { uri, force, breaking, useHttp11, additionalHeaders, assumeRoleArn } = registration;
    const body = {
      ...(uri.startsWith('arn:') ? { arn: uri } : { uri }),
      force,
      breaking,
      // The server refuses the field for a Lambda.
      ...(useHttp11 && { use_http_11: true }),
      ...(additionalHeaders && { additional_headers: additionalHeaders }),
      ...(assumeRoleArn !== undefined && { assume_role_arn: assumeRoleArn }),
    };
    return readDeployment(await this.read('/deployments', REGISTER_DEADLINE_MS, body));
  }

  /** Undefined when the server does not know it. */
  async deployment(id: string): Promise<RegisteredDeployment | undefined> {
    const found = await unlessNotFound(this.read<Deployment>(deploymentPath(id)));
    return found && readDeployment(found);
  }

  /**
   * The server has no other DELETE than this one, and it does not ask whether anything is active:
   * the caller has to. A deployment that is gone is fine.
   */
  async deregister(id: string): Promise<void> {
    const path = `${deploymentPath(id)}?force=true`;
    await unlessNotFound(this.request('DELETE', path, CHANGE_DEADLINE_MS));
  }

  /** Service -> the id of its latest deployment. */
  async latestDeployments(): Promise<ReadonlyMap<string, string>> {
    const { services } = await this.read<{ services: Service[] }>('/services');
    return new Map(services.map((service) => [service.name, service.deployment_id]));
  }

  /** The id of the latest deployment of a service; undefined when the server does not know it. */
  async latestDeployment(service: string): Promise<string | undefined> {
    const found = await unlessNotFound(this.read<Service>(servicePath(service)));
    return found?.deployment_id;
  }

  /** Whether the ingress admits calls of the service. A service that is gone is fine. */
  async setPublic(service: string, isPublic: boolean): Promise<void> {
    const body = { public: isPublic };
    await unlessNotFound(this.request('PATCH', servicePath(service), CHANGE_DEADLINE_MS, body));
  }

  close(): void {
    this.connections.close();
  }

  /** A GET, or with a body a POST that is answered. */
  private async read<T>(path: string, deadlineMs = QUERY_DEADLINE_MS, body?: unknown): Promise<T> {
    const method = body === undefined ? 'GET' : 'POST';
    const { text } = await this.request(method, path, deadlineMs, body);
    return JSON.parse(text) as T;
  }

  private async request(
    method: string,
    path: string,
    deadlineMs: number,
    body?: unknown,
  ): Promise<HttpResponse> {
    const url = new URL(this.access.url.replace(/\/+$/, '') + path);
    const response = await this.connections.send({
      method,
      url,
      headers: this.headers(),
      body,
      deadlineMs,
    });
    if (response.status < 300) return response;
    throw AdminError.from(`${method} ${url.origin}${url.pathname}`, response.status, response.text);
  }

  /** Read for each request, so that a rotated Secret is used without a restart. */
  private headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, file] of Object.entries(this.access.headerFiles ?? {})) {
      headers[name] = readMountedKey(file);
    }
    if (this.access.bearerTokenFile) {
      headers.authorization = `Bearer ${readMountedKey(this.access.bearerTokenFile)}`;
    }
    return headers;
  }
}

function deploymentPath(id: string): string {
  return `/deployments/${encodeURIComponent(id)}`;
}

function servicePath(name: string): string {
  return `/services/${encodeURIComponent(name)}`;
}

function readDeployment({ id, services }: Deployment): RegisteredDeployment {
  return { id, services: services.map((service) => service.name) };
}
