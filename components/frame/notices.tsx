"use client";

import { Bell } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SelectField } from "@/components/ui/form-field.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { StatusIcon } from "@/components/ui/status-icon.tsx";
import type { Notice, NoticePreferences } from "@/lib/view/notices.ts";
import { formatAgo } from "@/lib/view/time-format.ts";
import { useNow } from "./now.tsx";
import { useHydrated } from "./use-hydrated.ts";
import { savePreferences, useNotices } from "./use-notices.ts";

const MOST = 20;

/** A bell that says how many alerts began to fire since somebody looked. */
export function Notices() {
  const [open, setOpen] = useState(false);
  const { notices, preferences } = useNotices();
  const isHydrated = useHydrated();
  const unread = isHydrated ? notices.filter(({ isUnread }) => isUnread).length : 0;
  const openOrClose = (next: boolean) => {
    setOpen(next);
    // What was unread stays marked while it is being read.
    if (!next) savePreferences({ ...preferences, seenMs: newestOf(notices, preferences) });
  };
  const label = unread === 0 ? "Notices" : `Notices, ${unread} new`;
  return (
    <Popover
      label="Notices"
      align="end"
      open={open}
      onOpenChange={openOrClose}
      className="w-[360px]"
      trigger={
        <Button square aria-label={label} title={label} className="relative shrink-0">
          <Bell size={14} aria-hidden />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute -top-1 -right-1 min-w-4 rounded-full bg-accent-solid px-1 text-center text-[10px] leading-4 text-on-accent"
            >
              {unread > 9 ? "9+" : unread}
            </span>
          )}
        </Button>
      }
    >
      <NoticeList notices={notices} onLeave={() => openOrClose(false)} />
      <BrowserChoice preferences={preferences} />
    </Popover>
  );
}

const newestOf = (notices: readonly Notice[], { seenMs }: NoticePreferences): number =>
  notices.reduce((newest, { firedMs }) => Math.max(newest, firedMs), seenMs);

function NoticeList({ notices, onLeave }: { notices: readonly Notice[]; onLeave: () => void }) {
  const nowMs = useNow(10_000);
  if (notices.length === 0) return <p className="p-4 text-text-2">Nothing fires.</p>;
  return (
    <ul aria-label="Alerts that fire" className="max-h-80 divide-y divide-line overflow-auto">
      {notices.slice(0, MOST).map(({ alert, about, firedMs, isUnread }) => (
        <li key={alert.id}>
          <Link
            href={`/alerts?alert=${encodeURIComponent(alert.id)}`}
            onClick={onLeave}
            className="flex items-center gap-2.5 px-4 py-2 hover:bg-surface-3"
          >
            <StatusIcon
              status={alert.severity === "info" ? "unknown" : alert.severity}
              label={alert.severity}
            />
            <span className="min-w-0 flex-1">
              <span className={`block truncate ${isUnread ? "font-semibold" : ""}`}>
                {alert.ruleName}
              </span>
              <span className="block truncate text-12 text-text-3">
                {[about, formatAgo(firedMs, nowMs), isUnread ? "new" : ""]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

const CHOICES = [
  { value: "none", label: "Nothing" },
  { value: "critical", label: "Critical alerts" },
  { value: "all", label: "All alerts" },
];

/** The browser asks for permission on a choice, never by itself. */
function BrowserChoice({ preferences }: { preferences: NoticePreferences }) {
  const [isRefused, setRefused] = useState(false);
  const choose = async (value: string) => {
    const shows = value === "all" || value === "critical" ? value : "none";
    const answer =
      shows === "none" || !("Notification" in window)
        ? "granted"
        : await Notification.requestPermission();
    const isAllowed = "Notification" in window && answer === "granted";
    setRefused(shows !== "none" && !isAllowed);
    savePreferences({ ...preferences, shows: isAllowed ? shows : "none" });
  };
  return (
    <div className="space-y-2 border-t border-line p-4">
      <SelectField
        label="This browser shows, also while the page is hidden"
        choices={CHOICES}
        value={preferences.shows}
        onChoose={(value) => void choose(value)}
      />
      {isRefused && (
        <p role="alert" className="text-12 text-critical">
          The browser does not allow notifications of this page. Its settings can.
        </p>
      )}
    </div>
  );
}
