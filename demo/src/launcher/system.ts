import { setTimeout as sleep } from "node:timers/promises";
import type { Command, Peers } from "../messages.ts";
import { type Child, startChild } from "./child.ts";
import type { IncidentName } from "./incident-schedule.ts";
import {
  collectorEnvironment,
  type InstanceSpec,
  loadEnvironment,
  serviceEnvironment,
} from "./process-environment.ts";
import { type Release, releaseAfter } from "./releases.ts";
import type { Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

type Running = { spec: InstanceSpec; child: Child; url: string | undefined };

export type InstanceState = {
  service: string;
  instance: string;
  version: string;
  pid: number | undefined;
};

export type System = {
  start: () => Promise<void>;
  setIncident: (name: IncidentName, active: boolean) => void;
  /** Replaces the instances of orders, one after the other, without losing a request. */
  rollOut: (release: Release) => Promise<void>;
  instances: () => InstanceState[];
  gatewayUrl: () => string | undefined;
  stop: () => Promise<void>;
};

type Parts = { settings: Settings; surroundings: Surroundings; log: (line: string) => void };

const steady = (version: string): Release => ({ version, slow: false });

const specsOf = ({ gateways }: Surroundings): InstanceSpec[] => [
  { service: "users", instance: "users-1", release: steady("2.8.1") },
  { service: "email", instance: "email-1", release: steady("1.1.0") },
  { service: "payments", instance: "payments-1", release: steady("7.0.3") },
  { service: "orders", instance: "orders-1", release: releaseAfter(0) },
  { service: "orders", instance: "orders-2", release: releaseAfter(0) },
  ...gateways.map(
    ({ instance, port }): InstanceSpec => ({
      service: "gateway",
      instance,
      port,
      release: steady("3.2.0"),
    }),
  ),
];

/** Long enough for a process to learn that an instance is going, and for its calls there to end. */
const DRAIN_MS = 1_500;
const LONGEST_RESTART_WAIT_MS = 30_000;

/** The shop's processes and its load; a process that ends by itself is started again. */
export function createSystem({ settings, surroundings, log }: Parts): System {
  const { nginx, gateways } = surroundings;
  const running = new Map<string, Running>();
  const incidents = new Set<IncidentName>();
  const outside: Child[] = [];
  let stopping = false;
  let rollOuts: Promise<void> = Promise.resolve();

  const broadcast = (command: Command) => {
    for (const { child } of running.values()) child.send(command);
    if (command.type === "incident") for (const child of outside) child.send(command);
  };
  const tellPeers = () => {
    const peers = peersOf([...running.values()]);
    broadcast({ type: "peers", peers });
    for (const child of outside) {
      child.send({ type: "peers", peers: { ...peers, gateway: doorsOf(peers.gateway) } });
    }
  };
  /** Where the outside world goes: nginx, else the ready gateways, as often as their weights say. */
  const doorsOf = (ready: readonly string[]): string[] => {
    if (nginx) return ready.length > 0 ? [nginx.url] : [];
    return gateways
      .map(({ port, weight }) => ({ url: `http://127.0.0.1:${port}`, weight }))
      .filter(({ url }) => ready.includes(url))
      .flatMap(({ url, weight }) => Array.from({ length: weight }, () => url));
  };

  const launch = async (spec: InstanceSpec, waitMs = 1_000): Promise<void> => {
    const child = startChild(spec.service, serviceEnvironment(spec, { settings, surroundings }));
    const entry: Running = { spec, child, url: undefined };
    running.set(spec.instance, entry);
    child.exited.then(() => restart(entry, waitMs));
    entry.url = await child.ready;
    for (const name of incidents) child.send({ type: "incident", name, active: true });
    tellPeers();
  };
  const restart = async (entry: Running, waitMs: number): Promise<void> => {
    if (stopping || running.get(entry.spec.instance) !== entry) return;
    const wasReady = entry.url !== undefined;
    entry.url = undefined;
    tellPeers();
    log(`${entry.spec.instance} ended; starting it again`);
    await sleep(wasReady ? 1_000 : waitMs);
    if (stopping || running.get(entry.spec.instance) !== entry) return;
    const nextWaitMs = wasReady ? 1_000 : Math.min(waitMs * 2, LONGEST_RESTART_WAIT_MS);
    await launch(entry.spec, nextWaitMs).catch((error: Error) => log(error.message));
  };
  const replace = async (old: Running, release: Release): Promise<void> => {
    running.delete(old.spec.instance);
    tellPeers();
    await sleep(DRAIN_MS);
    await old.child.stop();
    if (!stopping) await launch({ ...old.spec, release });
  };
  const rollOutNow = async (release: Release): Promise<void> => {
    for (const entry of [...running.values()].filter(({ spec }) => spec.service === "orders")) {
      if (!stopping) await replace(entry, release).catch((error: Error) => log(error.message));
    }
  };

  return {
    start: async () => {
      await Promise.all(specsOf(surroundings).map((spec) => launch(spec)));
      outside.push(startChild("collector", collectorEnvironment(settings, nginx?.statusUrl)));
      outside.push(startChild("load", loadEnvironment(settings)));
      tellPeers();
    },
    setIncident: (name, active) => {
      if (active) incidents.add(name);
      else incidents.delete(name);
      broadcast({ type: "incident", name, active });
    },
    rollOut: (release) => {
      rollOuts = rollOuts.then(() => rollOutNow(release));
      return rollOuts;
    },
    instances: () =>
      [...running.values()].map(({ spec, child }) => ({
        service: spec.service,
        instance: spec.instance,
        version: spec.release.version,
        pid: child.pid,
      })),
    gatewayUrl: () => nginx?.url ?? running.get("gateway-1")?.url,
    stop: async () => {
      stopping = true;
      await Promise.all(outside.map((child) => child.stop()));
      await Promise.all([...running.values()].map(({ child }) => child.stop()));
    },
  };
}

function peersOf(instances: readonly Running[]): Peers {
  const peers: Peers = { gateway: [], orders: [], users: [], email: [], payments: [] };
  for (const { spec, url } of instances) if (url !== undefined) peers[spec.service].push(url);
  return peers;
}
