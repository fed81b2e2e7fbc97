/** A client of one Restate admin API. */
import { AdminError } from './errors';
import { headerTarget } from '../../contract';
import type { AdminAccess } from '../../contract';
import { isObject, isText } from '../../contract/checks';
import { parsed } from '../../contract/shape';
import { HttpConnections, unlessNotFound } from '../lib/http';
import type { HttpResponse } from '../lib/http';
import { MissingKeyError, readMountedKey } from '../lib/mounted-key';
import { proxyOf } from '../lib/proxy';
import { withoutSecrets } from '../lib/secrets';

export interface Registration {
  readonly uri: string;
  /** Discover it again although the URI is known, and make it the latest. */
  readonly force: boolean;
  readonly breaking: boolean;
  readonly useHttp11?: boolean;
  readonly additionalHeaders?: Readonly<Record<string, string>>;
  readonly assumeRoleArn?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface RegisteredDeployment {
  readonly id: string;
  /** Names of the services that the server discovered in it. */
  readonly services: readonly string[];
}

interface Service {
  readonly name: string;
  readonly deployment_id: string;
}

interface Deployment {
  readonly id: string;
  readonly services: readonly Service[];
}

/** Row of {@link AdminClient.query}; columns that are NULL are left out by the server. */
export type Row = Readonly<Record<string, unknown>>;

const QUERY = '/query';
const QUERY_DEADLINE_MS = 5_000;
export const CHANGE_DEADLINE_MS = 10_000;

/** The server calls the endpoint while the request waits: a cold start is part of it. */
export const REGISTER_DEADLINE_MS = 30_000;

export class AdminClient {
  private readonly connections: HttpConnections;

  /** @throws Error when the CA file can't be read, or the environment has no URL of a proxy where one belongs */
  constructor(readonly access: AdminAccess) {
    const ca = access.caFile === undefined ? undefined : readMountedKey(access.caFile);
    this.connections = new HttpConnections(ca, proxyOf(new URL(access.url)));
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
    const { rows } = await this.read(QUERY, (answer) => isList(answer.rows), undefined, body);
    return rows;
  }

  async register(registration: Registration): Promise<RegisteredDeployment> {
    const { uri, force, breaking, useHttp11, additionalHeaders, assumeRoleArn, metadata } =
      registration;
    const body = {
      ...(uri.startsWith('arn:') ? { arn: uri } : { uri }),
      force,
      breaking,
      // The server refuses the field for a Lambda.
      ...(useHttp11 && { use_http_11: true }),
      ...(additionalHeaders && { additional_headers: additionalHeaders }),
      ...(assumeRoleArn !== undefined && { assume_role_arn: assumeRoleArn }),
      // Servers before 1.6 ignore it.
      ...(metadata && { metadata }),
    };
    return readDeployment(
      await this.read('/deployments', isDeployment, REGISTER_DEADLINE_MS, body),
    );
  }

  /** Undefined when the server does not know it. */
  async deployment(id: string): Promise<RegisteredDeployment | undefined> {
    const found = await unlessNotFound(this.read(deploymentPath(id), isDeployment));
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
    const { services } = await this.read('/services', hasServices);
    return new Map(services.map((service: Service) => [service.name, service.deployment_id]));
  }

  /** The id of the latest deployment of a service; undefined when the server does not know it. */
  async latestDeployment(service: string): Promise<string | undefined> {
    const found = await unlessNotFound(
      this.read(servicePath(service), (answer) => isText(answer.deployment_id)),
    );
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

  /**
   * A GET, or with a body a POST that is answered.
   *
   * @param fits whether that is what an admin API answers
   */
  async read(
    path: string,
    fits: (answer: any) => boolean,
    deadlineMs = QUERY_DEADLINE_MS,
    body?: unknown,
  ): Promise<any> {
    const method = body === undefined ? 'GET' : 'POST';
    const { text } = await this.request(method, path, deadlineMs, body);
    const answer = parsed(text) ?? {};
    if (fits(answer)) return answer;
    throw wrongUrl(this.connections.nameOf({ method, url: this.url(path) }), excerpt(text));
  }

  /** @throws AdminError, NoAnswerError, MissingKeyError */
  async request(
    method: string,
    path: string,
    deadlineMs: number,
    body?: unknown,
  ): Promise<HttpResponse> {
    const url = this.url(path);
    const headers = this.headers();
    const response = await this.connections.send({ method, url, headers, body, deadlineMs });
    const { status } = response;
    if (status < 300) return response;
    const what = this.connections.nameOf({ method, url });
    // Of all that is asked, the query alone is there whatever the server knows.
    if (status < 400 || (status === 404 && path === QUERY)) {
      throw wrongUrl(what, `${status} ${response.headers.location ?? excerpt(response.text)}`);
    }
    throw AdminError.from(what, response);
  }

  private url(path: string): URL {
    return new URL(this.access.url.replace(/\/+$/, '') + path);
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

/** What was asked is somewhere else, or not what it is taken for. */
function wrongUrl(request: string, what: string): Error {
  return new Error(`${request}: ${what}; check that this is the URL of Restate's admin API`);
}

function excerpt(text: string): string {
  return JSON.stringify(withoutSecrets(text).slice(0, 100));
}

function isList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}

function hasServices(answer: any): boolean {
  return isList(answer.services);
}

function isDeployment(answer: any): boolean {
  return isText(answer.id) && hasServices(answer);
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
