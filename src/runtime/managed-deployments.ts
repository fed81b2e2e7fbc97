import type { RuntimeClient } from './managed-deployment';
import { adminMount, clientMount, desiredAdmin } from './mounts';
import type { Mount } from './mounts';
import type { DesiredAdmin } from '../contract';

/** A way into an admin API, and who asked for it. */
export type AdminUser = Pick<RuntimeClient, 'construct' | 'admin'>;

/**
 * What a runtime looks after. What all its runs have in common is worked out once, and again when something was
 * added: there may be a thousand deployments, each with a Job that is made of it.
 */
export class Clients {
  private readonly byName = new Map<string, RuntimeClient>();
  private readonly byAdmin = new Map<string, AdminUser>();
  private known = new Map<string, unknown>();

  public add(client: RuntimeClient): void {
    const { desired } = client;
    if (!this.byName.has(desired.name)) this.byName.set(desired.name, client);
    this.addAdmin(client);
  }

  public addAdmin(user: AdminUser): void {
    const { key } = user.admin;
    if (!this.byAdmin.has(key)) this.byAdmin.set(key, user);
    this.known = new Map();
  }

  /** One of each name, in the order of the names. */
  public get all(): readonly RuntimeClient[] {
    return this.once('all', () =>
      sortedBy([...this.byName.values()], ({ desired }) => desired.name),
    );
  }

  public named(name: string): RuntimeClient | undefined {
    return this.byName.get(name);
  }

  /** The first that registers with an admin API. */
  public registeringWith(adminKey: string): AdminUser | undefined {
    return this.byAdmin.get(adminKey);
  }

  public get admins(): readonly DesiredAdmin[] {
    const targets = () => [...this.byAdmin.values()].map(({ admin }) => desiredAdmin(admin));
    return this.once('admins', () => sortedBy(targets(), ({ key }) => key));
  }

  /** Every run looks at all deployments of the runtime, so that it needs all their secrets. */
  public get mounts(): readonly Mount[] {
    const all = () => [
      ...[...this.byAdmin.values()].map(({ admin }) => adminMount(admin)),
      ...this.all.map(clientMount),
    ];
    return this.once('mounts', () =>
      sortedBy(
        all().filter(({ keys }) => keys.length > 0),
        ({ volume }) => volume,
      ),
    );
  }

  public get useKnative(): boolean {
    return this.all.some(({ desired }) => desired.mode.startsWith('Knative'));
  }

  /** What is made of all clients, until another is added. */
  public once<T>(what: string, make: () => T): T {
    if (!this.known.has(what)) this.known.set(what, make());
    return this.known.get(what) as T;
  }
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
