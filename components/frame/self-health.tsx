"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import { toSelfHealth } from "@/lib/view/self-health.ts";
import { concernOf, SELF } from "./concerns.ts";
import { useConcernHref } from "./use-bar.ts";
import { useIntake } from "./use-intake.ts";

/** How Headroom itself does, at the foot of the rail; leads to its page. */
export function SelfHealth({ className }: { className?: string }) {
  const concernHref = useConcernHref();
  const active = concernOf(usePathname()) === SELF;
  const { intake, failed } = useIntake();
  const health = intake ? toSelfHealth(intake) : null;
  const status = failed ? "unknown" : (health?.status ?? "ok");
  const lines = failed ? ["does not answer"] : (health?.lines ?? ["–"]);
  return (
    <Link
      href={concernHref(SELF)}
      aria-current={active ? "page" : undefined}
      title={`${lines.join(", ")} (g ${SELF.key})`}
      className={clsx(
        "block border-t border-line px-2 py-3 hover:bg-surface-2 max-desk:flex max-desk:justify-center max-desk:px-0 group-data-[collapsed=true]/rail:px-1",
        active && "bg-surface-3",
        className,
      )}
    >
      <p
        className={clsx(
          "flex items-center gap-2 text-12",
          active ? "font-medium text-text" : "text-text-2",
        )}
      >
        <StatusIcon status={status} />
        <span className="max-desk:sr-only group-data-[collapsed=true]/rail:sr-only">
          {SELF.label}
        </span>
      </p>
      <div className="max-desk:hidden group-data-[collapsed=true]/rail:hidden">
        {lines.map((line) => (
          <p key={line} className="mt-0.5 truncate text-11 text-text-3">
            {line}
          </p>
        ))}
      </div>
    </Link>
  );
}
