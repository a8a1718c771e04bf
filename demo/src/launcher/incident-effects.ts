import { Client } from "pg";
import type { IncidentChange } from "./incident-engine.ts";
import { INCIDENTS, type IncidentName } from "./incident-schedule.ts";
import { markIncident } from "./markers.ts";
import { releaseAfter } from "./releases.ts";
import type { Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";
import type { System } from "./system.ts";

type Parts = {
  system: System;
  settings: Settings;
  surroundings: Surroundings;
  log: (line: string) => void;
};

export type IncidentEffects = {
  /** Makes the shop show an incident, or takes it back. */
  apply: (change: IncidentChange) => void;
  /** Why this shop cannot show an incident; undefined: it can. */
  missingFor: (name: IncidentName) => string | undefined;
};

export function incidentEffects({ system, settings, surroundings, log }: Parts): IncidentEffects {
  const { replicaUrl, redisUrl } = surroundings;
  let releases = 0;
  const fail = (error: Error) => log(error.message);
  const missingFor = (name: IncidentName): string | undefined =>
    name === "replica-lag" && replicaUrl === undefined ? "there is no replica" : undefined;
  const release = () => {
    const next = releaseAfter(++releases);
    log(`orders ${next.version} is rolled out`);
    system.rollOut(next).catch(fail);
  };
  const apply = ({ name, active }: IncidentChange) => {
    const missing = missingFor(name);
    if (missing !== undefined) {
      if (active) log(`${name} is left out: ${missing}`);
      return;
    }
    log(`${name} ${active ? `begins: ${INCIDENTS[name].cause}` : "ends"}`);
    if (active) markIncident(name, settings).catch(fail);
    if (name === "n-plus-one-release") release();
    else if (name === "replica-lag") setReplay(replicaUrl ?? "", !active).catch(fail);
    else system.setIncident(name, active);
  };
  if (redisUrl === undefined) log("without Redis events and rate limits stay within a process");
  return { apply, missingFor };
}

/** Whether the replica replays what it receives. */
async function setReplay(replicaUrl: string, replays: boolean): Promise<void> {
  const client = new Client({ connectionString: replicaUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_wal_replay_${replays ? "resume" : "pause"}()`);
  } finally {
    await client.end();
  }
}
