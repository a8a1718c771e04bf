"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useState } from "react";
import { useWidth } from "@/components/charts/use-width.ts";
import { useRowWindow } from "@/components/ui/use-row-window.ts";
import { formatCount } from "@/lib/view/format.ts";
import {
  type MetricItem,
  searchMetrics,
  seriesNote,
  servicesNote,
} from "@/lib/view/metric-list.ts";

type Props = {
  items: readonly MetricItem[];
  text: string;
  onText: (text: string) => void;
  /** The address that shows it; absent: taking it is all that happens. */
  hrefOf?: ((item: MetricItem) => string) | undefined;
  /** Called as a metric is taken, such as to close what holds the list. */
  onTake?: ((item: MetricItem) => void) | undefined;
  selected?: string | null;
  autoFocus?: boolean;
  /** Height of the scrolled rows. */
  className: string;
};

const ROW_PX = 36;
const COMPACT_ROW_PX = 52;
/** Below this width a row has two lines. */
const WIDE_PX = 720;

/** Every metric, searchable; the arrows mark one and Enter opens it. Only rows in sight are drawn. */
export function MetricList(props: Props) {
  const { items, text, onText, hrefOf, onTake, selected = null } = props;
  const router = useRouter();
  const listId = useId();
  const found = useMemo(() => searchMetrics(items, text), [items, text]);
  const [marked, setMarked] = useState(() => found.findIndex((item) => item.name === selected));
  const current = Math.min(marked, found.length - 1);
  const box = useWidth<HTMLDivElement>();
  const wide = box.width >= WIDE_PX;
  const rows = useRowWindow({ count: found.length, rowPx: wide ? ROW_PX : COMPACT_ROW_PX });
  const { reveal } = rows;
  useEffect(() => reveal(current), [reveal, current]);

  const take = (item: MetricItem) => onTake?.(item);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move !== 0) {
      event.preventDefault();
      setMarked(Math.max(0, Math.min(found.length - 1, current + move)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const item = found[Math.max(0, current)];
      if (!item) return;
      take(item);
      if (hrefOf) router.push(hrefOf(item));
    }
  };

  return (
    <div ref={box.ref} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-3 border-b border-line px-4 py-2">
        <label className="control flex min-w-0 flex-1 items-center gap-2 rounded-2 border border-line bg-surface-2 px-2.5 focus-within:border-accent">
          <Search size={14} aria-hidden className="shrink-0 text-text-3" />
          <input
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={current >= 0 ? `${listId}-${current}` : undefined}
            aria-label="Search metrics"
            placeholder="Search names, units, attributes, services"
            // biome-ignore lint/a11y/noAutofocus: a list that was just opened is there to be typed into
            autoFocus={props.autoFocus}
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => {
              onText(event.target.value);
              setMarked(0);
            }}
            onKeyDown={onKeyDown}
            className="min-h-6 min-w-0 flex-1 bg-transparent text-13 placeholder:text-text-3 focus:outline-none"
          />
        </label>
        <span className="shrink-0 text-12 text-text-3" aria-live="polite">
          {found.length < items.length
            ? `${formatCount(found.length)} of ${formatCount(items.length)}`
            : `${formatCount(items.length)} metrics`}
        </span>
      </div>
      {wide && <Heads />}
      <section
        ref={rows.ref}
        onScroll={rows.onScroll}
        className={clsx("overflow-auto", props.className)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
        tabIndex={0}
        aria-label="Metrics found"
      >
        <div id={listId} role="listbox" aria-label="Metrics" style={rows.padding}>
          {found.slice(rows.first, rows.end).map((item, offset) => {
            const index = rows.first + offset;
            return (
              <MetricOption
                key={item.id}
                id={`${listId}-${index}`}
                href={hrefOf?.(item)}
                onTake={() => take(item)}
                selected={item.name === selected}
                marked={index === current}
                place={{ index, count: found.length }}
                heightPx={wide ? ROW_PX : COMPACT_ROW_PX}
              >
                {wide ? <WideRow item={item} /> : <CompactRow item={item} />}
              </MetricOption>
            );
          })}
        </div>
        {found.length === 0 && (
          <p className="px-4 py-8 text-13 text-text-2">No metric has “{text}” in it.</p>
        )}
      </section>
    </div>
  );
}

type OptionProps = {
  id: string;
  href: string | undefined;
  onTake: () => void;
  selected: boolean;
  marked: boolean;
  place: { index: number; count: number };
  heightPx: number;
  children: ReactNode;
};

/** A row: a link where it leads to a page, so that it can be opened in a tab of its own. */
function MetricOption({ href, children, place, ...rest }: OptionProps) {
  const option = {
    id: rest.id,
    role: "option",
    tabIndex: -1,
    "aria-selected": rest.selected,
    "aria-setsize": place.count,
    "aria-posinset": place.index + 1,
    onClick: rest.onTake,
    style: { height: rest.heightPx },
    className: clsx(
      "block cursor-pointer border-b border-line px-4 hover:bg-surface-2",
      rest.marked && "bg-surface-2 shadow-[inset_2px_0_0_var(--accent)]",
    ),
  };
  return href === undefined ? (
    <div {...option}>{children}</div>
  ) : (
    <Link {...option} prefetch={false} href={href}>
      {children}
    </Link>
  );
}

const COLUMNS =
  "grid grid-cols-[minmax(0,1fr)_96px_112px_minmax(0,160px)_88px] items-center gap-4 text-13";

function Heads() {
  return (
    <div aria-hidden className={clsx(COLUMNS, "h-9 border-b border-line px-4 text-text-3")}>
      <span className="text-12">Metric</span>
      <span className="text-12">Unit</span>
      <span className="text-12">Kind</span>
      <span className="text-12">Services</span>
      <span className="text-right text-12">Series</span>
    </div>
  );
}

function WideRow({ item }: { item: MetricItem }) {
  return (
    <span className={clsx(COLUMNS, "h-full")}>
      <span className="flex min-w-0 items-baseline gap-3">
        <span className="shrink-0 font-medium">{item.name}</span>
        <span className="min-w-0 truncate text-12 text-text-3" title={item.description}>
          {item.description}
        </span>
      </span>
      <span className="truncate text-text-2">{item.unit === "" ? "–" : item.unit}</span>
      <span className="truncate text-text-2">{item.kind}</span>
      <span className="truncate text-text-2" title={item.services.join(", ")}>
        {servicesNote(item)}
      </span>
      <span className="text-right">{formatCount(item.seriesCount)}</span>
    </span>
  );
}

function CompactRow({ item }: { item: MetricItem }) {
  return (
    <span className="flex h-full flex-col justify-center">
      <span className="truncate font-medium">{item.name}</span>
      <span className="truncate text-12 text-text-3">
        {[item.unit, item.kind, servicesNote(item), seriesNote(item)].filter(Boolean).join(" · ")}
      </span>
    </span>
  );
}
