import { concernQuestion } from "@/components/concern/concern-state.ts";
import type { Bar } from "@/components/frame/bar-state.ts";

/** What the page asks; breakers are not compared with the period before. */
export function breakersQuestion(bar: Bar) {
  const { compare: _, ...question } = concernQuestion(bar);
  return question;
}
