import { expect, test } from "vitest";
import { openAfterRecovery } from "./breaker-recovery.ts";

const MINUTE = 60_000;
/** Ten calls a minute from minute 0 on, of which so many failed; null: nobody called. */
const bucketsOf = (...errors: (number | null)[]) =>
  errors.map((count, i) => ({
    fromMs: i * MINUTE,
    toMs: (i + 1) * MINUTE,
    count: count === null ? 0 : 10,
    errors: count ?? 0,
  }));
const episode = { fromMs: 1.5 * MINUTE, toMs: 6 * MINUTE };

test("open from 1:30 to 5:00 and half-open to 6:00, well from 3:00 on: two minutes too long", () => {
  const open = [{ fromMs: 1.5 * MINUTE, toMs: 5 * MINUTE }];
  expect(openAfterRecovery(episode, open, bucketsOf(0, 4, 5, 0, 0, 0))).toEqual({
    recoveredMs: 3 * MINUTE,
    openMs: 2 * MINUTE,
  });
});

test("a relapse counts: well only after the last bad bucket", () => {
  const open = [
    { fromMs: 1.5 * MINUTE, toMs: 3 * MINUTE },
    { fromMs: 3.5 * MINUTE, toMs: 6 * MINUTE },
  ];
  expect(openAfterRecovery(episode, open, bucketsOf(0, 4, 0, 1, null, 0))).toEqual({
    recoveredMs: 4 * MINUTE,
    openMs: 2 * MINUTE,
  });
});

test.each([
  ["nothing shows that it was unwell", bucketsOf(9, 0, 0, 0, 0, 0)],
  ["nobody called it since", bucketsOf(0, 4, null, null, null, null)],
  ["it is still unwell", bucketsOf(0, 0, 0, 0, 0, 3)],
  ["nothing is known of it", []],
])("%s: not known", (_, buckets) => {
  expect(openAfterRecovery(episode, [episode], buckets)).toBeNull();
});
