"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";

const SAID_MS = 1_500;

type Props = {
  text: string;
  /** What is copied, for those who cannot see what stands beside it. */
  label: string;
  /** Only the icon, beside a value. */
  compact?: boolean;
  className?: string;
};

/** Copies a text and says so. Works without the clipboard API, which browsers keep to https and localhost. */
export function CopyButton({ text, label, compact = false, className }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? Check : Copy;
  return (
    <Button
      kind={compact ? "bare" : "plain"}
      square={compact}
      aria-label={copied ? `${label}: copied` : label}
      className={className}
      onClick={() => void copyText(text).then(setCopied)}
    >
      {compact ? <Icon size={13} aria-hidden /> : copied ? "Copied" : "Copy"}
    </Button>
  );
}
