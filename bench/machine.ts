import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

export type Machine = {
  cpu: string;
  cores: number;
  memoryGib: number;
  node: string;
  commit: string | null;
  /** Runnable processes, averaged over the last minute before the bench began: above 0.5, others disturb it. */
  loadBefore: number;
};

/** What the numbers were measured on. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    commit: commitOf(),
    loadBefore: loadavg()[0] ?? 0,
  };
}

function commitOf(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}
