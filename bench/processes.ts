import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const SAMPLE_MS = 100;

/** CPU seconds that a process has used, with its children when asked; null where there is no /proc. */
export function cpuSeconds(pid: number, withChildren = false): number | null {
  if (!existsSync("/proc/self/stat")) return null;
  const pids = withChildren ? [pid, ...childrenOf(pid)] : [pid];
  const ticks = pids.reduce((sum, one) => sum + ticksOf(one, one === pid && withChildren), 0);
  return ticks / ticksPerSecond();
}

/** User and system time; `waited` adds that of children that have ended. */
function ticksOf(pid: number, waited: boolean): number {
  const fields = statOf(pid);
  const at = (field: number) => Number(fields[field - 3] ?? 0);
  return at(14) + at(15) + (waited ? at(16) + at(17) : 0);
}

/** The fields of /proc/PID/stat from the third on; empty when the process has ended. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((other) => Number.isInteger(other) && Number(statOf(other)[1]) === pid);
}

let ticks = 0;

function ticksPerSecond(): number {
  ticks ||= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return ticks;
}

/** Watches the resident memory of a process until `stop`, which answers the peak in MiB; null without /proc. */
export function watchMemory(pid: number): { stop: () => number | null } {
  let peakKib = 0;
  const look = () => {
    if (!existsSync(`/proc/${pid}/status`)) return;
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    peakKib = Math.max(peakKib, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0));
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peakKib === 0 ? null : peakKib / 1024;
    },
  };
}
