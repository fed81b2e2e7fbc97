/** What can go wrong with a request, and with which one. */
import type { ApiRequest, Reply } from './api';

export type Fault =
  /** It has no effect, and is answered so. */
  | { readonly type: 'refuse'; readonly reply: Reply }
  /** It has no effect, and no answer. */
  | { readonly type: 'hang' }
  /** It has no effect, and the connection breaks. */
  | { readonly type: 'drop' }
  /** It takes effect, and then the connection breaks. */
  | { readonly type: 'lose-answer' }
  /** Something else comes first: a promise to wait for, or what somebody else does in between. */
  | { readonly type: 'after'; readonly first: () => unknown };

export const hang: Fault = { type: 'hang' };
export const drop: Fault = { type: 'drop' };
export const loseAnswer: Fault = { type: 'lose-answer' };

export function refuse(status: number, body: unknown = {}, headers = {}): Fault {
  return { type: 'refuse', reply: { status, body, headers } };
}

export function after(first: () => unknown): Fault {
  return { type: 'after', first };
}

interface Planned {
  readonly matches: (request: ApiRequest) => boolean;
  readonly fault: Fault;
  left: number;
}

export class Faults {
  private readonly planned: Planned[] = [];

  /** Of the next request (or the next few) whose name matches. */
  next(name: RegExp, fault: Fault, times = 1): void {
    this.planned.push({ matches: (request) => name.test(request.name), fault, left: times });
  }

  /** Of all requests that match, until the returned function is called. */
  always(name: RegExp, fault: Fault): () => void {
    const planned = {
      matches: (request: ApiRequest) => name.test(request.name),
      fault,
      left: Infinity,
    };
    this.planned.push(planned);
    return () => (planned.left = 0);
  }

  /** The fault that this request meets; it is used up by that. */
  meet(request: ApiRequest): Fault | undefined {
    const met = this.planned.find(({ left, matches }) => left > 0 && matches(request));
    if (met) met.left--;
    return met?.fault;
  }
}
