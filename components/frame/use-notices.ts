"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { alertsQuery } from "@/lib/client/alerts.ts";
import { type NoticePreferences, noticesOf, parsePreferences, toShow } from "@/lib/view/notices.ts";

const KEY = "headroom-notices";
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Keeps what a person wants, for every page and tab of this browser. */
export function savePreferences(preferences: NoticePreferences): void {
  localStorage.setItem(KEY, JSON.stringify(preferences));
  for (const listener of listeners) listener();
}

/** What fires, what of it is new to this person, and what they want to be shown. */
export function useNotices() {
  const text = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(KEY),
    () => null,
  );
  const preferences = useMemo(() => parsePreferences(text), [text]);
  // Only who asked for notifications has a hidden tab look for them.
  const refetchIntervalInBackground = preferences.shows !== "none";
  const answer = useQuery({ ...alertsQuery(), refetchIntervalInBackground });
  const { seenMs, shows } = preferences;
  const alerts = answer.data?.alerts;
  const notices = useMemo(() => noticesOf(alerts ?? [], { seenMs }), [alerts, seenMs]);
  const shown = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (shows === "none" || Notification.permission !== "granted") return;
    const fresh = toShow(notices, shows, shown.current);
    for (const { alert, about } of fresh) {
      const note = new Notification(alert.ruleName, { body: about, tag: alert.id });
      note.onclick = () => {
        window.focus();
        window.location.assign(`/alerts?alert=${encodeURIComponent(alert.id)}`);
      };
    }
    shown.current = new Set([...shown.current, ...fresh.map(({ alert }) => alert.id)]);
  }, [notices, shows]);
  return { notices, preferences };
}
