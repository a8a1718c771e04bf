import type { AddressInfo } from "node:net";
import { type Backfill, startBackfill } from "./backfill.ts";
import { startControl } from "./control.ts";
import { trimOrders } from "./database.ts";
import { createFaultEngine, type FaultChange } from "./fault-engine.ts";
import { backfillEnvironment } from "./process-environment.ts";
import { releaseAfter } from "./releases.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Surroundings, startSurroundings } from "./surroundings.ts";
import { createSystem, type System } from "./system.ts";

const TICK_MS = 250;
const TRIM_MS = 30 * 60_000;

const log = (line: string) => console.log(`demo: ${line}`);

/** Starts the shop, its load and its faults, and runs until SIGTERM, SIGINT or the end of its parent. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const surroundings = await startSurroundings(settings, log);
  const system = createSystem({ settings, surroundings, log });
  stopWithParent(async () => {
    backfill?.stop();
    await system.stop();
    await surroundings.stop();
  });
  let backfill: Backfill | undefined;
  if (settings.backfill) backfill = await startBackfill(backfillEnvironment(settings), log);
  await system.start();
  await runFaults({ system, settings, surroundings });
}

type Running = { system: System; settings: Settings; surroundings: Surroundings };

async function runFaults({ system, settings, surroundings }: Running): Promise<void> {
  const faults = createFaultEngine({ now: Date.now, speed: settings.speed });
  let releases = 0;
  const apply = ({ kind, active }: FaultChange) => {
    log(`${kind} ${active ? "begins" : "ends"}`);
    if (kind !== "bad-deploy") {
      system.setFault(kind, active);
      return;
    }
    const release = releaseAfter(++releases);
    log(`orders ${release.version} is rolled out`);
    void system.rollOut(release);
  };
  setInterval(() => faults.tick().forEach(apply), TICK_MS);
  setInterval(() => {
    trimOrders(surroundings.databaseUrl).catch((error: Error) => log(error.message));
  }, TRIM_MS);

  const control = await startControl({
    faults,
    port: settings.controlPort,
    describe: () => ({
      gateway: system.gatewayUrl(),
      instances: system.instances(),
      faults: faults.active(),
      next: faults.next(),
    }),
  });
  const { port } = control.address() as AddressInfo;
  console.log(`demo ready gateway=${system.gatewayUrl()} control=http://127.0.0.1:${port}`);
}

/** A launcher whose parent is gone is adopted by another process, which shows in `ppid`. */
function stopWithParent(stopAll: () => Promise<void>): void {
  const parent = process.ppid;
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await stopAll();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("disconnect", stop);
  setInterval(() => {
    if (process.ppid !== parent) void stop();
  }, 1_000).unref();
}

main().catch((error: unknown) => {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
