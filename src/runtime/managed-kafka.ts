import type { Construct } from 'constructs';
import type { Callee, MountedKey } from './managed-deployment';
import type { Mount } from './mounts';
import type { AdminTarget } from '../admin/admin-target';
import { PATHS, kafkaObject, secretsBinding } from '../contract';
import type {
  DesiredKafkaCluster,
  DesiredState,
  DesiredSubscription,
  SecretProperties,
} from '../contract';

type WithoutAdmin<T> = Omit<T, 'admin' | 'secretProperties'>;

/** A Kafka cluster or a subscription that a runtime manages. */
export type ManagedKafkaObject = {
  readonly construct: Construct;
  readonly admin: AdminTarget;
  /** Properties that come from files in the runtime's pod. */
  readonly secrets: { readonly [property: string]: MountedKey };
  /** The brokers, as far as they are pods of the Kubernetes cluster. */
  readonly callees?: readonly Callee[];
} & (
  | { readonly kind: 'kafka-cluster'; readonly desired: WithoutAdmin<DesiredKafkaCluster> }
  | { readonly kind: 'subscription'; readonly desired: WithoutAdmin<DesiredSubscription> }
);

type Lists = Required<Pick<DesiredState, 'kafkaClusters' | 'subscriptions'>>;

/** All that a runtime manages for Kafka. */
export class ManagedKafka {
  private readonly byObject = new Map<string, ManagedKafkaObject>();

  /** The one of its name that was there before, if any. */
  public add(object: ManagedKafkaObject): ManagedKafkaObject | undefined {
    const key = keyOf(object);
    const other = this.byObject.get(key);
    if (other === undefined) this.byObject.set(key, object);
    return other;
  }

  /** In the order of their names; of the desired state, those that have any. */
  public get desired(): Partial<Lists> {
    const { kafkaClusters, subscriptions } = this.lists;
    return {
      ...(kafkaClusters.length > 0 && { kafkaClusters }),
      ...(subscriptions.length > 0 && { subscriptions }),
    };
  }

  /** What else the Job of a registration is made anew for; nothing where there is nothing. */
  public inputsOf(adminKey: string): readonly unknown[] {
    const all = Object.values(this.lists).flat();
    return all.filter(({ admin }) => admin === adminKey);
  }

  public get mounts(): readonly Mount[] {
    return this.all.map((object) => {
      const { kind, desired, secrets } = object;
      const keys = Object.values(secrets);
      const volume = `${kind === 'kafka-cluster' ? 'kafka' : kind}-${desired.name}`;
      return { volume, path: pathOf(object), keys };
    });
  }

  /** Those of an admin API that have any. */
  public secretsOf(adminKey: string): { [object: string]: SecretProperties } {
    const { kafkaClusters } = this.lists;
    const own = this.all.filter(
      ({ admin, secrets }) => admin.key === adminKey && Object.keys(secrets).length > 0,
    );
    return Object.fromEntries(
      own.map((object) => [
        keyOf(object),
        {
          binding: secretsBinding(entryOf(object), kafkaClusters),
          files: Object.fromEntries(
            Object.entries(object.secrets).map(([name, { file }]) => [
              name,
              `${pathOf(object)}/${file}`,
            ]),
          ),
        },
      ]),
    );
  }

  private get lists(): Lists {
    const { all } = this;
    return {
      kafkaClusters: all.flatMap((each) => (each.kind === 'kafka-cluster' ? [entryOf(each)] : [])),
      subscriptions: all.flatMap((each) =>
        each.kind === 'subscription' ? [entryOf(each) as DesiredSubscription] : [],
      ),
    };
  }

  private get all(): readonly ManagedKafkaObject[] {
    return [...this.byObject].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }
}

function entryOf({ desired, admin, secrets }: ManagedKafkaObject) {
  const secretProperties = Object.keys(secrets).sort();
  return {
    ...desired,
    admin: admin.key,
    ...(secretProperties.length > 0 && { secretProperties }),
  };
}

function keyOf({ kind, desired }: ManagedKafkaObject): string {
  return kafkaObject(kind, desired.name);
}

function pathOf(object: ManagedKafkaObject): string {
  return `${PATHS.kafka}/${keyOf(object)}`;
}
