import { isJustBeforeSchedule } from '../../../src/reconciler/modes/sweep';

const schedule = { everyMinutes: 5, offsetMinutes: 3 };
const at = (time: string) => new Date(`2026-01-01T${time}Z`);

test.each([
  ['12:07:55', true],
  ['12:57:55', true],
  ['12:07:30', false],
  ['12:08:05', false],
  ['12:09:55', false],
])('a sweep of */5 at minute 3 may leave at %s: %s', (time, leaves) => {
  expect(isJustBeforeSchedule(at(time), schedule)).toBe(leaves);
});

test('without a schedule a sweep leaves when its time is over', () => {
  expect(isJustBeforeSchedule(at('12:00:00'), undefined)).toBe(true);
});
