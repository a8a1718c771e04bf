import { z } from "zod";
import { findEmbeddedPostgres } from "@/lib/platform/embedded-postgres.ts";
import { Headroom } from "../headroom.ts";
import { cpuSeconds, watchMemory } from "../processes.ts";
import { type CopyCeiling, measureCopy, measureReceive } from "./ceilings.ts";
import type { Prepared, Sent } from "./messages.ts";
import { type OverviewLatency, pollOverview } from "./overview-poller.ts";
import { Sender } from "./sender.ts";
import { LOAD_NAMESPACE } from "./span-templates.ts";

export const CONNECTIONS = 32;
const WARM_SECONDS = 3;
const CEILING_WARM_SECONDS = 1;
const CEILING_SECONDS = 4;

/** More than this machine can take, so that bodies do not run out: spans a second by spans a body. */
const MOST_SPANS_PER_SECOND: Record<string, number> = { 1: 10_000, 64: 250_000 };
const MOST_FOR_LARGE_BODIES = 700_000;

export type IngestOptions = {
  sizes: number[];
  budgets: string[];
  seconds: number;
  profile: string | null;
  say: (line: string) => void;
};

export type CpuShare = { app: number | null; postgres: number | null; sender: number | null };

/** One load against one Headroom. */
export type IngestRun = {
  spansPerBody: number;
  traceBudget: string;
  spansPerSecond: number;
  bodiesPerSecond: number;
  sent: Sent;
  /** Requests that the API counts afterwards; all of `sent.requests`, or the run is void. */
  storedRequests: number;
  overview: OverviewLatency;
  peakRssMib: number | null;
  /** CPU seconds per second. */
  cpu: CpuShare;
  ofReceiveCeiling: number;
  ofCopyCeiling: number;
};

export type IngestSize = {
  spansPerBody: number;
  prepared: Prepared;
  receive: { spansPerSecond: number; bodiesPerSecond: number };
  runs: IngestRun[];
};

export type IngestReport = { copy: CopyCeiling; sizes: IngestSize[] };

/** Measures sustained ingest at each body size and trace budget, with the ceilings beside it. */
export async function measureIngest(options: IngestOptions): Promise<IngestReport> {
  const copy = await copyCeiling(options);
  const sizes: IngestSize[] = [];
  for (const spansPerBody of options.sizes) {
    sizes.push(await measureSize(spansPerBody, copy, options));
  }
  return { copy, sizes };
}

async function copyCeiling({ say }: IngestOptions): Promise<CopyCeiling> {
  say("ceiling: bare COPY");
  const headroom = await Headroom.start({});
  try {
    const url = await findEmbeddedPostgres(headroom.dataDir);
    if (url === null) throw new Error("the embedded Postgres cannot be found");
    return await measureCopy(url, CEILING_SECONDS);
  } finally {
    await headroom.stop();
  }
}

async function measureSize(
  spansPerBody: number,
  copy: CopyCeiling,
  options: IngestOptions,
): Promise<IngestSize> {
  const sender = new Sender();
  try {
    const most = MOST_SPANS_PER_SECOND[spansPerBody] ?? MOST_FOR_LARGE_BODIES;
    const seconds = WARM_SECONDS + options.seconds;
    const bodies = Math.ceil((most * seconds) / spansPerBody);
    options.say(`${spansPerBody} spans a body: preparing ${bodies} bodies`);
    const prepared = await sender.prepare({ spansPerBody, bodies, seconds, seed: spansPerBody });
    options.say("ceiling: bare receive and gunzip");
    const received = await measureReceive(sender, {
      connections: CONNECTIONS,
      warmSeconds: CEILING_WARM_SECONDS,
      seconds: CEILING_SECONDS,
    });
    const receive = ratesOf(received);
    const runs: IngestRun[] = [];
    for (const traceBudget of options.budgets) {
      options.say(`${spansPerBody} spans a body, trace budget ${traceBudget}`);
      const run = await measureRun(sender, { ...options, traceBudget });
      runs.push({
        spansPerBody,
        ...run,
        ofReceiveCeiling: run.spansPerSecond / receive.spansPerSecond,
        ofCopyCeiling: run.spansPerSecond / copy.spanRowsPerSecond,
      });
    }
    return { spansPerBody, prepared, receive, runs };
  } finally {
    sender.stop();
  }
}

const ratesOf = (sent: Sent) => ({
  spansPerSecond: sent.measuredSpans / sent.measuredSeconds,
  bodiesPerSecond: sent.measuredBodies / sent.measuredSeconds,
});

type Measured = Omit<IngestRun, "spansPerBody" | "ofReceiveCeiling" | "ofCopyCeiling">;

async function measureRun(
  sender: Sender,
  options: { traceBudget: string; seconds: number; profile: string | null },
): Promise<Measured> {
  const headroom = await Headroom.start(options);
  try {
    const pids = { app: headroom.pid, postgres: await headroom.postgresPid(), sender: sender.pid };
    const before = cpuOf(pids);
    const began = performance.now();
    const memory = watchMemory(headroom.pid);
    const poller = pollOverview(headroom);
    const sent = await sender.run({
      port: headroom.otlpPort,
      connections: CONNECTIONS,
      warmSeconds: WARM_SECONDS,
      seconds: options.seconds,
    });
    const took = (performance.now() - began) / 1000;
    const cpu = shareOf(before, cpuOf(pids), took);
    const overview = await poller.stop();
    const storedRequests = await countRequests(headroom);
    const peakRssMib = memory.stop();
    return {
      traceBudget: options.traceBudget,
      ...ratesOf(sent),
      sent,
      storedRequests,
      overview,
      peakRssMib,
      cpu,
    };
  } finally {
    await headroom.stop();
  }
}

function cpuOf(pids: { app: number; postgres: number; sender: number }): CpuShare {
  return {
    app: cpuSeconds(pids.app),
    postgres: cpuSeconds(pids.postgres, true),
    sender: cpuSeconds(pids.sender),
  };
}

function shareOf(before: CpuShare, after: CpuShare, seconds: number): CpuShare {
  const used = (name: keyof CpuShare) => {
    const [from, to] = [before[name], after[name]];
    return from === null || to === null ? null : (to - from) / seconds;
  };
  return { app: used("app"), postgres: used("postgres"), sender: used("sender") };
}

const service = z.object({ namespace: z.string(), requestCount: z.number() });
const servicesAnswer = z.object({ services: z.array(service) });

/** Every request of the load, as the API counts them; Headroom's own are not of its namespace. */
async function countRequests(headroom: Headroom): Promise<number> {
  const { services } = servicesAnswer.parse(await headroom.get("/api/v1/services?from=now-3h"));
  const ours = services.filter(({ namespace }) => namespace === LOAD_NAMESPACE);
  return ours.reduce((sum, { requestCount }) => sum + requestCount, 0);
}
