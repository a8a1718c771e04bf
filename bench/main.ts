import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { alertTable } from "./alerts/alert-table.ts";
import { measureAlerts } from "./alerts/measure-alerts.ts";
import { concernTable } from "./concerns/concern-table.ts";
import { measureConcerns } from "./concerns/measure-concerns.ts";
import { costTable } from "./costs/cost-table.ts";
import { measureCosts } from "./costs/measure-costs.ts";
import { ingestTable } from "./ingest/ingest-table.ts";
import { type IngestReport, measureIngest } from "./ingest/measure-ingest.ts";
import { logTable } from "./logs/log-table.ts";
import { measureLogs } from "./logs/measure-logs.ts";
import { describeMachine } from "./machine.ts";
import { measureMetrics } from "./metrics/measure-metrics.ts";
import { metricTable } from "./metrics/metric-table.ts";
import { parseOptions } from "./options.ts";
import { measurePeers, type PeersReport } from "./peers/measure-peers.ts";
import { PeersUnavailable } from "./peers/packages.ts";
import { peersTable } from "./peers/peers-table.ts";
import { measureQuery } from "./query/measure-query.ts";
import { queryTable } from "./query/query-table.ts";
import { measureStorage } from "./storage/measure-storage.ts";
import { storageTable } from "./storage/storage-table.ts";
import { measureTail } from "./tail/measure-tail.ts";
import { tailTable } from "./tail/tail-table.ts";

const options = parseOptions(process.argv.slice(2));
const began = new Date();
const machine = describeMachine();
const say = (line: string) => console.error(`bench: ${line}`);

const { cores, cpu, memoryGib, node, loadBefore } = machine;
console.log(
  `${cores} × ${cpu}, ${memoryGib} GiB, Node ${node}, load before ${loadBefore.toFixed(1)}`,
);
const query = options.query ? await measureQuery({ ...options, say }) : null;
if (query) console.log(`\n${queryTable(query)}`);
const storage = options.storage ? await measureStorage({ say }) : null;
if (storage) console.log(`\n${storageTable(storage)}`);
const ingest = options.ingest ? await measureIngest({ ...options, say }) : null;
if (ingest) console.log(`\n${ingestTable(ingest)}`);
const logs = options.logs ? await measureLogs({ ...options, say }) : null;
if (logs) console.log(`\n${logTable(logs)}`);
const metrics = options.metrics ? await measureMetrics({ ...options, say }) : null;
if (metrics) console.log(`\n${metricTable(metrics)}`);
const concerns = options.concerns ? await measureConcerns({ ...options, say }) : null;
if (concerns) console.log(`\n${concernTable(concerns)}`);
const alerts = options.alerts ? await measureAlerts({ say }) : null;
if (alerts) console.log(`\n${alertTable(alerts)}`);
const tail = options.tail ? await measureTail({ ...options, say }) : null;
if (tail) console.log(`\n${tailTable(tail)}`);
const costs = options.costs ? await measureCosts({ ...options, say }) : null;
if (costs) console.log(`\n${costTable(costs)}`);
const peers = options.peers ? await comparePeers() : null;
if (peers) console.log(`\n${peersTable(peers)}`);

const name = began.toISOString().replaceAll(":", "-").slice(0, 19);
const file = resolve(options.json ?? `bench/results/${name}.json`);
await mkdir(dirname(file), { recursive: true });
const loadAfter = describeMachine().loadBefore;
const report = {
  at: began,
  machine,
  loadAfter,
  query,
  storage,
  ingest,
  logs,
  metrics,
  concerns,
  alerts,
  tail,
  costs,
  peers,
};
await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`\n${file}`);
process.exitCode = ingest !== null && isLossy(ingest) ? 1 : 0;

async function comparePeers(): Promise<PeersReport | null> {
  try {
    return await measurePeers({ cache: resolve("node_modules/.cache/bench-peers"), say });
  } catch (error) {
    if (!(error instanceof PeersUnavailable)) throw error;
    say(`the comparison is left out: ${error.message}`);
    return null;
  }
}

function isLossy({ sizes }: IngestReport): boolean {
  return sizes.some(({ runs }) => runs.some((run) => run.storedRequests !== run.sent.requests));
}
