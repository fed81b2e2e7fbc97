/** Makes a history that fails shorter, as long as it fails by the same invariant. */
import type { History, HistoryEvent } from './history';
import { play } from './play';
import type { Program } from './program';

const MOST_TRIES = 300;

export async function shrink(
  history: History,
  invariant: string,
  program: Program,
): Promise<History> {
  let left = MOST_TRIES;
  let smallest = history;
  const fails = async (events: readonly HistoryEvent[]): Promise<boolean> => {
    if (left-- <= 0) return false;
    const violations = await play({ ...history, events }, program);
    return violations.some((each) => each.invariant === invariant);
  };
  const attempt = async (events: readonly HistoryEvent[]): Promise<boolean> => {
    const shorter = await fails(events);
    if (shorter) smallest = { ...history, events };
    return shorter;
  };
  for (let size = Math.ceil(history.events.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < smallest.events.length;) {
      const { events } = smallest;
      const rest = [...events.slice(0, start), ...events.slice(start + size)];
      if (!(await attempt(rest))) start += size;
    }
  }
  for (let index = 0; index < smallest.events.length; index++) {
    for (const simpler of simplerEvents(smallest.events[index])) {
      const events = [...smallest.events];
      events[index] = simpler;
      await attempt(events);
    }
  }
  return smallest;
}

/** The same with less in it: no pause before it, no second deployment, nothing out of the ordinary. */
function simplerEvents(event: HistoryEvent): HistoryEvent[] {
  const simpler: HistoryEvent[] = [];
  if (event.after > 0) simpler.push({ ...event, after: 0 });
  if (event.type !== 'apply') return simpler;
  const names = Object.keys(event.set);
  for (const name of names.length > 1 ? names : []) {
    const { [name]: _, ...set } = event.set;
    simpler.push({ ...event, set });
  }
  if (event.prune) simpler.push({ ...event, prune: false });
  if (event.upTo !== undefined) simpler.push({ ...event, upTo: undefined });
  if (event.gapMs > 0) simpler.push({ ...event, gapMs: 0 });
  return simpler;
}
