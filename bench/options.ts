import { parseArgs } from "node:util";

/** What can be measured by itself. */
const PARTS = [
  "ingest",
  "query",
  "storage",
  "logs",
  "metrics",
  "concerns",
  "alerts",
  "tail",
  "costs",
] as const;
type Part = (typeof PARTS)[number];

export type Options = {
  ingest: boolean;
  query: boolean;
  storage: boolean;
  /** Only when it is asked for: seeding takes minutes. */
  logs: boolean;
  /** Only when it is asked for: as with logs. */
  metrics: boolean;
  /** Only when it is asked for: as with logs. */
  concerns: boolean;
  /** Only when it is asked for. */
  alerts: boolean;
  /** Only when it is asked for: it takes as many minutes as it follows. */
  tail: boolean;
  /** Only when it is asked for: it needs some gigabytes of disk. */
  costs: boolean;
  /** How long a bill is sent, in millions of bytes. */
  megabytes: number;
  /** Minutes that a live tail is followed. */
  minutes: number;
  /** Series of one metric that is seeded. */
  metricSeries: number;
  /** Services whose month is seeded. */
  services: number;
  /** Log records that are seeded. */
  records: number;
  /** Measured seconds of each ingest load. */
  seconds: number;
  sizes: number[];
  budgets: string[];
  /** Numbers of series of the seeded history. */
  series: number[];
  /** Whether Headroom is compared with Prometheus and VictoriaMetrics; then nothing else is measured unless asked for. */
  peers: boolean;
  /** Where the server's CPU profiles go; null: it is not profiled. */
  profile: string | null;
  /** Where the JSON goes; null: a file under bench/results named by the time. */
  json: string | null;
};

const HELP = `npm run bench -- [options]
  --only PART           one part: ${PARTS.join(", ")}
  --seconds N           how long each ingest load is measured (10)
  --sizes 1,64,512,8192 spans a body
  --budgets 200,all     HEADROOM_TRACE_BUDGET of each load
  --series 200,2000     series of the history that is asked
  --records N           log records that are searched (10000000)
  --metric-series N     series of one metric (10000)
  --services N          services of the month that concerns are asked about (200)
  --minutes N           how long a live tail is followed in a browser (10)
  --megabytes N         how long a bill is imported (1000)
  --quick               300000 log records, 20 services, a bill of 50 MB, and 3 seconds of each load
  --peers               a comparison with Prometheus and VictoriaMetrics (alone, unless --only is given)
  --profile DIR         CPU profiles of the server's threads
  --json FILE           where the JSON goes (bench/results/TIME.json)`;

/** The options of the command line. Throws with a sentence for a person. */
export function parseOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string" },
      seconds: { type: "string", default: "10" },
      sizes: { type: "string", default: "1,64,512,8192" },
      budgets: { type: "string", default: "200,all" },
      series: { type: "string", default: "200,2000" },
      records: { type: "string", default: "10000000" },
      "metric-series": { type: "string", default: "10000" },
      services: { type: "string", default: "200" },
      minutes: { type: "string", default: "10" },
      megabytes: { type: "string", default: "1000" },
      quick: { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      profile: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) throw new Error(HELP);
  const { only } = values;
  if (only !== undefined && !PARTS.some((part) => part === only)) throw new Error(HELP);
  const isAsked = (part: Part) => (only === undefined ? !values.peers : only === part);
  const sizes = values.sizes.split(",").map(Number);
  const series = values.series.split(",").map(Number);
  const seconds = values.quick ? 3 : Number(values.seconds);
  const records = values.quick ? 300_000 : Number(values.records);
  const metricSeries = Number(values["metric-series"]);
  const services = values.quick ? 20 : Number(values.services);
  const minutes = values.quick ? 1 : Number(values.minutes);
  const megabytes = values.quick ? 50 : Number(values.megabytes);
  const isWhole = (value: number) => Number.isInteger(value) && value > 0;
  if (
    !isWhole(seconds) ||
    ![...sizes, ...series, records, metricSeries, services, minutes, megabytes].every(isWhole)
  )
    throw new Error(HELP);
  return {
    ingest: isAsked("ingest"),
    query: isAsked("query"),
    storage: isAsked("storage"),
    logs: only === "logs",
    metrics: only === "metrics",
    concerns: only === "concerns",
    alerts: only === "alerts",
    tail: only === "tail",
    costs: only === "costs",
    megabytes,
    minutes,
    metricSeries,
    services,
    records,
    peers: values.peers,
    seconds,
    sizes,
    budgets: values.budgets.split(","),
    series,
    profile: values.profile ?? null,
    json: values.json ?? null,
  };
}
