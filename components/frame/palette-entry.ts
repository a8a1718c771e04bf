import type { LucideIcon } from "lucide-react";
import type { PaletteEntry } from "@/lib/view/palette.ts";

/** An entry of the palette with what choosing it does: it leads somewhere or runs. */
export type Entry = PaletteEntry & {
  icon?: LucideIcon;
  /** Pressed without the palette, they do the same. */
  keys?: readonly string[];
} & ({ href: string; run?: never } | { run: () => void; href?: never });
