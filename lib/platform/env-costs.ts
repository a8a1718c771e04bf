import { z } from "zod";
import { costExplorerSettings } from "@/lib/contract/cost-sources.ts";

const FIELD_OF: Record<string, string> = {
  split: "splitBy",
  role: "roleArn",
  externalId: "externalId",
  months: "months",
  everyHours: "everyHours",
  dailyRequests: "dailyRequests",
};
const NAMES = Object.keys(FIELD_OF).join("=, ");

/** `off`, `on`, or what differs from the usual settings of Cost Explorer, such as `split=account,months=6`. */
export const costExplorerVariable = z
  .string()
  .default("off")
  .transform((text, ctx) => {
    if (text === "off") return null;
    const given: Record<string, unknown> = { kind: "cost-explorer" };
    const mistake = (message: string) => {
      ctx.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    for (const part of text === "on" ? [] : text.split(",")) {
      const at = part.indexOf("=");
      const name = part.slice(0, Math.max(0, at)).trim();
      const value = part.slice(at + 1).trim();
      const field = FIELD_OF[name];
      if (field === undefined) return mistake(`"${part}" is not on, off or a list of ${NAMES}=`);
      given[field] = /^\d+$/.test(value) && name !== "externalId" ? Number(value) : value;
    }
    const parsed = costExplorerSettings.safeParse(given);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return mistake(`${String(issue?.path[0] ?? "")}: ${issue?.message ?? "not valid"}`);
  });
