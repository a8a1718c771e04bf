"use client";

import {
  ArrowLeftRight,
  Keyboard,
  LogOut,
  Monitor,
  Moon,
  Pause,
  Play,
  Sun,
  UserRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu.tsx";
import { periodBefore } from "@/lib/view/change.ts";
import { parseTheme } from "@/lib/view/preferences.ts";
import { boundMs } from "@/lib/view/ranges.ts";
import { formatTime } from "@/lib/view/time-format.ts";
import { SELF } from "./concerns.ts";
import { type LiveState, useLiveState } from "./live.tsx";
import { useNow } from "./now.tsx";
import { usePreferences, useZone } from "./preferences.tsx";
import { useBar, useConcernHref } from "./use-bar.ts";

/** Whether figures and charts are compared with the period before. */
export function CompareToggle() {
  const { bar, setBar } = useBar();
  const nowMs = useNow(60_000);
  const lengthMs = (boundMs(bar.to, nowMs) ?? nowMs) - (boundMs(bar.from, nowMs) ?? nowMs);
  const on = bar.compare === "previous";
  return (
    <Button
      data-key="c"
      aria-pressed={on}
      onClick={() => setBar({ compare: on ? "off" : null })}
      title={on ? "Compared with the period before" : "Not compared"}
      className="max-tablet:hidden"
    >
      <ArrowLeftRight size={14} aria-hidden className="text-text-3" />
      {on ? (
        <span>
          <span className="font-normal text-text-2">vs</span> {periodBefore(lengthMs)}
        </span>
      ) : (
        <span className="font-normal text-text-2">no comparison</span>
      )}
    </Button>
  );
}

const LIVE_WORDS: Record<LiveState, string> = {
  live: "Live",
  held: "Held",
  paused: "Paused",
  fixed: "Fixed",
};

const LIVE_HINTS: Record<LiveState, string> = {
  live: "New data is shown as it arrives",
  held: "New data waits while you read",
  paused: "New data is not shown",
  fixed: "This range ends in the past",
};

/** Live or paused, with the clock of the written zone. */
export function LiveToggle() {
  const { bar, setBar } = useBar();
  const state = useLiveState();
  const zone = useZone();
  const nowMs = useNow();
  const following = state === "live" || state === "held";
  const toggle = () => {
    if (state === "fixed") setBar({ from: null, to: null, live: null });
    else setBar({ live: bar.live === "on" ? "off" : null });
  };
  return (
    <Button
      data-key="l"
      className="shrink-0 max-tablet:px-2"
      onClick={toggle}
      title={LIVE_HINTS[state]}
      aria-label={`${LIVE_WORDS[state]}. ${following ? "Pause" : "Follow live"}`}
    >
      <span
        aria-hidden
        className={
          following ? "size-2 rounded-full bg-ok-fill" : "size-2 rounded-full bg-unknown-fill"
        }
      />
      {LIVE_WORDS[state]}
      <span className="font-normal text-text-2 max-tablet:hidden">
        {formatTime(nowMs, zone, "second")}
      </span>
      <span className="text-text-3 max-tablet:hidden">
        {following ? <Pause size={12} aria-hidden /> : <Play size={12} aria-hidden />}
      </span>
    </Button>
  );
}

const THEME_ICONS = { dark: Moon, light: Sun, system: Monitor } as const;
const THEME_CHOICES = [
  { value: "dark", label: "Dark" },
  { value: "light", label: "Light" },
  { value: "system", label: "System" },
];

/** Dark, light, or what the system says. */
export function ThemeMenu() {
  const { theme, setTheme } = usePreferences();
  const Icon = THEME_ICONS[theme];
  return (
    <Menu
      trigger={
        <Button square aria-label={`Theme: ${theme}`} className="max-tablet:hidden">
          <Icon size={14} aria-hidden />
        </Button>
      }
    >
      <MenuChoices
        value={theme}
        choices={THEME_CHOICES}
        onChange={(value) => setTheme(parseTheme(value))}
      />
    </Menu>
  );
}

type AccountProps = { name: string; onShowKeys: () => void; onLogOut: () => void };

/** Who is logged in, the keys, and the way out; on narrow screens the theme too. */
export function AccountMenu({ name, onShowKeys, onLogOut }: AccountProps) {
  const { theme, setTheme } = usePreferences();
  const router = useRouter();
  const concernHref = useConcernHref();
  return (
    <Menu
      trigger={
        <Button
          square
          aria-label={`Account: ${name}`}
          className="rounded-full bg-surface-3 shrink-0 max-tablet:w-9 max-tablet:rounded-2"
        >
          <UserRound size={14} aria-hidden />
        </Button>
      }
    >
      <MenuLabel>{name}</MenuLabel>
      <MenuItem icon={<Keyboard size={14} aria-hidden />} onSelect={onShowKeys}>
        Keys
      </MenuItem>
      <div className="tablet:hidden">
        <MenuItem
          icon={<SELF.icon size={14} aria-hidden />}
          onSelect={() => router.push(concernHref(SELF))}
        >
          {SELF.label}
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuChoices
          value={theme}
          choices={THEME_CHOICES}
          onChange={(value) => setTheme(parseTheme(value))}
        />
      </div>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={14} aria-hidden />} onSelect={onLogOut}>
        Log out
      </MenuItem>
    </Menu>
  );
}
