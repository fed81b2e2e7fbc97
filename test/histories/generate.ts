/** Makes a history of a seed. What may happen differs from seed to seed, so that each of it has its time. */
import { ENDPOINTS, SERVERS, servicesOf } from './app';
import type { AppSource, DeploymentSource, Server } from './app';
import { EFFECTS } from './disturbances';
import type { Apply, History, HistoryEvent } from './history';
import { INVOCATION_KINDS } from './invocations';
import { Random } from '../random';

const NAMES = ['cart', 'mail', 'shop'];
const VERSIONS = ['v1', 'v2', 'v3', 'w1', 'w2', 's1', 'x1'];
const POLICIES = [
  { type: 'drain' },
  { type: 'force' },
  { type: 'drain-then-force', afterSeconds: 60 },
  { type: 'drain-then-force', afterSeconds: 600 },
] as const;

const MOST_EVENTS = 14;
/** Longer than what the Lease of a run lasts after it was made sure of, another run would take it. */
const LONGEST_STALL_MS = 14_000;
const LONGEST_LATE_MS = 9_000;

type Type = HistoryEvent['type'];

export function generate(seed: number): History {
  return new Generator(new Random(seed)).history(seed);
}

class Generator {
  private readonly apps: AppSource[];
  /** As the apps were before anything was applied. */
  private readonly firstOf: Array<Partial<AppSource>> = [];
  private readonly weights: Partial<Record<Type, number>>;
  private readonly usesBoth: boolean;
  private readonly mayPrune: boolean;
  private readonly versions: readonly string[];
  private readonly usesEndpoints: boolean;

  constructor(private readonly random: Random) {
    this.usesBoth = random.chance(0.4);
    this.versions = random.chance(0.5) ? VERSIONS.slice(0, 3) : VERSIONS;
    this.usesEndpoints = random.chance(0.2);
    const first: AppSource = {
      id: 'app',
      mode: random.chance(0.5) ? 'jobs' : 'deployment',
      script: 1,
      keepsAdmins: random.chance(0.7),
      deployments: {},
    };
    const isTwin = random.chance(0.03);
    const isDefaultId = isTwin || random.chance(0.05);
    const named = { ...first, ...(isDefaultId && { isDefaultId }) };
    const other = { ...named, ...(!isTwin && { id: 'other' }) };
    this.apps = isTwin || random.chance(0.15) ? [named, other] : [named];
    const areKept = this.apps.every(({ mode }) => mode === 'deployment') && !isTwin;
    this.mayPrune = areKept && random.chance(0.4);
    const rare = (weight: number) => (random.chance(0.4) ? weight : 0);
    this.weights = {
      apply: 10,
      call: 8,
      disturb: random.chance(0.6) ? 6 : 0,
      outage: rare(2),
      jump: rare(1),
      sweep: rare(2),
      kill: rare(2),
      delete: rare(3),
      scale: rare(1),
      unready: rare(1),
      finalizer: rare(1),
      ...(random.chance(0.2) && { operator: 3, 'hand over': 2 }),
      ...(random.chance(0.15) && { stranger: 1 }),
      ...(random.chance(0.2) && { deregister: 3 }),
      ...(random.chance(0.1) && { foreign: 2 }),
      ...(random.chance(0.15) && { close: 3 }),
    };
  }

  history(seed: number): History {
    const { random } = this;
    const events: HistoryEvent[] = [
      ...this.apps.map((_, index) => ({ after: 0, ...this.apply(index) })),
    ];
    const count = random.whole(3, MOST_EVENTS);
    while (events.length < count) {
      events.push({ after: this.pause(), ...this.event() } as HistoryEvent);
    }
    const apps = this.apps.map((app) => ({ ...app, deployments: {} }));
    return { seed, apps: apps.map((app, index) => ({ ...app, ...this.firstOf[index] })), events };
  }

  private pause(): number {
    const { random } = this;
    switch (random.weighted({ none: 2, short: 4, minute: 3, long: 1 })) {
      case 'none':
        return 0;
      case 'short':
        return random.whole(1, 20);
      case 'minute':
        return random.whole(20, 120);
      default:
        return random.whole(120, 700);
    }
  }

  private event(): object {
    const { random } = this;
    const type = random.weighted(this.weights);
    switch (type) {
      case 'apply':
        return this.apply(random.whole(0, this.apps.length - 1));
      case 'call': {
        const kind = random.pick(INVOCATION_KINDS);
        const seconds = random.whole(1, random.chance(0.5) ? 30 : 500);
        return { type, server: this.server(), service: this.service(), kind, seconds };
      }
      case 'disturb': {
        const effect = random.pick(EFFECTS);
        const longest = effect === 'stall' ? LONGEST_STALL_MS : LONGEST_LATE_MS;
        return {
          type,
          effect,
          server: random.chance(0.6) ? 'kubernetes' : this.server(),
          writes: random.chance(0.7),
          skip: random.whole(0, random.chance(0.7) ? 6 : 40),
          ...(/late|stall/.test(effect) && { ms: random.whole(500, longest) }),
        };
      }
      case 'outage':
        return {
          type,
          server: this.server(),
          how: random.pick(['refused', 'hanging', 'unauthorized', 'busy'] as const),
          seconds: random.whole(5, random.chance(0.3) ? 700 : 100),
        };
      case 'operator':
        return {
          type,
          deployment: random.pick(NAMES),
          version: random.pick(this.versions),
          server: this.server(),
        };
      case 'hand over':
        return { type };
      case 'stranger':
      case 'close':
        return { type, server: this.server(), service: this.service() };
      case 'jump':
        return { type, seconds: random.whole(-90, 90) };
      case 'sweep':
        return { type, app: random.whole(0, this.apps.length - 1) };
      case 'kill':
        return { type, pod: random.whole(0, 2) };
      case 'delete':
        return {
          type,
          kind: random.pick([
            ...(['replicaSets', 'replicaSets', 'services'] as const),
            ...(['horizontalPodAutoscalers', 'jobs'] as const),
          ]),
          object: this.object(),
        };
      case 'deregister':
        return { type, server: this.server(), object: this.object() };
      case 'foreign':
        return {
          type,
          object: this.object(),
          seconds: random.whole(5, random.chance(0.3) ? 3_000 : 200),
        };
      case 'scale':
        return { type, object: this.object(), replicas: random.whole(0, 4) };
      default:
        return { type, object: this.object(), seconds: random.whole(5, 200) };
    }
  }

  /** Changes the source, and applies it. */
  private apply(index: number): Apply {
    const { random } = this;
    const app = this.apps[index];
    const names = index === 0 ? NAMES.slice(0, 2) : NAMES.slice(2);
    const set: Record<string, DeploymentSource | null> = {};
    const count = random.weighted({ none: 1, one: 6, two: 2 });
    const changed = count === 'none' ? [] : count === 'one' ? [random.pick(names)] : names;
    for (const name of changed) set[name] = this.changed(name, app.deployments[name]);
    const runtime = this.runtime(app);
    if (this.firstOf[index] === undefined) {
      this.firstOf[index] = { mode: app.mode, script: app.script, keepsAdmins: app.keepsAdmins };
    }
    this.apps[index] = { ...app, ...runtime, deployments: withChanges(app.deployments, set) };
    return {
      type: 'apply',
      app: index,
      set,
      ...(Object.keys(runtime).length > 0 && { runtime }),
      how: this.mayPrune || random.chance(0.5) ? 'client' : 'server',
      ...(this.mayPrune && random.chance(0.5) && { prune: true }),
      gapMs: random.pick([0, 30, 30, 200, 2_000]),
      ...(random.chance(0.07) && { upTo: random.whole(1, 6) }),
    };
  }

  private runtime(app: AppSource): Partial<AppSource> {
    const { random } = this;
    return {
      ...(random.chance(0.05) && { script: app.script + 1 }),
      // The docs tell not to prune where Jobs remove what kubectl prunes by, since they come too late for it.
      ...(random.chance(0.03) &&
        !this.mayPrune && {
          mode: app.mode === 'jobs' ? ('deployment' as const) : ('jobs' as const),
        }),
      ...(random.chance(0.05) && { keepsAdmins: !app.keepsAdmins }),
    };
  }

  private endpoint(name: string): string {
    const [one, two, three] = Object.keys(ENDPOINTS);
    return name === NAMES[2] ? three : this.random.pick([one, two]);
  }

  private changed(name: string, before: DeploymentSource | undefined): DeploymentSource | null {
    const { random } = this;
    if (before && random.chance(0.25)) return null;
    const { ...source }: any = before ?? {
      version: random.pick(this.versions),
      server: this.server(),
      ...(this.usesEndpoints && random.chance(0.7) && { endpoint: this.endpoint(name) }),
    };
    const what = random.weighted({ version: 6, server: this.usesBoth ? 2 : 0, other: 3, pause: 1 });
    if (what === 'version') source.version = random.pick(this.versions);
    if (what === 'version' && source.endpoint && random.chance(0.5)) {
      source.endpoint = this.endpoint(name);
    }
    if (what === 'server') source.server = source.server === 'a' ? 'b' : 'a';
    if (what === 'pause' && before) source.paused = !before.paused;
    if (what === 'other' || !before) Object.assign(source, this.lifecycle());
    return source;
  }

  private lifecycle(): Partial<DeploymentSource> {
    const { random } = this;
    return {
      deletionPolicy: random.pick(POLICIES),
      drainDelaySeconds: random.pick([0, 10, 60, 300]),
      revisionHistoryLimit: random.pick([0, 1, 10]),
      replicas: random.whole(1, 3),
      autoscaling: random.chance(0.2) ? { min: random.whole(1, 2), max: 3 } : undefined,
      breaking: random.chance(0.3),
    };
  }

  private server(): Server {
    return this.usesBoth ? this.random.pick(SERVERS) : 'a';
  }

  private service(): string {
    if (this.usesEndpoints && this.random.chance(0.4)) return 'ext';
    return this.random.pick(servicesOf(this.random.pick(NAMES), this.random.pick(this.versions)));
  }

  private object(): string {
    return `${this.random.pick(NAMES)}-${this.random.pick(this.versions)}`;
  }
}

export function withChanges(
  deployments: AppSource['deployments'],
  set: Apply['set'],
): AppSource['deployments'] {
  const entries = Object.entries({ ...deployments, ...set });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, DeploymentSource] => entry[1] !== null),
  );
}
