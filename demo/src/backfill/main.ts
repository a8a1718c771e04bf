import { announceReady, stopWithLauncher } from "../channel.ts";
import { addVolume, NOTHING, pastSlices, type Volume } from "./past-slices.ts";
import { type Plan, planBackfill } from "./plan.ts";
import { readProgress, saveProgress } from "./progress-file.ts";
import { Push } from "./push.ts";
import { type BackfillSettings, readBackfillSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TELL_MS = 5_000;

const say = (line: string) => console.log(`demo: backfill: ${line}`);
const whole = (value: number) => Math.round(value).toLocaleString("en-US");
const span = (ms: number) =>
  ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${(ms / DAY_MS).toFixed(1)} d`;

/** Pushes the shop's past, oldest first, as fast as it is taken. */
async function main(): Promise<void> {
  const settings = readBackfillSettings(process.env);
  const plan = planBackfill({
    nowMs: Date.now(),
    lengthMs: settings.lengthMs,
    knownSinceMs: settings.knownSinceMs,
    earlier: await readProgress(settings.stateFile),
  });
  if (plan === null) say("the history is there already");
  else await pushPast(plan, settings);
}

async function pushPast(plan: Plan, settings: BackfillSettings): Promise<void> {
  const { fromMs, untilMs, resumeMs } = plan;
  const began = performance.now();
  const push = new Push(settings.receiver);
  let pushed: Volume = NOTHING;
  let savedMs = resumeMs;
  let toldMs = began;
  say(`pushing ${span(untilMs - resumeMs)}, oldest first`);
  for (const slice of pastSlices(plan)) {
    pushed = addVolume(pushed, slice.volume);
    if (slice.untilMs <= resumeMs) continue;
    for (const body of slice.bodies) await push.send(body);
    if (performance.now() - toldMs > TELL_MS) {
      toldMs = performance.now();
      const sent = span(slice.untilMs - fromMs);
      const seconds = Math.round((toldMs - began) / 1000);
      say(`${sent} of ${span(untilMs - fromMs)}, ${whole(pushed.spans)} spans, ${seconds} s`);
    }
    if (slice.untilMs - savedMs < HOUR_MS && slice.untilMs < untilMs) continue;
    await push.settled();
    savedMs = slice.untilMs;
    const { requestsByService } = slice;
    await saveProgress(settings.stateFile, {
      fromMs,
      untilMs,
      sentUntilMs: savedMs,
      pushed,
      requestsByService,
    });
    // What the live services report from now on is newer than what is there.
    announceReady({ type: "ready", url: settings.receiver.endpoint });
  }
  push.close();
  const seconds = Math.round((performance.now() - began) / 1000);
  say(
    `done after ${seconds} s: ${whole(pushed.requests)} requests (${whole(pushed.errors)} errors), ` +
      `${whole(pushed.spans)} spans, ${whole(pushed.points)} metric points, ${whole(pushed.logs)} log records`,
  );
}

stopWithLauncher(async () => {});
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`demo: backfill: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);
