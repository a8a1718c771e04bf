import { rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type Backfill, startBackfill } from "./backfill.ts";
import { startBilling } from "./bill.ts";
import { startControl } from "./control.ts";
import { trimOrders } from "./database.ts";
import { incidentEffects } from "./incident-effects.ts";
import { createIncidentEngine, type IncidentEngine } from "./incident-engine.ts";
import { backfillEnvironment } from "./process-environment.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Surroundings, startSurroundings } from "./surroundings.ts";
import { createSystem, type System } from "./system.ts";

const TICK_MS = 250;
/** Of an incident that was asked for at the start. */
const WARM_UP_MS = 30_000;
const ON_DEMAND_SECONDS = 120;
const TRIM_MS = 30 * 60_000;

const log = (line: string) => console.log(`demo: ${line}`);

/** Starts the shop, its load and its incidents, and runs until SIGTERM, SIGINT or the end of its parent. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const surroundings = await startSurroundings(settings, log);
  const system = createSystem({ settings, surroundings, log });
  stopWithParent(async () => {
    if (settings.controlFile) rmSync(settings.controlFile, { force: true });
    backfill?.stop();
    await system.stop();
    await surroundings.stop();
  });
  let backfill: Backfill | undefined;
  if (settings.backfill) backfill = await startBackfill(backfillEnvironment(settings), log);
  await system.start();
  startBilling(settings, { now: Date.now, log }).catch((error: Error) => log(error.message));
  await runIncidents({ system, settings, surroundings });
}

type Running = { system: System; settings: Settings; surroundings: Surroundings };

async function runIncidents({ system, settings, surroundings }: Running): Promise<void> {
  const incidents = createIncidentEngine({ now: Date.now, ...settings });
  const { apply, missingFor } = incidentEffects({ system, settings, surroundings, log });
  setInterval(() => incidents.tick().forEach(apply), TICK_MS);
  setInterval(() => {
    trimOrders(surroundings.databaseUrl).catch((error: Error) => log(error.message));
  }, TRIM_MS);

  const control = await startControl({
    incidents,
    missingFor,
    port: settings.controlPort,
    describe: () => ({
      gateway: system.gatewayUrl(),
      instances: system.instances(),
      incidents: incidents.active(),
      next: incidents.next(),
    }),
  });
  const { port } = control.address() as AddressInfo;
  if (settings.controlFile) writeFileSync(settings.controlFile, `http://127.0.0.1:${port}\n`);
  console.log(`demo ready gateway=${system.gatewayUrl()} control=http://127.0.0.1:${port}`);
  tellPlan(incidents, settings);
}

/** What is to come: the incident that was asked for, once there is something to compare it with, and the schedule. */
function tellPlan(incidents: IncidentEngine, { incident }: Settings): void {
  const next = incidents.next();
  if (next) log(`next incident: ${next.name} in ${Math.round(next.inMs / 1_000)} s`);
  if (incident === undefined) return;
  log(`${incident} begins in ${WARM_UP_MS / 1_000} s`);
  setTimeout(() => incidents.trigger(incident, ON_DEMAND_SECONDS), WARM_UP_MS);
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
