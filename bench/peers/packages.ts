import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What Debian calls the peers, and where their programs lie in the package. */
export const PEERS = {
  prometheus: { title: "Prometheus", program: "usr/bin/prometheus" },
  "victoria-metrics": { title: "VictoriaMetrics", program: "usr/bin/victoria-metrics" },
} as const;
export type PeerName = keyof typeof PEERS;

/** A peer's program and the version of its package. */
export type PeerProgram = { path: string; version: string };

/** Why the peers cannot be had on this machine. */
export class PeersUnavailable extends Error {}

/**
 * Debian's packages of the peers, fetched once into `cache` and unpacked there: nothing is installed, and no service
 * started. Throws `PeersUnavailable` where there is no apt, no dpkg or no package.
 */
export async function fetchPeers(
  cache: string,
  say: (line: string) => void,
): Promise<Record<PeerName, PeerProgram>> {
  await mkdir(cache, { recursive: true });
  const prometheus = await fetchPeer("prometheus", cache, say);
  return { prometheus, "victoria-metrics": await fetchPeer("victoria-metrics", cache, say) };
}

async function fetchPeer(
  name: PeerName,
  cache: string,
  say: (line: string) => void,
): Promise<PeerProgram> {
  const known = await packageFile(name, cache);
  if (known === null) say(`fetching Debian's package of ${PEERS[name].title}`);
  if (known === null) await apt(name, cache);
  const file = await packageFile(name, cache);
  if (file === null) throw new PeersUnavailable(`apt-get has no package ${name}`);
  const place = join(cache, name);
  const path = join(place, PEERS[name].program);
  if (!existsSync(path)) await unpack(join(cache, file), place);
  return { path, version: decodeURIComponent(file.split("_")[1] ?? "") };
}

async function packageFile(name: PeerName, cache: string): Promise<string | null> {
  const files = await readdir(cache);
  return files.find((file) => file.startsWith(`${name}_`) && file.endsWith(".deb")) ?? null;
}

async function apt(name: PeerName, cache: string): Promise<void> {
  try {
    await run("apt-get", ["download", name], { cwd: cache });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[1] ?? error.message) : "";
    throw new PeersUnavailable(
      `apt-get download ${name} failed (${reason}): the peers come from Debian's packages`,
    );
  }
}

async function unpack(file: string, place: string): Promise<void> {
  try {
    await run("dpkg", ["-x", file, place]);
  } catch {
    throw new PeersUnavailable("dpkg cannot unpack the packages");
  }
}
