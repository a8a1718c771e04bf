import type { FaultKind } from "../launcher/fault-schedule.ts";
import type { Peers, ServiceName } from "../messages.ts";

/** What the launcher has told this process: the faults it is to show, and where its peers listen. */
const faults = new Set<FaultKind>();
let peers: Peers = { gateway: [], orders: [], users: [], email: [] };
let turn = 0;

export function setFault(kind: FaultKind, active: boolean): void {
  if (active) faults.add(kind);
  else faults.delete(kind);
}

export function hasFault(kind: FaultKind): boolean {
  return faults.has(kind);
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
