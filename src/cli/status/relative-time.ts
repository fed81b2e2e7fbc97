const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** How far a time is away, as kubectl writes an age: two units at most. Undefined for what is no time. */
export function distance(time: string, now: Date): string | undefined {
  const ms = Date.parse(time) - now.getTime();
  if (Number.isNaN(ms)) return undefined;
  let rest = Math.round(Math.abs(ms) / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of UNITS) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count}${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join('') || '0s';
}

/** `in 4m` or, where it is over, `now`; anything else as it is given. */
export function untilText(time: string, now: Date): string {
  const away = distance(time, now);
  if (away === undefined) return time;
  return Date.parse(time) > now.getTime() ? `in ${away}` : 'now';
}
