"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

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

/** Whether the text is on the clipboard now. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "fixed opacity-0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
