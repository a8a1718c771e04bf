import { setImmediate as nextTurn } from "node:timers/promises";
import { Random } from "../random.ts";

const PIECE_BYTES = 65_536;
const HOUR_MS = 3_600_000;
/** Digits after the point of an amount, as AWS writes them. */
const AMOUNT_DIGITS = 11;

const HEADING = [
  ...["AvailabilityZone", "BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodEnd"],
  ...["BillingPeriodStart", "ChargeCategory", "ChargeDescription", "ChargePeriodEnd"],
  ...["ChargePeriodStart", "ConsumedQuantity", "EffectiveCost", "ListCost", "PricingCategory"],
  ...["ProviderName", "RegionId", "ResourceId", "ServiceCategory", "ServiceName", "SubAccountId"],
  "Tags",
];
const SERVICES = [
  [
    "Amazon Elastic Compute Cloud",
    "Compute",
    "$0.0416 per On Demand Linux t3.medium Instance Hour",
  ],
  ["Amazon Simple Storage Service", "Storage", "$0.0004 per 1,000 GET and all other requests"],
  ["Amazon Relational Database Service", "Databases", "$0.216 per db.m5.large Instance Hour"],
  ["AWS Lambda", "Compute", "AWS Lambda - Total Compute, $0.0000166667 per GB-Second"],
  ["Amazon CloudFront", "Networking", "$0.085 per GB - data transfer out under the monthly tier"],
  ["Elastic Load Balancing", "Networking", "$0.008 per used load balancer capacity unit-hour"],
] as const;
const REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-2"] as const;
const PERIOD = { start: Date.UTC(2026, 2, 1), end: Date.UTC(2026, 3, 1) };

/** What was written so far; `billed` in units of 10⁻¹¹ of the currency. */
export type BillTotals = { rows: number; bytes: number; billed: bigint; effective: bigint };

/**
 * A FOCUS bill of March 2026 as CSV, in pieces, until it has about so many bytes: an hour of a resource a row, as AWS
 * exports it, some 360 bytes each. One row in a hundred is a credit. Its totals are filled while it is read.
 */
export function focusBill(
  bytes: number,
  seed = 1,
): { totals: BillTotals; csv: () => AsyncGenerator<Buffer> } {
  const totals: BillTotals = { rows: 0, bytes: 0, billed: 0n, effective: 0n };
  return {
    totals,
    csv: async function* () {
      const random = new Random(seed);
      let text = `${HEADING.join(",")}\n`;
      while (totals.bytes + text.length < bytes) {
        text += nextRow(random, totals);
        if (text.length < PIECE_BYTES) continue;
        totals.bytes += text.length;
        yield Buffer.from(text, "latin1");
        text = "";
        // Whoever measures in this process gets its turn.
        await nextTurn();
      }
      totals.bytes += text.length;
      yield Buffer.from(text, "latin1");
    },
  };
}

function nextRow(random: Random, totals: BillTotals): string {
  const [service, category, description] = SERVICES[random.below(SERVICES.length)] ?? SERVICES[0];
  const region = REGIONS[random.below(REGIONS.length)] ?? REGIONS[0];
  const start = PERIOD.start + random.below((PERIOD.end - PERIOD.start) / HOUR_MS) * HOUR_MS;
  const isCredit = random.below(100) === 0;
  const list = BigInt(random.below(900_000_000)) * 37n + 1n;
  const billed = isCredit ? -list : list;
  const effective = isCredit ? billed : (billed * 3n) / 4n;
  totals.rows += 1;
  totals.billed += billed;
  totals.effective += effective;
  const team = random.below(20);
  const tags = `"{""application"": ""shop-${team}"", ""environment"": ""${team % 3 === 0 ? "dev" : "prod"}""}"`;
  const cells = [
    ...[`${region}a`, amountText(billed), "1234567890123", "USD"],
    ...[
      moment(PERIOD.end),
      moment(PERIOD.start),
      isCredit ? "Credit" : "Usage",
      `"${description}"`,
    ],
    ...[moment(start + HOUR_MS), moment(start), `${random.below(1000)}.000000000000000`],
    ...[amountText(effective), amountText(isCredit ? 0n : list), "Standard", "AWS", region],
    `arn:aws:resource:${region}:1234567890123:${random.bits().toString(16)}`,
    ...[category, service, `5173892878${random.below(8)}`, tags],
  ];
  return `${cells.join(",")}\n`;
}

const moment = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}`;

/** An amount in units of 10⁻¹¹ as it stands in a bill, all of its digits told. */
export function amountText(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(AMOUNT_DIGITS + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -AMOUNT_DIGITS)}.${digits.slice(-AMOUNT_DIGITS)}`;
}
