import { ParameterError } from "@/lib/contract/time.ts";
import type { AlertQuestion, AlertSeries } from "./alert-question.ts";
import { readThings } from "./alert-things.ts";

/** What a question came to. `isLasting`: asking again will not help, the rule has to be changed. */
export type AlertAnswer =
  | { kind: "answered"; things: AlertSeries[] }
  | { kind: "failed"; reason: string; isLasting: boolean };

/** Questions asked at a time: evaluation must leave connections to people. */
const AT_A_TIME = 2;

/** Answers questions, by the texts under which they are given. */
export async function answerQuestions(
  questions: ReadonlyMap<string, AlertQuestion>,
  nowMs: number,
): Promise<Map<string, AlertAnswer>> {
  const waiting = [...questions];
  const answers = new Map<string, AlertAnswer>();
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      answers.set(next[0], await answer(next[1], nowMs));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return answers;
}

async function answer(question: AlertQuestion, nowMs: number): Promise<AlertAnswer> {
  try {
    return { kind: "answered", things: await readThings(question, nowMs) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "failed", reason, isLasting: error instanceof ParameterError };
  }
}
