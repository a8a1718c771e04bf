/** Cookies that hold what a person prefers; the server reads them, so that the first paint is right. */
export const THEME_COOKIE = "headroom-theme";
export const ZONE_COOKIE = "headroom-zone";
export const RAIL_COOKIE = "headroom-rail";

export const THEMES = ["dark", "light", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme of a cookie's text; anything unknown is dark. */
export const parseTheme = (text: string | undefined): Theme =>
  THEMES.find((theme) => theme === text) ?? "dark";

/** An IANA time zone that this runtime knows, from a cookie's text; anything else is UTC. */
export function parseZone(text: string | undefined): string {
  if (!text) return "UTC";
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text;
  } catch {
    return "UTC";
  }
}

/** Whether the rail shows icons only. */
export const parseRailCollapsed = (text: string | undefined): boolean => text === "collapsed";
