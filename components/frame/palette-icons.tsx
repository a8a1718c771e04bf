"use client";

import {
  Activity,
  Bookmark,
  ChartLine,
  Clock,
  History,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  PanelsTopLeft,
  Route,
  Server,
  Settings2,
  Zap,
} from "lucide-react";
import type { PaletteGroup } from "@/lib/view/palette.ts";

const ICONS: Record<PaletteGroup, LucideIcon> = {
  Recent: History,
  Trace: ListTree,
  "This page": Zap,
  Pages: PanelsTopLeft,
  Services: Activity,
  Routes: Route,
  Metrics: ChartLine,
  Boards: LayoutDashboard,
  "Saved views": Bookmark,
  "Time range": Clock,
  Environment: Server,
  View: Settings2,
};

/** The icon of an entry that brings none. */
export const iconOfGroup = (group: PaletteGroup): LucideIcon => ICONS[group];
