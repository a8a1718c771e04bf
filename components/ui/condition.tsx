import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Condition as ConditionModel, SentencePart, Tone } from "@/lib/view/sentence.ts";
import { StatusIcon } from "./status-icon.tsx";

const TONES: Record<Tone, string> = {
  fact: "font-medium text-text",
  name: "font-semibold text-text",
  reason: "text-text-2",
  critical: "font-medium text-critical",
  warning: "font-medium text-warning",
};

function Part({ part }: { part: SentencePart }) {
  if (!part.href) return <span className={TONES[part.tone]}>{part.text}</span>;
  return (
    <Link
      href={part.href}
      className={clsx(
        TONES[part.tone],
        "underline decoration-dashed decoration-1 underline-offset-4 hover:decoration-solid",
      )}
    >
      {part.text}
    </Link>
  );
}

type Props = { condition: ConditionModel; actions?: ReactNode; heading?: ReactNode };

/** The loudest thing of a page: one sentence that says its condition. It is the page's first heading. */
export function Condition({ condition, actions, heading }: Props) {
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3 tablet:flex-nowrap">
      <StatusIcon status={condition.status} size={16} className="mt-1.5" />
      <div className="min-w-0 flex-1">
        {heading}
        <h1 className="max-w-[960px] text-18 font-normal text-pretty">
          {condition.parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence are their order
            <Part key={index} part={part} />
          ))}
        </h1>
      </div>
      {actions !== undefined && (
        <div className="flex w-full shrink-0 gap-2 tablet:w-auto max-tablet:*:flex-1">
          {actions}
        </div>
      )}
    </div>
  );
}

/** Keeps the sentence's place while its data loads. */
export function ConditionSkeleton() {
  return (
    <div className="flex items-start gap-4" aria-hidden>
      <div className="mt-1.5 size-4 rounded-full bg-surface-3" />
      <div className="flex-1 space-y-2 py-1">
        <div className="h-4 max-w-[720px] rounded-1 bg-surface-3" />
        <div className="h-4 max-w-[420px] rounded-1 bg-surface-2" />
      </div>
    </div>
  );
}
