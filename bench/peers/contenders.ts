import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RequestSeries } from "@/lib/aggregate/request-series.ts";
import { Ours } from "./ours.ts";
import type { PeerName, PeerProgram } from "./packages.ts";
import { Peer } from "./peer.ts";

export type Contenders = {
  ours: Ours;
  prometheus: Peer;
  victoria: Peer;
  /** Ends all and removes their data. */
  stop: () => Promise<void>;
};

/** Starts all three, empty, on free ports of 127.0.0.1. A signal that ends the bench ends them too. */
export async function startContenders({
  programs,
  series,
  end,
}: {
  programs: Record<PeerName, PeerProgram>;
  series: readonly RequestSeries[];
  end: number;
}): Promise<Contenders> {
  const place = await mkdtemp(join(tmpdir(), "headroom-peers-"));
  const stops: (() => Promise<void>)[] = [() => rm(place, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
  try {
    const prometheus = await Peer.start("prometheus", programs.prometheus.path, place);
    stops.push(() => prometheus.stop());
    const name = "victoria-metrics";
    const victoria = await Peer.start(name, programs[name].path, place);
    stops.push(() => victoria.stop());
    const ours = await Ours.start(series, end);
    stops.push(() => ours.stop());
    return { ours, prometheus, victoria, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
