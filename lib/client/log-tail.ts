import { type FollowLine, followLine } from "@/lib/contract/logs.ts";
import type { LogsQuestion } from "./logs.ts";
import { toSearch } from "./query-client.ts";

type Listener = {
  /** Lines that came together, in their order. */
  onLines: (lines: FollowLine[]) => void;
  onConnected: (connected: boolean) => void;
};

/** Records that a tail begins with. */
const BACKLOG = 200;
const RETRY_MS = 2_000;

/**
 * Follows what arrives until the returned function is called. It rests while the tab is hidden, and connects again when
 * the stream ends; each connection begins with the newest records, so some come again.
 */
export function followLogs(question: LogsQuestion, { onLines, onConnected }: Listener): () => void {
  let connection: AbortController | null = null;
  let stopped = false;
  const connect = async () => {
    if (stopped || connection || document.hidden) return;
    const mine = new AbortController();
    connection = mine;
    await readLines(question, { onLines, onConnected, signal: mine.signal }).catch(() => undefined);
    if (!mine.signal.aborted) onConnected(false);
    if (connection === mine) connection = null;
    if (!stopped && !document.hidden) setTimeout(() => void connect(), RETRY_MS);
  };
  const disconnect = () => {
    connection?.abort();
    connection = null;
  };
  const follow = () => (document.hidden ? disconnect() : void connect());
  document.addEventListener("visibilitychange", follow);
  void connect();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", follow);
    disconnect();
  };
}

async function readLines(
  question: LogsQuestion,
  { onLines, onConnected, signal }: Listener & { signal: AbortSignal },
): Promise<void> {
  const params = { ...question, to: null, follow: "true", limit: BACKLOG };
  const response = await fetch(`/api/v1/logs${toSearch(params)}`, { signal });
  if (!response.ok || !response.body) return;
  onConnected(true);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const texts = (rest + value).split("\n");
    rest = texts.pop() ?? "";
    const lines = texts.flatMap(parseLine);
    if (lines.length > 0) onLines(lines);
  }
}

/** A line that this page does not understand is left out. */
function parseLine(text: string): FollowLine[] {
  try {
    const line = followLine.safeParse(JSON.parse(text));
    return line.success ? [line.data] : [];
  } catch {
    return [];
  }
}
