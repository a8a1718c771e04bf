import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { DashboardFrame } from "@/components/frame/dashboard-frame.tsx";
import {
  parseRailCollapsed,
  parseTheme,
  parseZone,
  RAIL_COOKIE,
  THEME_COOKIE,
  ZONE_COOKIE,
} from "@/lib/view/preferences.ts";
import { currentPrincipal } from "@/lib/web/principal.ts";

/** The frame of every page. Each page authorises its own view; the frame only needs a name to show. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const principal = await currentPrincipal();
  const text = (name: string) => jar.get(name)?.value;
  return (
    <DashboardFrame
      initial={{
        theme: parseTheme(text(THEME_COOKIE)),
        zone: parseZone(text(ZONE_COOKIE)),
        railCollapsed: parseRailCollapsed(text(RAIL_COOKIE)),
      }}
      initialNowMs={Date.now()}
      accountName={principal.kind === "anonymous" ? "Not logged in" : principal.name}
    >
      {children}
    </DashboardFrame>
  );
}
