"use client";

import {
  Bell,
  ChartSpline,
  Check,
  Compass,
  Ellipsis,
  FileJson,
  Image,
  Link2,
  Pin,
  Sheet,
} from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { PinDialog } from "@/components/boards/pin-dialog.tsx";
import { useZone } from "@/components/frame/preferences.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { useFrozenLink } from "@/components/frame/use-frozen-link.ts";
import { Button } from "@/components/ui/button.tsx";
import { copyText } from "@/components/ui/copy-text.ts";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import { type AlertDraft, alertDraftOf } from "@/lib/view/alert-draft.ts";
import { draftPath } from "@/lib/view/alert-draft-link.ts";
import { chartAddress } from "@/lib/view/chart-address.ts";
import type { TableRow } from "@/lib/view/chart-table.ts";
import { formatTime, zoneLabel } from "@/lib/view/time-format.ts";
import type { PngHeading } from "./chart-png.ts";
import { copyPicture } from "./copy-picture.ts";

/** What a chart tells its menu about what it asks. */
export type ChartQuestion = {
  /** What can be pinned and alerted on; absent: neither. */
  spec?: ChartSpec | null | undefined;
  /** The page that shows the query, if `spec` does not lead there by itself. */
  exploreHref?: string | null | undefined;
  /** Offers the other kind of y axis; absent: it has one kind only. */
  axis?: { log: boolean; onChange: (log: boolean) => void } | undefined;
};

type Props = ChartQuestion & {
  title: string;
  range: { fromMs: number; toMs: number };
  legend: PngHeading["legend"];
  /** What is shown, a row for each bucket or cell. Asked for only when it is copied. */
  rows: () => readonly TableRow[];
  /** What an alert would start from, in the plain unit: the objective or the largest value shown. */
  threshold?: number | null;
  /** The rule that watches what is shown, of a chart that cannot be pinned. */
  draft?: AlertDraft | undefined;
};

const SAID_MS = 2_500;

/**
 * The ways out of a chart: its link, picture and figures, its query, and a rule. It stands within an element marked
 * `data-chart`, whose drawing is marked `data-plot`.
 */
export function ChartMenu(props: Props) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [said, say] = useSaid();
  const copyLink = useFrozenLink();
  const explore = useExplore(props);
  const router = useRouter();
  const withBar = useHref();
  const picture = usePicture(props, trigger);
  const [pinning, setPinning] = useState(false);
  const { title, spec, axis, rows, range, threshold = null } = props;
  const draft = spec ? alertDraftOf(spec, { title, threshold }) : props.draft;
  const copied = (text: string, what: string) =>
    void copyText(text).then((done) => say(done ? `${what} copied` : "The browser refused"));
  const data = () => ({
    title,
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    rows: rows(),
  });
  return (
    <span className="pointer-events-auto inline-flex items-center gap-2">
      <span role="status" className="text-12 text-text-2 empty:hidden">
        {said}
      </span>
      <Menu
        trigger={
          <Button
            ref={trigger}
            kind="bare"
            square
            aria-label={`${title}: copy, explore`}
            className="-my-1"
          >
            {said ? <Check size={14} aria-hidden /> : <Ellipsis size={14} aria-hidden />}
          </Button>
        }
      >
        <MenuItem
          icon={<Link2 size={14} aria-hidden />}
          onSelect={() => copied(copyLink(), "Link")}
        >
          Copy link to these moments
        </MenuItem>
        <MenuItem icon={<Image size={14} aria-hidden />} onSelect={() => void picture().then(say)}>
          Copy as PNG
        </MenuItem>
        <MenuItem
          icon={<Sheet size={14} aria-hidden />}
          onSelect={() =>
            void import("@/lib/view/chart-table.ts").then(({ toCsv }) =>
              copied(toCsv(rows()), "CSV"),
            )
          }
        >
          Copy as CSV
        </MenuItem>
        <MenuItem
          icon={<FileJson size={14} aria-hidden />}
          onSelect={() => copied(JSON.stringify(data(), null, 1), "JSON")}
        >
          Copy as JSON
        </MenuItem>
        {(explore || spec || axis || draft) && <MenuSeparator />}
        {axis && (
          <MenuItem
            icon={<ChartSpline size={14} aria-hidden />}
            onSelect={() => axis.onChange(!axis.log)}
          >
            {axis.log ? "Linear axis" : "Log axis"}
          </MenuItem>
        )}
        {explore && (
          <MenuItem icon={<Compass size={14} aria-hidden />} onSelect={explore}>
            Explore this
          </MenuItem>
        )}
        {spec && (
          <MenuItem icon={<Pin size={14} aria-hidden />} onSelect={() => setPinning(true)}>
            Pin to a board…
          </MenuItem>
        )}
        {draft && (
          <MenuItem
            icon={<Bell size={14} aria-hidden />}
            onSelect={() => router.push(withBar(draftPath(draft)))}
          >
            Alert on this…
          </MenuItem>
        )}
      </Menu>
      {spec && pinning && (
        <PinDialog open onClose={() => setPinning(false)} chart={spec} title={title} />
      )}
    </span>
  );
}

/** A short word that goes by itself. */
function useSaid(): [string, (text: string) => void] {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => say(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, say];
}

/** Opens the chart's query in its page; null when it has none or this is the page. */
function useExplore({ spec, exploreHref }: ChartQuestion): (() => void) | null {
  const router = useRouter();
  const pathname = usePathname();
  const hrefOf = useHref();
  if (exploreHref) return () => router.push(exploreHref);
  const address = spec ? chartAddress(spec) : null;
  if (!address || address.path === pathname) return null;
  const { path, params, lists = {}, ...place } = address;
  return () => {
    const url = new URL(hrefOf(path, place), window.location.origin);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    for (const [name, values] of Object.entries(lists)) {
      for (const value of values) url.searchParams.append(name, value);
    }
    router.push(`${url.pathname}${url.search}`);
  };
}

/** Copies the chart's picture and says how that went. */
function usePicture({ title, range, legend }: Props, trigger: { current: HTMLElement | null }) {
  const zone = useZone();
  const write = (ms: number) => formatTime(ms, zone, "full");
  return async (): Promise<string> => {
    const root = trigger.current?.closest<HTMLElement>("[data-chart]");
    if (!root) return "Nothing is drawn yet";
    const { chartPng } = await import("./chart-png.ts");
    const heading = {
      title,
      legend,
      range: `${write(range.fromMs)} – ${write(range.toMs)} ${zoneLabel(zone)}`,
    };
    const fileName = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.png`;
    return copyPicture(chartPng(root, heading), fileName).then(
      (how) => (how === "copied" ? "Picture copied" : "Picture saved"),
      () => "The picture could not be drawn",
    );
  };
}
