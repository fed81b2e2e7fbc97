/** A client of one Restate admin API. */
import { AdminError } from './errors';
import type { DesiredAdmin } from '../../contract';
import { HttpConnections } from '../lib/http';
import type { HttpResponse } from '../lib/http';
import { readMountedKey } from '../lib/mounted-key';

/** What a DesiredAdmin says, or only the URL when a version outlived that. */
export type AdminAccess = Pick<DesiredAdmin, 'url' | 'bearerTokenFile' | 'headerFiles' | 'caFile'>;

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

  async query(sql: string): Promise<readonly Row[]> {
    const response = await this.request('POST', '/query', QUERY_DEADLINE_MS, { query: sql });
    return (JSON.parse(response.text) as { rows: Row[] }).rows;
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
    const response = await this.request('POST', '/deployments', REGISTER_DEADLINE_MS, body);
    return readDeployment(response);
  }

  /** Undefined when the server does not know it. */
  async deployment(id: string): Promise<RegisteredDeployment | undefined> {
    try {
      return readDeployment(await this.request('GET', deploymentPath(id), QUERY_DEADLINE_MS));
    } catch (error) {
      if (error instanceof AdminError && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * The server has no other DELETE than this one, and it does not ask whether anything is active:
   * the caller has to. A deployment that is gone is fine.
   */
  async deregister(id: string): Promise<void> {
    try {
      await this.request('DELETE', `${deploymentPath(id)}?force=true`, CHANGE_DEADLINE_MS);
    } catch (error) {
      if (!(error instanceof AdminError) || error.status !== 404) throw error;
    }
  }

  /** Service -> the id of its latest deployment. */
  async latestDeployments(): Promise<ReadonlyMap<string, string>> {
    const response = await this.request('GET', '/services', QUERY_DEADLINE_MS);
    const { services } = JSON.parse(response.text) as {
      services: Array<{ name: string; deployment_id: string }>;
    };
    return new Map(services.map((service) => [service.name, service.deployment_id]));
  }

  /** The id of the latest deployment of a service; undefined when the server does not know it. */
  async latestDeployment(service: string): Promise<string | undefined> {
    const path = `/services/${encodeURIComponent(service)}`;
    try {
      const response = await this.request('GET', path, QUERY_DEADLINE_MS);
      return (JSON.parse(response.text) as { deployment_id: string }).deployment_id;
    } catch (error) {
      if (error instanceof AdminError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Whether the ingress admits calls of the service. A service that is gone is fine. */
  async setPublic(service: string, isPublic: boolean): Promise<void> {
    const path = `/services/${encodeURIComponent(service)}`;
    try {
      await this.request('PATCH', path, CHANGE_DEADLINE_MS, { public: isPublic });
    } catch (error) {
      if (!(error instanceof AdminError) || error.status !== 404) throw error;
    }
  }

  close(): void {
    this.connections.close();
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
    if (this.access.bearerTokenFile !== undefined) {
      headers.authorization = `Bearer ${readMountedKey(this.access.bearerTokenFile)}`;
    }
    return headers;
  }
}

function deploymentPath(id: string): string {
  return `/deployments/${encodeURIComponent(id)}`;
}

function readDeployment(response: HttpResponse): RegisteredDeployment {
  const { id, services } = JSON.parse(response.text) as {
    id: string;
    services: Array<{ name: string }>;
  };
  return { id, services: services.map((service) => service.name) };
}
