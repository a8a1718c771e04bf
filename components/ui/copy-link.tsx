"use client";

import { Check, Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

type Props = { range: { fromMs: number; toMs: number } | null };

const SAID_MS = 2_000;

/** Copies this page's address with its range frozen to the moments shown, so that others see the same. */
export function CopyLink({ range }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const url = new URL(window.location.href);
    if (range) {
      url.searchParams.set("from", new Date(range.fromMs).toISOString());
      url.searchParams.set("to", new Date(range.toMs).toISOString());
    }
    await navigator.clipboard.writeText(url.toString());
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button onClick={() => void copy()} title="Copy a link to exactly these moments">
      {copied ? <Check size={14} aria-hidden /> : <Link2 size={14} aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : "Copy link"}</span>
    </Button>
  );
}
