/** The way from pods to servers: requests take a while, and what a disturbance says goes wrong. */
import type { Disturbances } from './disturbances';
import type { Pod } from './pod';
import type { Random } from '../random';
import type { VirtualTime } from './virtual-time';
import type { Api, ApiRequest, Reply } from '../reconciler/memory/api';

export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The client's side of a request. */
export interface Exchange {
  onSent(): void;
  /** Without a text, the body is a stream. */
  onAnswer(status: number, headers: Readonly<Record<string, string>>, text?: string): void;
  onData(text: string): void;
  onEnd(): void;
  onFailure(error: Error): void;
  /** Whether anybody still waits for it. */
  isOpen(): boolean;
}

export interface Call {
  readonly pod: Pod;
  /** Name of the server. */
  readonly server: string;
  readonly request: ApiRequest;
  readonly sentAt: number;
  /** Called once the answer has arrived as it was. */
  onRead?: () => void;
}

/** What a server does with a request; it may look at it before and after. */
export type Handler = (call: Call, handle: () => Reply) => Reply;

export interface Outages {
  /** What becomes of requests to a server that is out of order; undefined: the server answers. */
  of(server: string): 'refused' | 'hanging' | Reply | undefined;
}

export interface Host {
  readonly name: string;
  readonly api: Api;
}

const SLOWEST_MS = 15;

export class Network {
  /** By the host of the URL. */
  readonly hosts = new Map<string, Host>();
  outages: Outages = { of: () => undefined };

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly disturbances: Disturbances,
    private readonly handler: Handler,
    private readonly onDisturbed: () => void,
  ) {}

  send(pod: Pod, sent: Sent, exchange: Exchange): void {
    const host = this.hosts.get(sent.url.hostname)!;
    const request = requestOf(sent, host.api);
    const call: Call = { pod, server: host.name, request, sentAt: this.time.now };
    const outage = this.outages.of(host.name);
    if (outage === 'refused') return this.failAfter(exchange, 'connect ECONNREFUSED');
    const { effect, ms = 0 } = this.disturbances.meet(call) ?? {};
    if (outage || effect) this.onDisturbed();
    switch (effect) {
      case 'kill before':
        return pod.kill();
      case 'refuse':
        return this.failAfter(exchange, 'connect ECONNREFUSED');
      case 'stall':
        pod.standStill(ms);
        this.time.after(ms, () => pod.isAlive && this.transmit(call, exchange, host, 0));
        return undefined;
      default:
        return this.transmit(call, exchange, host, effect === 'late' ? ms : 0, effect, ms);
    }
  }

  private transmit(
    call: Call,
    exchange: Exchange,
    host: Host,
    lateMs: number,
    effect?: string,
    ms = 0,
  ): void {
    this.time.after(0, () => exchange.onSent());
    const outage = this.outages.of(host.name);
    if (effect === 'hang' || outage === 'hanging') return;
    if (effect === 'drop') return this.failAfter(exchange, 'socket hang up');
    this.time.after(lateMs + this.latency(), () => {
      const reply =
        typeof outage === 'object'
          ? outage
          : effect === 'error'
            ? { status: 503, body: { message: 'try again later' } }
            : this.handler(call, () => host.api.handle(call.request));
      if (effect === 'kill after') call.pod.kill();
      if (effect === 'lose answer') return this.failAfter(exchange, 'socket hang up');
      const wait = this.latency() + (effect === 'late answer' ? ms : 0);
      this.time.after(wait, () => {
        const isGarbage = effect === 'garbage';
        if (!isGarbage && exchange.isOpen()) call.onRead?.();
        this.answer(reply, exchange, host.api, isGarbage);
      });
    });
  }

  private answer(reply: Reply, exchange: Exchange, api: Api, isGarbage: boolean): void {
    const date = api.now?.().toUTCString();
    const headers = { ...(date !== undefined && { date }), ...reply.headers };
    if (isGarbage) return exchange.onAnswer(200, headers, '<html>gateway</html>');
    if (!reply.stream) {
      return exchange.onAnswer(reply.status, headers, JSON.stringify(reply.body ?? {}));
    }
    exchange.onAnswer(reply.status, headers);
    reply.stream(this.streamTo(exchange) as any);
  }

  /** As much of a ServerResponse as a watch uses. */
  private streamTo(exchange: Exchange) {
    let onClose: () => void = () => undefined;
    let isClosed = false;
    let arrivesAt = 0;
    // What is written first arrives first.
    const later = (run: () => void) => {
      arrivesAt = Math.max(arrivesAt, this.time.now + this.latency());
      this.time.after(arrivesAt - this.time.now, run);
    };
    const close = () => {
      if (isClosed) return;
      isClosed = true;
      onClose();
    };
    return {
      write: (text: string) => {
        if (!exchange.isOpen()) close();
        else later(() => exchange.onData(text));
      },
      end: () => {
        later(() => exchange.onEnd());
        close();
      },
      on: (_event: 'close', run: () => void) => (onClose = run),
    };
  }

  private failAfter(exchange: Exchange, message: string): void {
    this.time.after(this.latency(), () => exchange.onFailure(new Error(message)));
  }

  private latency(): number {
    return this.random.whole(1, SLOWEST_MS);
  }
}

function requestOf({ method, url, headers, body }: Sent, api: Api): ApiRequest {
  const { pathname: path, searchParams: query } = url;
  const name = api.nameOf(method, path, query);
  return { method, path, query, headers, body: body && JSON.parse(body), name };
}
