"use client";

import { Check, Link2 } from "lucide-react";
import { useState } from "react";
import { useFrozenLink } from "@/components/frame/use-frozen-link.ts";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";

type Props = { range: { fromMs: number; toMs: number } | null };

const SAID_MS = 2_000;

/** Copies this page's address with its range frozen to the moments shown, so that others see the same. */
export function CopyLink({ range }: Props) {
  const frozenLink = useFrozenLink();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(frozenLink(range)));
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return (
    <Button onClick={() => void copy()} title="Copy a link to exactly these moments">
      {copied ? <Check size={14} aria-hidden /> : <Link2 size={14} aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : "Copy link"}</span>
    </Button>
  );
}
