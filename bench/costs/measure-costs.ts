import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { costImport } from "@/lib/contract/costs.ts";
import { Headroom } from "../headroom.ts";
import { percentile } from "../percentile.ts";
import { cpuSeconds, watchMemory } from "../processes.ts";
import { amountText, type BillTotals, focusBill } from "./focus-bill.ts";

const SOURCE = "bench";
const ASK_MS = 100;
const WARM_CALLS = 20;
const QUIET_CALLS = 50;
const PROGRESS_MS = 250;
const MIB = 1_048_576;

/** What somebody else asks meanwhile: one answer that needs no database, one that reads costs, one that reads services. */
const OTHERS = ["/api/health/live", "/api/v1/costs/sources", "/api/v1/services"] as const;

type Waited = { path: string; count: number; p50Ms: number | null; worstMs: number };

export type CostReport = {
  mib: number;
  rows: number;
  uploadSeconds: number;
  importSeconds: number;
  rowsPerSecond: number;
  /** Resident memory of the server with all its threads, MiB; without Postgres. Null where there is no /proc. */
  quietMib: number | null;
  peakMib: number | null;
  serverCpuSeconds: number | null;
  postgresCpuSeconds: number | null;
  /** Different counts of rows that were told while it was read. */
  progressSteps: number;
  quiet: Waited[];
  during: Waited[];
};

/**
 * Sends one generated FOCUS bill to a running server, as a browser would, and asks other things all the while. Throws
 * unless it ends as done, with every row and its totals to the last digit.
 */
export async function measureCosts(options: {
  megabytes: number;
  say: (line: string) => void;
}): Promise<CostReport> {
  const headroom = await Headroom.start({});
  try {
    return await measure(headroom, options);
  } finally {
    await headroom.stop();
  }
}

async function measure(
  headroom: Headroom,
  { megabytes, say }: { megabytes: number; say: (line: string) => void },
): Promise<CostReport> {
  await askInTurn(headroom, WARM_CALLS);
  const quiet = await askInTurn(headroom, QUIET_CALLS);
  const quietMib = watchMemory(headroom.pid).stop();
  const postgresPid = await headroom.postgresPid();
  const cpuBefore = [cpuSeconds(headroom.pid), cpuSeconds(postgresPid, true)];
  const memory = watchMemory(headroom.pid);
  const others = askUntilStopped(headroom);
  const { totals, csv } = focusBill(megabytes * 1_000_000);
  say(`costs: sending a bill of ${megabytes} MB`);
  const sentAt = performance.now();
  const id = await send(headroom, csv());
  const arrivedAt = performance.now();
  say(`costs: reading ${totals.rows} rows`);
  const progressSteps = await untilDone(headroom, id, totals);
  const doneAt = performance.now();
  const during = await others.stop();
  const peakMib = memory.stop();
  const cpuAfter = [cpuSeconds(headroom.pid), cpuSeconds(postgresPid, true)];
  const used = cpuAfter.map((after, index) => {
    const before = cpuBefore[index] ?? null;
    return after === null || before === null ? null : after - before;
  });
  const importSeconds = (doneAt - arrivedAt) / 1000;
  return {
    mib: totals.bytes / MIB,
    rows: totals.rows,
    uploadSeconds: (arrivedAt - sentAt) / 1000,
    importSeconds,
    rowsPerSecond: totals.rows / importSeconds,
    ...{ quietMib, peakMib, progressSteps, quiet, during },
    serverCpuSeconds: used[0] ?? null,
    postgresCpuSeconds: used[1] ?? null,
  };
}

/** Sends a bill as a stream of unknown length; the id of its import. */
async function send(headroom: Headroom, csv: AsyncIterable<Buffer>): Promise<string> {
  const url = `http://127.0.0.1:${headroom.port}/api/v1/costs/import?format=focus&source=${SOURCE}`;
  const { authorization } = headroom;
  const headers = { authorization, "content-type": "text/csv", prefer: "respond-async" };
  const sending = request(url, { method: "POST", headers });
  const answered: Promise<IncomingMessage[]> = once(sending, "response");
  const [[response]] = await Promise.all([answered, pipeline(Readable.from(csv), sending)]);
  if (response === undefined) throw new Error("the import was not answered");
  const body = await text(response);
  if (response.statusCode !== 202) throw new Error(`the import: ${response.statusCode} ${body}`);
  return costImport.parse(JSON.parse(body)).id;
}

/** How many different counts of rows were told before it was done. */
async function untilDone(headroom: Headroom, id: string, totals: BillTotals): Promise<number> {
  const told = new Set<number>();
  for (;;) {
    const answer = costImport.parse(await headroom.get(`/api/v1/costs/import/${id}`));
    if (answer.state === "failed") throw new Error(`the import failed: ${answer.error}`);
    if (answer.state === "done") {
      assertWhole(answer, totals);
      return told.size;
    }
    told.add(answer.rows);
    await sleep(PROGRESS_MS);
  }
}

function assertWhole(
  { rows, imported, totals: told }: ReturnType<typeof costImport.parse>,
  { rows: sent, billed, effective }: BillTotals,
): void {
  const expected = [sent, sent, "USD", trimmed(billed), trimmed(effective)].join(" ");
  const [only] = told;
  const stored = [rows, imported, only?.currency, only?.billedCost, only?.effectiveCost].join(" ");
  if (stored !== expected || told.length !== 1)
    throw new Error(`stored ${stored}, not ${expected}`);
}

const trimmed = (units: bigint): string => amountText(units).replace(/\.?0+$/, "");

async function askInTurn(headroom: Headroom, calls: number): Promise<Waited[]> {
  const times = new Map<string, number[]>(OTHERS.map((path) => [path, []]));
  for (let call = 0; call < calls; call++) {
    for (const path of OTHERS) times.get(path)?.push(await timeOf(headroom, path));
  }
  return waited(times);
}

/** Asks each of them ten times a second at most, one question after the other's answer, as a person would. */
function askUntilStopped(headroom: Headroom): { stop: () => Promise<Waited[]> } {
  const times = new Map<string, number[]>(OTHERS.map((path) => [path, []]));
  let isStopped = false;
  const asking = Promise.all(
    OTHERS.map(async (path) => {
      while (!isStopped) {
        const ms = await timeOf(headroom, path);
        times.get(path)?.push(ms);
        await sleep(Math.max(0, ASK_MS - ms));
      }
    }),
  );
  asking.catch(() => undefined);
  return {
    stop: async () => {
      isStopped = true;
      await asking;
      return waited(times);
    },
  };
}

async function timeOf(headroom: Headroom, path: string): Promise<number> {
  const began = performance.now();
  await headroom.getText(path);
  return performance.now() - began;
}

const waited = (times: ReadonlyMap<string, readonly number[]>): Waited[] =>
  [...times].map(([path, all]) => ({
    path,
    count: all.length,
    p50Ms: percentile(all, 0.5),
    worstMs: Math.max(...all),
  }));
