"use client";

import clsx from "clsx";
import {
  ArrowDown,
  ArrowUp,
  Bookmark,
  CircleDollarSign,
  ExternalLink,
  Flag,
  type LucideIcon,
  Minus,
} from "lucide-react";
import Link from "next/link";
import { useHref } from "@/components/frame/use-bar.ts";
import { DeleteMarker, type ToldEvent } from "@/components/timeline/delete-marker.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ServiceRow } from "@/lib/view/service-rows.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import type { ChangeEvent } from "@/lib/view/what-changed.ts";

const ICONS: Record<ChangeEvent["kind"], LucideIcon> = {
  deploy: Flag,
  marker: Bookmark,
  quiet: Minus,
  breach: ArrowUp,
  recovered: ArrowDown,
  cost: CircleDollarSign,
};

const TONES = {
  critical: "bg-critical-soft text-critical",
  warning: "bg-warning-soft text-warning",
  unknown: "bg-unknown-soft text-unknown",
  ok: "bg-ok-soft text-ok",
} as const;

const DAY_MS = 86_400_000;

type At = { zone: string; untilMs: number };

type Props = {
  change: ChangeEvent;
  /** What a person or a pipeline told; null: nobody did, it was seen. */
  told: ToldEvent | null;
  at: At;
  last: boolean;
  onOpen: (row: ServiceRow) => void;
  onDelete: (told: ToldEvent) => void;
};

/** One thing that changed. Of a service it opens the panel; what was told can be followed and deleted. */
export function ChangeRow({ change, told, at, last, onOpen, onDelete }: Props) {
  const { row } = change;
  const hrefOf = useHref();
  const body = <Body change={change} told={told} at={at} last={last} />;
  return (
    <li className="flex items-start">
      {row ? (
        <button
          type="button"
          onClick={() => onOpen(row)}
          className="flex min-w-0 flex-1 gap-3 px-4 py-2 text-left hover:bg-surface-2"
        >
          {body}
        </button>
      ) : change.path ? (
        <Link
          href={hrefOf(change.path)}
          className="flex min-w-0 flex-1 gap-3 px-4 py-2 hover:bg-surface-2"
        >
          {body}
        </Link>
      ) : (
        <div className="flex min-w-0 flex-1 gap-3 px-4 py-2">{body}</div>
      )}
      {told && (
        <span className="flex shrink-0 pt-1.5 pr-2">
          {told.url && (
            <Button asChild kind="bare" square>
              <a
                href={told.url}
                target="_blank"
                rel="noreferrer"
                aria-label={`More about ${told.title}`}
              >
                <ExternalLink size={13} aria-hidden />
              </a>
            </Button>
          )}
          <DeleteMarker title={told.title} onDelete={() => onDelete(told)} />
        </span>
      )}
    </li>
  );
}

function Body({ change, told, at, last }: Pick<Props, "change" | "told" | "at" | "last">) {
  const { zone, untilMs } = at;
  const style = change.dayOnly || untilMs - change.atMs > DAY_MS ? "day" : "minute";
  return (
    <>
      <time
        dateTime={new Date(change.atMs).toISOString()}
        title={formatTime(change.atMs, zone, "full")}
        className="w-10 shrink-0 pt-0.5 text-12 text-text-3"
      >
        {formatTime(change.atMs, zone, style)}
      </time>
      <ChangeIcon change={change} last={last} />
      <span className="min-w-0">
        <span className="block font-medium break-words">{change.title}</span>
        <span className="block text-12 text-text-2">{change.note}</span>
        {told?.description && <span className="block text-12 text-text-3">{told.description}</span>}
        {change.effect && <span className="block text-12 text-text-2">{change.effect}</span>}
      </span>
    </>
  );
}

function ChangeIcon({ change, last }: Pick<Props, "change" | "last">) {
  const Icon = ICONS[change.kind];
  return (
    <span className="relative shrink-0" aria-hidden>
      <span
        className={clsx(
          "relative z-10 grid size-5 place-items-center rounded-full",
          change.status ? TONES[change.status] : "bg-surface-3 text-text-2",
        )}
      >
        <Icon size={12} />
      </span>
      {!last && <span className="absolute top-5 -bottom-4 left-2.5 w-px bg-line" />}
    </span>
  );
}
