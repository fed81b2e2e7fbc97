/** What a Restate server's admin API and ingress answer, for tests. */
export class RestateClient {
  /**
   * @param ingress for example `http://10.0.2.1:8080`
   * @param admin for example `http://10.0.2.1:9070`
   */
  constructor(
    public readonly ingress: string,
    public readonly admin: string,
  ) {}

  public async isReady(): Promise<boolean> {
    const health = await fetch(`${this.admin}/health`, { signal: AbortSignal.timeout(1_000) });
    // It may be healthy, and not answer a query, until its partitions have leaders.
    return health.ok && (await this.query('SELECT id FROM sys_invocation LIMIT 1')) !== undefined;
  }

  /** Registers as an old client would: the server decides what is left out. */
  public register(uri: string, options: object = {}): Promise<any> {
    return this.call('POST', `${this.admin}/deployments`, { uri, ...options });
  }

  public async deployments(): Promise<any[]> {
    return (await this.call('GET', `${this.admin}/deployments`)).deployments;
  }

  public async services(): Promise<any[]> {
    return (await this.call('GET', `${this.admin}/services`)).services;
  }

  public async query(sql: string): Promise<any[]> {
    return (await this.call('POST', `${this.admin}/query`, { query: sql })).rows;
  }

  /** Calls a handler, for example `Greeter/greet`, and waits for its result. */
  public invoke(handler: string, input: unknown): Promise<any> {
    return this.call('POST', `${this.ingress}/${handler}`, input);
  }

  /** Starts an invocation; its id. */
  public async send(handler: string, input: unknown): Promise<string> {
    return (await this.call('POST', `${this.ingress}/${handler}/send`, input)).invocationId;
  }

  /** The result of an invocation, once it has one. */
  public attach(invocationId: string): Promise<any> {
    return this.call('GET', `${this.ingress}/restate/invocation/${invocationId}/attach`);
  }

  public async resolveAwakeable(id: string, value: unknown): Promise<void> {
    await this.call('POST', `${this.ingress}/restate/awakeables/${id}/resolve`, value);
  }

  /** Ends an invocation where it stands. */
  public async kill(invocationId: string): Promise<void> {
    await this.call('PATCH', `${this.admin}/invocations/${invocationId}/kill`);
  }

  private async call(method: string, url: string, body?: unknown): Promise<any> {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    }).catch((error) => {
      throw new Error(`${method} ${url}: ${error.cause ?? error}`, { cause: error });
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${url}: ${response.status} ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }
}

/** The id that the service in services/greeter.mjs told for a key. */
export function awakeableId(log: string, key: string): string | undefined {
  return log.match(new RegExp(`^.*awakeable ${key} (\\S+)$`, 'm'))?.[1];
}
