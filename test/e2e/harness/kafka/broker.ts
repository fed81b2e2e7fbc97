import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Process } from '../machine/process';
import { waitUntil } from '../wait';

/** A cluster has an id of its own; this one is as good as any. */
const CLUSTER_ID = '4L6g3nShT-eMCtK--X86sw';
const LIMIT_MS = 60_000;

export interface BrokerOptions {
  /** Of the machine, in 10.0.0.0/16; each server has its own. */
  readonly address: string;
  /** Whom it lets in at port 9092. */
  readonly user: string;
  readonly password: string;
}

/** A broker of Apache Kafka that is its own controller, beside the cluster. Topics are made by whoever asks for one. */
export class Broker {
  /** @param folder for the folder of its data, and its log */
  public static async start(folder: string, options: BrokerOptions): Promise<Broker> {
    const data = mkdtempSync(join(folder, 'kafka-'));
    const settings = join(data, 'server.properties');
    writeFileSync(settings, settingsOf(join(data, 'logs'), options));
    await java('kafka.tools.StorageTool', [
      ...['format', '--cluster-id', CLUSTER_ID, '--config', settings, '--standalone'],
    ]);
    const { address } = options;
    const args = javaArgs('kafka.Kafka', [settings]);
    const process_ = new Process({ command: 'java', args, env: environment(), log: `${data}.log` });
    await waitUntil({ for: `Kafka: ${data}.log`, timeoutMs: LIMIT_MS }, () => listens(address));
    return new Broker(process_, data, options);
  }

  private constructor(
    private readonly process: Process,
    private readonly folder: string,
    private readonly options: BrokerOptions,
  ) {}

  /** Where clients have to give the password. */
  public get address(): string {
    return `${this.options.address}:9092`;
  }

  /** Records without a key, each a line. */
  public async produce(topic: string, ...values: string[]): Promise<void> {
    const file = join(this.folder, 'records');
    writeFileSync(file, values.map((value) => `${value}\n`).join(''));
    const server = `${this.options.address}:9094`;
    await java(
      'org.apache.kafka.tools.ConsoleProducer',
      ['--bootstrap-server', server, '--topic', topic],
      readFileSync(file, 'utf8'),
    );
  }

  public async stop(): Promise<void> {
    await this.process.stop('SIGKILL');
  }
}

function settingsOf(logs: string, { address, user, password }: BrokerOptions): string {
  const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required';
  const listeners = `SASL_PLAINTEXT://${address}:9092,PLAINTEXT://${address}:9094`;
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.bootstrap.servers=${address}:9093`,
    'controller.listener.names=CONTROLLER',
    `listeners=${listeners},CONTROLLER://${address}:9093`,
    `advertised.listeners=${listeners}`,
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    'sasl.enabled.mechanisms=PLAIN',
    `listener.name.sasl_plaintext.plain.sasl.jaas.config=${login} user_${user}="${password}";`,
    `log.dirs=${logs}`,
    'offsets.topic.num.partitions=1',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    // A group begins at once.
    'group.initial.rebalance.delay.ms=0',
    '',
  ].join('\n');
}

async function java(main: string, args: string[], input = ''): Promise<void> {
  const options = { env: environment(), timeout: LIMIT_MS };
  const running = promisify(execFile)('java', javaArgs(main, args), options);
  running.child.stdin!.end(input);
  await running;
}

/** For programs that live for seconds. */
function javaArgs(main: string, args: string[]): string[] {
  const classPath = join(process.env.E2E_KAFKA!, '*');
  return ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', classPath, main, ...args];
}

function environment(): { [name: string]: string } {
  return { PATH: process.env.PATH ?? '' };
}

function listens(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(9092, address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
