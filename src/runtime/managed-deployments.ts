import type { ManagedDeployment } from './managed-deployment';
import { ManagedKafka } from './managed-kafka';
import type { ManagedKafkaObject } from './managed-kafka';
import { adminAccess, adminMount, desiredAdmin, headersMount, headersOf } from './mounts';
import type { Mount } from './mounts';
import type { AdminTarget } from '../admin/admin-target';
import type { AdminAccess, DesiredAdmin, PodAccess, SecretHeaders } from '../contract';

/** An admin API with its credentials, and the construct that uses it. */
export type AdminUser = Pick<ManagedDeployment, 'construct' | 'admin'>;

/**
 * All that a runtime manages. What its pods have in common is computed once, and again when something was added:
 * there may be a thousand deployments, each with a Job whose template depends on all of them.
 */
export class ManagedDeployments {
  public readonly kafka = new ManagedKafka();
  private readonly byName = new Map<string, ManagedDeployment>();
  private readonly byAdmin = new Map<string, AdminUser>();
  private known = new Map<string, unknown>();

  public add(deployment: ManagedDeployment): void {
    const { desired } = deployment;
    if (!this.byName.has(desired.name)) this.byName.set(desired.name, deployment);
    this.addAdmin(deployment);
  }

  /** The one of its name that was there before, if any. */
  public addKafka(object: ManagedKafkaObject): ManagedKafkaObject | undefined {
    this.addAdmin(object);
    return this.kafka.add(object);
  }

  public addAdmin(user: AdminUser): void {
    const { key } = user.admin;
    if (!this.byAdmin.has(key)) this.byAdmin.set(key, user);
    this.known = new Map();
  }

  /** One of each name, in the order of the names. */
  public get all(): readonly ManagedDeployment[] {
    return this.once('all', () =>
      sortedBy([...this.byName.values()], ({ desired }) => desired.name),
    );
  }

  public named(name: string): ManagedDeployment | undefined {
    return this.byName.get(name);
  }

  /** The first that registers with an admin API. */
  public registeringWith(adminKey: string): AdminUser | undefined {
    return this.byAdmin.get(adminKey);
  }

  public get admins(): readonly DesiredAdmin[] {
    return this.once('admins', () => this.adminTargets.map(desiredAdmin));
  }

  /** In the order of their keys. */
  public get adminTargets(): readonly AdminTarget[] {
    const targets = () => [...this.byAdmin.values()].map(({ admin }) => admin);
    return this.once('adminTargets', () => sortedBy(targets(), ({ key }) => key));
  }

  /** Every run reconciles all deployments of the runtime, so that it needs all their Secrets. */
  public get mounts(): readonly Mount[] {
    const all = () => [
      ...[...this.byAdmin.values()].map(({ admin }) => adminMount(admin)),
      ...this.all.map(headersMount),
      ...this.kafka.mounts,
    ];
    return this.once('mounts', () =>
      sortedBy(
        all().filter(({ keys }) => keys.length > 0),
        ({ volume }) => volume,
      ),
    );
  }

  /** Of those admin APIs, and those deployments, for which something is mounted. */
  public get access(): PodAccess {
    const access = (): PodAccess => {
      const entries = this.adminTargets.map((admin): [string, AdminAccess] => {
        const deployments = this.withSecretHeaders(admin.key);
        const kafka = this.kafka.secretsOf(admin.key);
        const secrets = {
          ...(hasAny(deployments) && { deployments }),
          ...(hasAny(kafka) && { kafka }),
        };
        return [admin.key, { ...adminAccess(admin), ...secrets }];
      });
      return Object.fromEntries(entries.filter(([, { url: _, ...files }]) => hasAny(files)));
    };
    return this.once('access', access);
  }

  public get useKnative(): boolean {
    return this.all.some(({ desired }) => desired.mode.startsWith('Knative'));
  }

  private withSecretHeaders(adminKey: string): { [name: string]: SecretHeaders } {
    const registered = this.all.filter(({ admin }) => admin.key === adminKey);
    const entries = registered.map((each) => [each.desired.name, headersOf(each)] as const);
    return Object.fromEntries(entries.filter(([, { headerFiles }]) => hasAny(headerFiles)));
  }

  /** A value computed from all deployments, cached until another is added. */
  public once<T>(what: string, make: () => T): T {
    if (!this.known.has(what)) this.known.set(what, make());
    return this.known.get(what) as T;
  }
}

function hasAny(map: object): boolean {
  return Object.keys(map).length > 0;
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
