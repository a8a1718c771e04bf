import { type Answer, answerKey, type PeerQuestion } from "./questions.ts";

/** Works out a question from the raw samples, which it sees in order of time; a step's samples are held at once. */
export class ExactAnswer {
  readonly answer: Answer = new Map();
  private readonly held = new Map<string, { values: Float64Array; used: number }>();
  private step: number | null = null;

  constructor(readonly question: PeerQuestion) {}

  /** Samples in seconds of a service in the minute that begins at `minute` (Unix seconds). */
  add(service: string, minute: number, samples: Float64Array): void {
    const { from, to, step } = this.question;
    if (this.question.service !== null && this.question.service !== service) return;
    const start = Math.floor(minute / step) * step;
    if (start !== this.step) this.finish();
    if (start < from || start >= to) return;
    this.step = start;
    const held = this.held.get(service) ?? { values: new Float64Array(1 << 17), used: 0 };
    this.held.set(service, held);
    held.values.set(samples, held.used);
    held.used += samples.length;
  }

  /** Call it after the last sample. */
  finish(): void {
    if (this.step === null) return;
    for (const [service, held] of this.held) {
      const sorted = held.values.subarray(0, held.used).sort();
      const seconds = sorted[Math.ceil(0.95 * held.used) - 1] ?? Number.NaN;
      this.answer.set(answerKey(service, this.step), seconds * 1000);
      held.used = 0;
    }
    this.step = null;
  }
}

/** How far an answer is from the exact one; ratios of the exact value. */
export type Deviation = {
  points: number;
  missing: number;
  medianRatio: number;
  worstRatio: number;
};

/** How far an answer is from the exact one, relative to it. Points that it does not have are counted. */
export function compareWithExact(answer: Answer, exact: Answer): Deviation {
  const ratios: number[] = [];
  let missing = 0;
  for (const [key, value] of exact) {
    const given = answer.get(key);
    if (given === undefined || !Number.isFinite(given)) missing++;
    else ratios.push(Math.abs(given - value) / value);
  }
  ratios.sort((a, b) => a - b);
  return {
    points: exact.size,
    missing,
    medianRatio: ratios[Math.floor(ratios.length / 2)] ?? Number.NaN,
    worstRatio: ratios.at(-1) ?? Number.NaN,
  };
}
