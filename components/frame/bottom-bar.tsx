"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { STATUS_WORDS } from "@/components/ui/status-icon.tsx";
import { CONCERNS, concernOf } from "./concerns.ts";
import { useConcernHref } from "./use-bar.ts";
import { useMarks } from "./use-marks.ts";

/** The concerns at the bottom of narrow screens, within reach of a thumb; more than fit are scrolled to sideways. */
export function BottomBar() {
  const active = concernOf(usePathname());
  const marks = useMarks();
  const concernHref = useConcernHref();
  return (
    <nav
      aria-label="Concerns"
      className="fixed inset-x-0 bottom-0 z-30 flex overflow-x-auto overscroll-x-contain border-t border-line bg-rail pb-[env(safe-area-inset-bottom)] tablet:hidden"
    >
      {CONCERNS.filter((concern) => !concern.foot).map((concern) => {
        const Icon = concern.icon;
        const mark = marks.get(concern.id);
        return (
          <Link
            key={concern.id}
            href={concernHref(concern)}
            aria-current={active === concern ? "page" : undefined}
            className={clsx(
              "flex h-14 min-w-17 flex-1 flex-col items-center justify-center gap-1 text-11",
              active === concern ? "font-medium text-text" : "text-text-3",
            )}
          >
            <span className="relative">
              <Icon size={20} strokeWidth={1.75} aria-hidden />
              {mark && (
                <span
                  role="img"
                  aria-label={STATUS_WORDS[mark]}
                  className={clsx(
                    "absolute -top-1 -right-2 size-2",
                    mark === "critical"
                      ? "rounded-full bg-critical-fill"
                      : "rounded-1 bg-warning-fill",
                  )}
                />
              )}
            </span>
            {concern.label}
          </Link>
        );
      })}
    </nav>
  );
}
