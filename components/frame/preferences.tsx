"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { RAIL_COOKIE, THEME_COOKIE, type Theme, ZONE_COOKIE } from "@/lib/view/preferences.ts";

type Preferences = {
  theme: Theme;
  setTheme: (theme: Theme) => void;
  /** IANA name; "UTC" unless the person chose local time. */
  zone: string;
  setZone: (zone: string) => void;
  railCollapsed: boolean;
  setRailCollapsed: (collapsed: boolean) => void;
};

const PreferencesContext = createContext<Preferences | null>(null);

const YEAR_SECONDS = 31_536_000;

function remember(cookie: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `${cookie}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

type Initial = { theme: Theme; zone: string; railCollapsed: boolean };

/** What a person prefers, kept in cookies, so that the server's first paint already follows it. */
export function PreferencesProvider({
  initial,
  children,
}: {
  initial: Initial;
  children: ReactNode;
}) {
  const [theme, chooseTheme] = useState(initial.theme);
  const [zone, chooseZone] = useState(initial.zone);
  const [railCollapsed, chooseRail] = useState(initial.railCollapsed);
  const setTheme = useCallback((next: Theme) => {
    chooseTheme(next);
    document.documentElement.dataset.theme = next;
    remember(THEME_COOKIE, next);
  }, []);
  const setZone = useCallback((next: string) => {
    chooseZone(next);
    remember(ZONE_COOKIE, next);
  }, []);
  const setRailCollapsed = useCallback((collapsed: boolean) => {
    chooseRail(collapsed);
    remember(RAIL_COOKIE, collapsed ? "collapsed" : "full");
  }, []);
  const value = useMemo(
    () => ({ theme, setTheme, zone, setZone, railCollapsed, setRailCollapsed }),
    [theme, setTheme, zone, setZone, railCollapsed, setRailCollapsed],
  );
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

/** Throws outside of the dashboard's layout. */
export function usePreferences(): Preferences {
  const value = useContext(PreferencesContext);
  if (!value) throw new Error("usePreferences outside of PreferencesProvider");
  return value;
}

/** The time zone in which times are written. */
export const useZone = (): string => usePreferences().zone;
