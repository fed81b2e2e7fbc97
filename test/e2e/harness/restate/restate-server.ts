import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { RestateClient } from './restate-client';
import { Process } from '../machine/process';
import { DEFAULT_RESTATE_VERSION, restateServerProgram } from '../node/images';
import type { RestateVersion } from '../node/images';
import { waitUntil } from '../wait';

export interface RestateServerOptions {
  /** @default - the one of E2E_RESTATE, or '1.7' */
  readonly version?: RestateVersion;
  /**
   * Of the machine, in 10.0.0.0/16: each server has its own, and the usual ports.
   * @default 10.0.2.1
   */
  readonly address?: string;
  readonly env?: { [name: string]: string };
  readonly args?: string[];
}

/** A Restate server beside the cluster; pods reach it by its address. */
export class RestateServer {
  /** @param folder for its data and log */
  public static async start(
    folder: string,
    options: RestateServerOptions = {},
  ): Promise<RestateServer> {
    mkdirSync(folder, { recursive: true });
    const server = new RestateServer(mkdtempSync(join(folder, 'restate-')), options);
    await server.ready();
    return server;
  }

  public readonly client: RestateClient;
  private process: Process;

  private constructor(
    private readonly folder: string,
    private readonly options: RestateServerOptions,
  ) {
    const address = options.address ?? '10.0.2.1';
    this.client = new RestateClient(`http://${address}:8080`, `http://${address}:9070`);
    this.process = this.launch();
  }

  public get log(): string {
    return this.process.output;
  }

  /** Ends it at once, as a crash would. */
  public async kill(): Promise<void> {
    await this.process.stop('SIGKILL');
  }

  public async stop(): Promise<void> {
    await this.process.stop();
  }

  /** Starts it again on the same data. */
  public async restart(): Promise<void> {
    await this.stop();
    this.process = this.launch();
    await this.ready();
  }

  private async ready(): Promise<void> {
    await waitUntil({ for: `the Restate server in ${this.folder}` }, () => this.client.isReady());
  }

  private launch(): Process {
    const address = this.options.address ?? '10.0.2.1';
    return new Process({
      command: restateServerProgram(this.options.version ?? DEFAULT_RESTATE_VERSION),
      args: this.options.args,
      env: {
        RESTATE_ADMIN__BIND_ADDRESS: `${address}:9070`,
        RESTATE_ADVERTISED_ADDRESS: `http://${address}:5122`,
        RESTATE_BASE_DIR: join(this.folder, 'data'),
        RESTATE_BIND_ADDRESS: `${address}:5122`,
        RESTATE_DEFAULT_NUM_PARTITIONS: '2',
        RESTATE_DISABLE_TELEMETRY: 'true',
        RESTATE_INGRESS__BIND_ADDRESS: `${address}:8080`,
        RESTATE_METADATA_CLIENT__ADDRESSES: `["http://${address}:5122/"]`,
        RESTATE_NODE_NAME: 'restate-0',
        TMPDIR: this.folder,
        ...this.options.env,
      },
      log: join(this.folder, 'log'),
    });
  }
}
