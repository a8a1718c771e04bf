import { z } from "zod";
import type { CostExplorerSplit } from "@/lib/domain/cost-sources.ts";
import { type Charge, isDecimalText } from "@/lib/domain/costs.ts";
import { storableText } from "./storable-text.ts";

const amount = z.object({
  Amount: z.string().refine(isDecimalText, "an amount that is no decimal"),
  Unit: z.string().min(1),
});
const metrics = z.object({
  BlendedCost: amount.optional(),
  UnblendedCost: amount.optional(),
  NetAmortizedCost: amount.optional(),
});
type Metrics = z.infer<typeof metrics>;

/** An answer of GetCostAndUsage, as the SDK hands it on. */
export const costExplorerPage = z.object({
  ResultsByTime: z.array(
    z.object({
      TimePeriod: z.object({ Start: z.iso.date(), End: z.iso.date() }),
      Estimated: z.boolean().optional(),
      Groups: z.array(z.object({ Keys: z.array(z.string()), Metrics: metrics })).optional(),
      Total: metrics.optional(),
    }),
  ),
  DimensionValueAttributes: z
    .array(
      z.object({
        Value: z.string(),
        Attributes: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
  NextPageToken: z.string().optional(),
});
export type CostExplorerPage = z.infer<typeof costExplorerPage>;

/**
 * The charges of a page that was asked by day, service and `splitBy`. A day is covered once it ended before
 * `settledMs`: Cost Explorer brings a day's costs with a delay.
 * @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
export function chargesOfPage(
  page: CostExplorerPage,
  { splitBy, settledMs }: { splitBy: CostExplorerSplit; settledMs: number },
): Charge[] {
  const names = new Map(
    (page.DimensionValueAttributes ?? []).map(({ Value, Attributes }) => [
      Value,
      Attributes?.description ?? "",
    ]),
  );
  return page.ResultsByTime.flatMap(({ TimePeriod, Estimated, Groups }) => {
    const endMs = Date.parse(`${TimePeriod.End}T00:00:00Z`);
    const day = { start: TimePeriod.Start, coveredToMs: endMs <= settledMs ? endMs : null };
    return (Groups ?? []).flatMap(({ Keys, Metrics }) => {
      const [service = "", second = ""] = Keys.map(storableText);
      const split = splitOf(splitBy, { service, second, accountName: names.get(second) ?? "" });
      return chargesOfGroup(Metrics, { ...day, service, split, estimated: Estimated ?? false });
    });
  });
}

type Split = Pick<Charge, "account" | "accountName" | "region" | "chargeCategory" | "tags">;
type Group = {
  start: string;
  coveredToMs: number | null;
  service: string;
  split: Split;
  estimated: boolean;
};

const METRICS = ["BlendedCost", "UnblendedCost", "NetAmortizedCost"] as const;

/** One charge for each currency of a group: nothing says that its amounts share one. */
function chargesOfGroup(given: Metrics, group: Group): Charge[] {
  const units = new Set(METRICS.flatMap((metric) => given[metric]?.Unit ?? []));
  return [...units].map((unit) => {
    const of = (metric: (typeof METRICS)[number]) =>
      given[metric]?.Unit === unit ? given[metric].Amount : null;
    return {
      provider: "AWS",
      billingAccount: "",
      period: `${group.start.slice(0, 7)}-01`,
      day: group.start,
      coveredToMs: group.coveredToMs,
      service: group.service,
      serviceCategory: "",
      ...group.split,
      currency: storableText(unit).toUpperCase(),
      billedCost: null,
      effectiveCost: null,
      listCost: null,
      blendedCost: of("BlendedCost"),
      unblendedCost: of("UnblendedCost"),
      netAmortizedCost: of("NetAmortizedCost"),
      estimated: group.estimated,
    };
  });
}

type Keys = { service: string; second: string; accountName: string };

/** What the second key of a group says; without record types only tax is told, as a service of that name. */
function splitOf(splitBy: CostExplorerSplit, { service, second, accountName }: Keys): Split {
  const none: Split = {
    account: "",
    accountName: "",
    region: "",
    chargeCategory: service === "Tax" ? "Tax" : "Usage",
    tags: {},
  };
  switch (splitBy) {
    case "none":
      return none;
    case "account":
      return { ...none, account: second, accountName };
    case "region":
      return { ...none, region: second === "NoRegion" ? "" : second };
    case "usageType":
      return { ...none, tags: { usageType: second } };
    case "recordType":
      return { ...none, chargeCategory: categoryOf(second), tags: { recordType: second } };
    default:
      return { ...none, tags: tagOf(splitBy.slice("tag:".length), second) };
  }
}

/** A tag's key comes as `NAME$VALUE`; what has not the tag has no value. */
function tagOf(name: string, key: string): Record<string, string> {
  const value = key.startsWith(`${name}$`) ? key.slice(name.length + 1) : key;
  return value === "" ? {} : { [name]: value };
}

/** FOCUS's word for a record type of AWS. Discounts that are lines of their own and refunds adjust what was used. */
function categoryOf(recordType: string): string {
  const type = recordType.toLowerCase();
  if (type === "tax") return "Tax";
  if (type.includes("credit")) return "Credit";
  if (/refund|negation|discount$/.test(type)) return "Adjustment";
  if (/fee|upfront|recurring|support/.test(type)) return "Purchase";
  return "Usage";
}
