import { setTimeout as sleep } from "node:timers/promises";
import { type CDPSession, chromium } from "@playwright/test";
import { Headroom } from "../headroom.ts";

/** What the tab held at one moment, after its garbage was collected. */
export type TailSample = {
  minute: number;
  heapMib: number;
  elements: number;
  /** Records sent so far. */
  sent: number;
};

export type TailReport = { recordsPerSecond: number; samples: TailSample[] };

type Options = { minutes: number; say: (line: string) => void };

const RECORDS_PER_SECOND = 50;
const BATCHES_PER_SECOND = 2;
/** The first sample waits until the list is as long as it gets. */
const FULL_AFTER_MS = 60_000;
const SAMPLE_MS = 60_000;

/** Follows a live tail in a real browser and samples what its tab holds. `CHROMIUM_PATH`: where the browser is. */
export async function measureTail({ minutes, say }: Options): Promise<TailReport> {
  const headroom = await Headroom.start({});
  const path = process.env.CHROMIUM_PATH;
  const browser = await chromium.launch({
    ...(path ? { executablePath: path } : {}),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  const sender = sendSteadily(headroom);
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      extraHTTPHeaders: { authorization: headroom.authorization },
    });
    await page.goto(`http://127.0.0.1:${headroom.port}/logs?service=tailed&tail=on`);
    await page.getByRole("list", { name: "Log records" }).getByRole("listitem").first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.enable");
    await sleep(FULL_AFTER_MS);
    const samples: TailSample[] = [];
    for (let minute = 0; minute <= minutes; minute++) {
      samples.push({ minute, sent: sender.sent(), ...(await readTab(session)) });
      say(`minute ${minute}: ${samples.at(-1)?.heapMib.toFixed(1)} MiB`);
      if (minute < minutes) await sleep(SAMPLE_MS);
    }
    return { recordsPerSecond: RECORDS_PER_SECOND, samples };
  } finally {
    sender.stop();
    await browser.close();
    await headroom.stop();
  }
}

async function readTab(session: CDPSession): Promise<{ heapMib: number; elements: number }> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { nodes } = await session.send("Memory.getDOMCounters");
  return { heapMib: usedSize / 2 ** 20, elements: nodes };
}

/** Sends records of one service as OTLP JSON until it is stopped. */
function sendSteadily(headroom: Headroom): { sent: () => number; stop: () => void } {
  let sent = 0;
  const send = async () => {
    const logRecords = Array.from({ length: RECORDS_PER_SECOND / BATCHES_PER_SECOND }, () => {
      sent += 1;
      return {
        timeUnixNano: `${Date.now()}000000`,
        severityNumber: sent % 50 === 0 ? 17 : 9,
        body: { stringValue: `order ${sent} placed by user ${sent % 997} in ${sent % 83} ms` },
        attributes: [{ key: "order.id", value: { intValue: String(sent) } }],
      };
    });
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "tailed" } }] };
    const response = await fetch(`http://127.0.0.1:${headroom.otlpPort}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }),
    });
    if (!response.ok) throw new Error(`logs were answered ${response.status}`);
  };
  const timer = setInterval(() => void send(), 1_000 / BATCHES_PER_SECOND);
  return { sent: () => sent, stop: () => clearInterval(timer) };
}
