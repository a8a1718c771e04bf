// @ts-check
// `npm run demo -- --incident NAME`: the demo that runs on this data directory is told; else the one that starts.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { INCIDENT_NAMES } from "../demo/src/incident-names.mjs";
import { BootstrapError, ROOT } from "./bootstrap.mjs";

/** Where a running demo says how it is told what to do. */
export const controlFile = () =>
  resolve(ROOT, process.env.HEADROOM_DATA_DIR || ".headroom", "demo-control");

/**
 * Throws with the names there are when this is none of them.
 * @param {string} name
 */
export function checkIncident(name) {
  if (INCIDENT_NAMES.some((known) => known === name)) return;
  const known = INCIDENT_NAMES.join(", ");
  throw new BootstrapError(`there is no incident "${name}"; there are ${known}`);
}

/**
 * Begins an incident in the demo that runs on this data directory. False: none runs.
 * @param {string} name
 */
export async function tellRunningDemo(name) {
  const file = controlFile();
  if (!existsSync(file)) return false;
  const url = readFileSync(file, "utf8").trim();
  /** @type {Response} */
  let answer;
  try {
    answer = await fetch(`${url}/incidents/${name}`, { method: "POST" });
  } catch {
    return false;
  }
  /** @type {{ until?: string, error?: string }} */
  const { until, error } = JSON.parse(await answer.text());
  if (until === undefined) throw new BootstrapError(`${name} cannot be shown: ${error}`);
  console.log(`demo: ${name} begins in the demo that runs, until ${until}`);
  return true;
}
