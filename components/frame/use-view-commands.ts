"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Keyboard, Link2, RefreshCw, SunMoon } from "lucide-react";
import { useMemo } from "react";
import { copyText } from "@/components/ui/copy-text.ts";
import { QUICK_RANGES, rangeLength } from "@/lib/view/ranges.ts";
import type { Entry } from "./palette-entry.ts";
import { usePreferences } from "./preferences.tsx";
import { useBar } from "./use-bar.ts";
import { useFrozenLink } from "./use-frozen-link.ts";
import { useIntake } from "./use-intake.ts";

const THEMES = [
  { theme: "dark", title: "Dark theme" },
  { theme: "light", title: "Light theme" },
  { theme: "system", title: "Theme of the system" },
] as const;

/** What changes the view at hand: range, environment, comparison, live updates, theme. */
export function useViewCommands(onShowKeys: () => void): Entry[] {
  const ranges = useRanges();
  const environments = useEnvironments();
  const switches = useSwitches(onShowKeys);
  return useMemo(() => [...ranges, ...environments, ...switches], [ranges, environments, switches]);
}

function useRanges(): Entry[] {
  const { setBar } = useBar();
  return useMemo(
    () =>
      QUICK_RANGES.map((quick) => ({
        id: `range ${quick}`,
        group: "Time range",
        title: `Last ${rangeLength(quick)}`,
        note: "",
        words: `${quick} range time`,
        run: () => setBar({ from: `now-${quick}`, to: "now" }),
      })),
    [setBar],
  );
}

function useEnvironments(): Entry[] {
  const { setBar } = useBar();
  const { intake } = useIntake();
  const known = intake?.environments;
  return useMemo(
    () => [
      {
        id: "environment",
        group: "Environment",
        title: "All environments",
        note: "",
        run: () => setBar({ environment: null }),
      },
      ...(known ?? []).map(
        (environment): Entry => ({
          id: `environment ${environment}`,
          group: "Environment",
          title: environment || "no environment",
          note: "environment",
          run: () => setBar({ environment }),
        }),
      ),
    ],
    [known, setBar],
  );
}

function useSwitches(onShowKeys: () => void): Entry[] {
  const { bar, setBar } = useBar();
  const { setTheme } = usePreferences();
  const queryClient = useQueryClient();
  const frozenLink = useFrozenLink();
  const { compare, live } = bar;
  return useMemo(
    () => [
      {
        id: "view copy-link",
        group: "View",
        title: "Copy link to these moments",
        note: "",
        words: "share frozen",
        icon: Link2,
        run: () => void copyText(frozenLink()),
      },
      {
        id: "view refresh",
        group: "View",
        title: "Refresh",
        note: "",
        icon: RefreshCw,
        keys: ["."],
        run: () => void queryClient.refetchQueries({ type: "active" }),
      },
      {
        id: "view live",
        group: "View",
        title: live === "on" ? "Pause live updates" : "Follow live",
        note: "",
        keys: ["l"],
        run: () => setBar({ live: live === "on" ? "off" : null }),
      },
      {
        id: "view compare",
        group: "View",
        title: compare === "previous" ? "Do not compare" : "Compare with the period before",
        note: "",
        words: "comparison previous",
        keys: ["c"],
        run: () => setBar({ compare: compare === "previous" ? "off" : null }),
      },
      ...THEMES.map(
        ({ theme, title }): Entry => ({
          id: `view ${theme}`,
          group: "View",
          title,
          note: "",
          words: "colour mode",
          icon: SunMoon,
          run: () => setTheme(theme),
        }),
      ),
      {
        id: "view keys",
        group: "View",
        title: "List of keys",
        note: "",
        words: "help shortcuts keyboard",
        icon: Keyboard,
        keys: ["?"],
        run: onShowKeys,
      },
    ],
    [compare, live, setBar, setTheme, queryClient, frozenLink, onShowKeys],
  );
}
