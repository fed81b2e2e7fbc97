/** What a server knows of Kafka: it consumes nothing. */
import { AdminRefusal } from './restate-state';

export interface KafkaSubscription {
  readonly id: string;
  readonly source: string;
  readonly sink: string;
  readonly options: Record<string, string>;
}

const SECRET = /password|secret/;

export class RestateKafka {
  readonly clusters = new Map<string, Record<string, string>>();
  readonly subscriptions = new Map<string, KafkaSubscription>();
  /** Names of the clusters in its configuration; set, it is a server before 1.7, which has no others. */
  configured?: readonly string[];
  private ids = 0;

  /** @param hasHandler whether `service://SERVICE/HANDLER` can be called */
  constructor(private readonly hasHandler: (sink: string) => boolean) {}

  createCluster(name: string, properties: Record<string, string>) {
    if (this.clusters.has(name)) throw new AdminRefusal(409, '', `${name} already exists`);
    this.clusters.set(name, checked(properties));
    return this.cluster(name);
  }

  updateCluster(name: string, properties: Record<string, string>) {
    this.cluster(name);
    this.clusters.set(name, checked(properties));
    return this.cluster(name);
  }

  deleteCluster(name: string): void {
    this.cluster(name);
    const reader = [...this.subscriptions.values()].find((each) => clusterOf(each) === name);
    if (reader) throw new AdminRefusal(409, '', `${reader.id} would be an orphan`);
    this.clusters.delete(name);
  }

  /** As it is shown. */
  cluster(name: string) {
    const properties = this.clusters.get(name);
    if (properties === undefined) throw new AdminRefusal(404, '', `no cluster ${name}`);
    return { name, properties: this.redacted(properties) };
  }

  subscribe(source: string, sink: string, options: Record<string, string> = {}): KafkaSubscription {
    const cluster = clusterOf({ source });
    if (!(this.configured ?? [...this.clusters.keys()]).includes(cluster)) {
      throw new AdminRefusal(400, '', `no cluster ${cluster}`);
    }
    if (!this.hasHandler(sink)) throw new AdminRefusal(400, 'META0009', `no ${sink}`);
    const id = `sub_${++this.ids}`;
    const known = 'client.id' in (this.clusters.get(cluster) ?? {});
    const added = { ...(!known && { 'client.id': 'restate' }), 'group.id': id };
    this.subscriptions.set(id, { id, source, sink, options: { ...added, ...options } });
    return this.subscription(id);
  }

  subscription(id: string): KafkaSubscription {
    const found = this.subscriptions.get(id);
    if (found === undefined) throw new AdminRefusal(404, '', `no subscription ${id}`);
    return { ...found, options: this.redacted(found.options) };
  }

  unsubscribe(id: string): void {
    this.subscription(id);
    this.subscriptions.delete(id);
  }

  private redacted(properties: Record<string, string>): Record<string, string> {
    const isShown = (key: string) => this.configured !== undefined || !SECRET.test(key);
    const shown = Object.entries(properties).map(([key, value]) => [
      key,
      isShown(key) ? value : '***',
    ]);
    return Object.fromEntries(shown);
  }
}

function clusterOf({ source }: { readonly source: string }): string {
  return source.replace(/^kafka:\/\//, '').split('/')[0];
}

function checked(properties: Record<string, string>): Record<string, string> {
  if ('bootstrap.servers' in properties || 'metadata.broker.list' in properties) return properties;
  throw new AdminRefusal(400, '', 'no bootstrap.servers');
}
