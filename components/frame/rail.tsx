"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { CONCERNS, type Concern, concernOf } from "./concerns.ts";
import { Logo } from "./logo.tsx";
import { usePreferences } from "./preferences.tsx";
import { SelfHealth } from "./self-health.tsx";
import { useConcernHref, useHref } from "./use-bar.ts";
import { useMarks } from "./use-marks.ts";

type Mark = "warning" | "critical" | undefined;

const LISTED = CONCERNS.filter((concern) => !concern.foot);
const GROUPS = [...new Set(LISTED.map((concern) => concern.group))];

/** Words are hidden by the person's choice, and always between 768 and 1100 px. */
const WORD = "max-desk:sr-only group-data-[collapsed=true]/rail:sr-only";

function RailLink({ concern, active, mark }: { concern: Concern; active: boolean; mark: Mark }) {
  const concernHref = useConcernHref();
  const Icon = concern.icon;
  return (
    <Link
      href={concernHref(concern)}
      aria-current={active ? "page" : undefined}
      title={`${concern.label} (g ${concern.key})`}
      className={clsx(
        "relative flex h-7 items-center gap-2.5 rounded-2 px-2 text-13",
        active
          ? "bg-surface-3 font-medium text-text"
          : "text-text-2 hover:bg-surface-2 hover:text-text",
      )}
    >
      <Icon size={16} strokeWidth={1.75} className="shrink-0" aria-hidden />
      <span className={WORD}>{concern.label}</span>
      {mark && (
        <StatusIcon
          status={mark}
          size={12}
          className="ml-auto max-desk:absolute max-desk:top-0.5 max-desk:right-0.5 group-data-[collapsed=true]/rail:absolute group-data-[collapsed=true]/rail:top-0.5 group-data-[collapsed=true]/rail:right-0.5"
        />
      )}
    </Link>
  );
}

/** The concerns at the left from 768 px on, each with a mark when something there is wrong. */
export function Rail() {
  const pathname = usePathname();
  const marks = useMarks();
  const hrefOf = useHref();
  const { railCollapsed, setRailCollapsed } = usePreferences();
  const active = concernOf(pathname);
  return (
    <nav
      aria-label="Concerns"
      data-collapsed={railCollapsed}
      className="group/rail sticky top-0 flex h-dvh w-[var(--rail-collapsed)] shrink-0 flex-col border-r border-line bg-rail px-2 desk:data-[collapsed=false]:w-[var(--rail-width)] max-tablet:hidden"
    >
      <div className="flex h-12 items-center justify-between">
        <Link href={hrefOf("/")} className="flex items-center gap-2 px-2 text-13 font-semibold">
          <Logo />
          <span className={WORD}>Headroom</span>
        </Link>
        <button
          type="button"
          aria-label="Collapse the rail"
          title="Collapse ([)"
          onClick={() => setRailCollapsed(true)}
          className="grid size-5 place-items-center rounded-1 border border-line text-11 text-text-3 hover:text-text max-desk:hidden group-data-[collapsed=true]/rail:hidden"
        >
          [
        </button>
      </div>
      {GROUPS.map((group) => (
        <div key={group ?? "first"} className="mb-2">
          {group && <p className={clsx("px-2 pt-1.5 pb-1 text-12 text-text-3", WORD)}>{group}</p>}
          <ul className="space-y-0.5">
            {LISTED.filter((concern) => concern.group === group).map((concern) => (
              <li key={concern.id}>
                <RailLink
                  concern={concern}
                  active={active === concern}
                  mark={marks.get(concern.id)}
                />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {railCollapsed && (
        <button
          type="button"
          aria-label="Widen the rail"
          title="Widen ([)"
          onClick={() => setRailCollapsed(false)}
          className="mx-auto grid size-5 place-items-center rounded-1 border border-line text-11 text-text-3 hover:text-text max-desk:hidden"
        >
          ]
        </button>
      )}
      <SelfHealth className="mt-auto" />
    </nav>
  );
}
