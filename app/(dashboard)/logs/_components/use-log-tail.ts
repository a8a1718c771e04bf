"use client";

import { useEffect, useRef, useState } from "react";
import { followLogs } from "@/lib/client/log-tail.ts";
import type { LogsQuestion } from "@/lib/client/logs.ts";
import { addLines, NO_TAIL, release, type TailRows } from "@/lib/view/log-tail-rows.ts";

export type LogTailState = TailRows & {
  connected: boolean;
  /** What arrives waits while this is so: the person reads. */
  hold: (hold: boolean) => void;
};

/** The records that a tail shows, newest first; null while it is off. */
export function useLogTail(question: LogsQuestion, on: boolean): LogTailState | null {
  const [tail, setTail] = useState<TailRows>(NO_TAIL);
  const [connected, setConnected] = useState(false);
  const holding = useRef(false);
  const key = JSON.stringify(question);
  useEffect(() => {
    if (!on) return;
    const stop = followLogs(JSON.parse(key), {
      onLines: (lines) => setTail((before) => addLines(before, lines, holding.current)),
      onConnected: setConnected,
    });
    return () => {
      stop();
      setTail(NO_TAIL);
      setConnected(false);
    };
  }, [on, key]);
  const hold = (next: boolean) => {
    holding.current = next;
    if (!next) setTail(release);
  };
  return on ? { ...tail, connected, hold } : null;
}
