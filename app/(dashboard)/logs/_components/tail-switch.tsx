"use client";

import { Pause, Radio } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import type { LogTailState } from "./use-log-tail.ts";

type Props = {
  tail: LogTailState | null;
  /** The range ends now. */
  possible: boolean;
  onChange: (on: boolean) => void;
};

/** Turns live tail on and off, and says whether it is connected. */
export function TailSwitch({ tail, possible, onChange }: Props) {
  return (
    <Button
      aria-pressed={tail !== null}
      disabled={!possible}
      title={possible ? undefined : "The range ends in the past: choose one that ends now"}
      className={tail ? "border-accent bg-accent-soft" : ""}
      onClick={() => onChange(tail === null)}
    >
      {tail ? <Pause size={14} aria-hidden /> : <Radio size={14} aria-hidden />}
      {tail ? (tail.connected ? "Stop live tail" : "Connecting…") : "Live tail"}
    </Button>
  );
}
