import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { z } from "zod";

/** A line of the bill that the fake tells of. `keys`: the values of dimensions (`REGION`) and of tags (`tag:team`). */
export type FakeCost = {
  day: string;
  service: string;
  unblended: string;
  blended?: string;
  netAmortized?: string;
  currency?: string;
  keys?: Record<string, string>;
};

/** An error as AWS tells it. */
export type FakeError = { status: number; type: string; message: string };

const asked = z.object({
  TimePeriod: z.object({ Start: z.string(), End: z.string() }),
  Granularity: z.enum(["DAILY", "MONTHLY"]),
  Metrics: z.array(z.enum(["BlendedCost", "UnblendedCost", "NetAmortizedCost"])),
  GroupBy: z
    .array(z.object({ Type: z.string(), Key: z.string() }))
    .max(2)
    .optional(),
  NextPageToken: z.string().optional(),
});
type Asked = z.infer<typeof asked>;

/** AWS Cost Explorer and STS over HTTP, in the wire protocols that the SDK speaks. Synthetic costs. */
export class FakeCostExplorer {
  costs: FakeCost[] = [];
  /** The first day that is estimated; days before it are final. */
  estimatedFrom = "9999-01-01";
  groupsAPage = 100;
  /** Answered with, one a request, before anything else. */
  errors: FakeError[] = [];
  readonly requests: Asked[] = [];
  readonly accessKeys: string[] = [];
  readonly assumed: URLSearchParams[] = [];
  private readonly server = createServer((request, response) => {
    void this.answer(request, response);
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers["x-amz-target"] === undefined) return this.assumeRole(request, response);
    const credential = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "");
    this.accessKeys.push(credential?.[1] ?? "");
    const body: unknown = await json(request);
    response.setHeader("content-type", "application/x-amz-json-1.1");
    const error = this.errors.shift();
    const isKnown = request.headers["x-amz-target"] === "AWSInsightsIndexService.GetCostAndUsage";
    const parsed = asked.safeParse(body);
    if (error || !isKnown || !parsed.success) {
      const said = error ?? { status: 400, type: "ValidationException", message: "what is this" };
      response.writeHead(said.status);
      response.end(JSON.stringify({ __type: said.type, message: said.message }));
      return;
    }
    this.requests.push(parsed.data);
    response.end(JSON.stringify(this.page(parsed.data)));
  }

  private async assumeRole(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.assumed.push(new URLSearchParams(await text(request)));
    response.setHeader("content-type", "text/xml");
    response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
      <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
      <SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
      </AssumeRoleResult></AssumeRoleResponse>`);
  }

  /** Pages are cut by groups, not by days, as the real one's are. */
  private page(given: Asked) {
    const { Start, End } = given.TimePeriod;
    const within = this.costs.filter(({ day }) => day >= Start && day < End);
    const buckets = bucketsOf(given);
    const cells = buckets.flatMap((bucket) => {
      const costs = within.filter(({ day }) => day >= bucket.Start && day < bucket.End);
      return groupsOf(costs, given).map((group) => ({ bucket, ...group }));
    });
    const first = Number(given.NextPageToken ?? 0);
    const last = first + this.groupsAPage;
    const results = buckets.map((bucket) => ({
      TimePeriod: bucket,
      Estimated: bucket.Start >= this.estimatedFrom,
      ...(given.GroupBy
        ? {
            Total: {},
            Groups: cells
              .slice(first, last)
              .filter((cell) => cell.bucket === bucket)
              .map(toGroup),
          }
        : {
            Groups: [],
            Total: cells.find((cell) => cell.bucket === bucket)?.metrics ?? zero(given),
          }),
    }));
    const isLast = given.GroupBy === undefined || last >= cells.length;
    return {
      GroupDefinitions: given.GroupBy,
      ResultsByTime: results,
      DimensionValueAttributes: [{ Value: "111122223333", Attributes: { description: "Shop" } }],
      ...(isLast ? {} : { NextPageToken: String(last) }),
    };
  }
}

const toGroup = ({ keys, metrics }: { keys: string[]; metrics: object }) => ({
  Keys: keys,
  Metrics: metrics,
});

function bucketsOf({ TimePeriod, Granularity }: Asked): { Start: string; End: string }[] {
  const buckets: { Start: string; End: string }[] = [];
  for (let day = TimePeriod.Start; day < TimePeriod.End; day = dayAfter(day)) {
    const open = buckets.at(-1);
    const isNew = Granularity === "DAILY" || open?.Start.slice(0, 7) !== day.slice(0, 7);
    if (isNew) buckets.push({ Start: day, End: dayAfter(day) });
    else if (open) open.End = dayAfter(day);
  }
  return buckets;
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

function groupsOf(costs: FakeCost[], { GroupBy = [], Metrics }: Asked) {
  const groups = new Map<string, { keys: string[]; costs: FakeCost[] }>();
  for (const cost of costs) {
    const keys = GroupBy.map(({ Type, Key }) => {
      if (Key === "SERVICE") return cost.service;
      return Type === "TAG"
        ? `${Key}$${cost.keys?.[`tag:${Key}`] ?? ""}`
        : (cost.keys?.[Key] ?? "");
    });
    const group = groups.get(keys.join("\0")) ?? { keys, costs: [] };
    groups.set(keys.join("\0"), group);
    group.costs.push(cost);
  }
  return [...groups.values()].map(({ keys, costs: own }) => ({
    keys,
    metrics: Object.fromEntries(
      Metrics.map((metric) => [
        metric,
        { Amount: sum(own.map((cost) => amountOf(cost, metric))), Unit: own[0]?.currency ?? "USD" },
      ]),
    ),
  }));
}

const amountOf = (cost: FakeCost, metric: Asked["Metrics"][number]): string => {
  if (metric === "BlendedCost") return cost.blended ?? cost.unblended;
  return metric === "UnblendedCost" ? cost.unblended : (cost.netAmortized ?? cost.unblended);
};

const zero = ({ Metrics }: Asked) =>
  Object.fromEntries(Metrics.map((metric) => [metric, { Amount: "0", Unit: "USD" }]));

const DIGITS = 12;

/** The exact sum of decimals with at most twelve digits after the point. */
export function sum(amounts: readonly string[]): string {
  const total = amounts.reduce((so, amount) => {
    const [whole = "0", fraction = ""] = amount.replace("-", "").split(".");
    const scaled = BigInt(`${whole}${fraction.padEnd(DIGITS, "0")}`);
    return amount.startsWith("-") ? so - scaled : so + scaled;
  }, 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(DIGITS + 1, "0");
  const sign = total < 0n ? "-" : "";
  return `${sign}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`.replace(/\.?0+$/, "");
}
