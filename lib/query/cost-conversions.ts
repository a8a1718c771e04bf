import {
  type CostConversions,
  conversionRate,
  costConversions,
} from "@/lib/contract/cost-conversions.ts";
import { ParameterError } from "@/lib/contract/time.ts";
import { ConversionFileError, conversionLines } from "@/lib/decode/conversion-csv.ts";
import { readPool, writePool } from "@/lib/platform/db.ts";
import { replaceRates, selectRates } from "@/lib/store/cost-conversions.ts";

/** Every conversion rate. */
export async function queryConversions(): Promise<CostConversions> {
  return { rates: await selectRates(readPool(), null) };
}

/** Puts rates in the place of all that there were. */
export async function replaceConversions({ rates }: CostConversions): Promise<CostConversions> {
  await replaceRates(writePool(), rates);
  return { rates: await selectRates(writePool(), null) };
}

/** Puts the rates of a CSV file in the place of all that there were. Throws `ParameterError` naming the line and its field. */
export async function importConversions(text: string): Promise<CostConversions> {
  return replaceConversions(ratesOf(text));
}

function ratesOf(text: string): CostConversions {
  const lines = linesOf(text);
  const rates = lines.map(({ line, ...given }) => {
    const parsed = conversionRate.safeParse(given);
    if (parsed.success) return parsed.data;
    throw mistake(line, parsed.error.issues[0]);
  });
  const all = costConversions.safeParse({ rates });
  if (all.success) return all.data;
  const [issue] = all.error.issues;
  const place = issue?.path.find((part) => typeof part === "number");
  throw mistake(lines[Number(place)]?.line ?? 0, issue);
}

function linesOf(text: string) {
  try {
    return conversionLines(text);
  } catch (error) {
    if (!(error instanceof ConversionFileError)) throw error;
    throw new ParameterError("body", `body: ${error.message}`);
  }
}

function mistake(line: number, issue: { path: PropertyKey[]; message: string } | undefined) {
  const field = String(issue?.path.at(-1) ?? "rates");
  const where = line > 0 ? `line ${line}, ` : "";
  return new ParameterError("body", `body: ${where}${field}: ${issue?.message ?? "not valid"}`);
}
