import type { IncidentName } from "../launcher/incident-schedule.ts";
import { NO_PEERS, type Peers, type ServiceName } from "../messages.ts";
import * as log from "./log.ts";

/** What the launcher has told this process: the incidents it is to show, and where its peers listen. */
const incidents = new Set<IncidentName>();
let peers: Peers = NO_PEERS;
let turn = 0;

export function setIncident(name: IncidentName, active: boolean): void {
  if (active) incidents.add(name);
  else incidents.delete(name);
}

export function isHappening(name: IncidentName): boolean {
  return incidents.has(name);
}

/** Acts again and again while an incident lasts, one time after the other, `everyMs` apart. */
export function repeatDuring(
  name: IncidentName,
  everyMs: number,
  act: () => Promise<unknown>,
): void {
  let acting = false;
  const timer = setInterval(() => {
    if (acting || !isHappening(name)) return;
    acting = true;
    act()
      .catch((error: unknown) => log.error(`${name} could not go on`, error))
      .finally(() => {
        acting = false;
      });
  }, everyMs);
  timer.unref();
}

export function setPeers(next: Peers): void {
  peers = next;
}

/** An instance of the service, each in turn; undefined: none is ready. */
export function nextPeer(service: ServiceName): string | undefined {
  const instances = peers[service];
  turn = (turn + 1) % 1_000_000;
  return instances[turn % instances.length];
}
