"use client";

import { Command } from "cmdk";
import { Search as SearchIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { Kbd } from "@/components/ui/kbd.tsx";
import { parseRecent, type RecentPlace, searchPalette, withRecent } from "@/lib/view/palette.ts";
import type { Entry } from "./palette-entry.ts";
import { iconOfGroup } from "./palette-icons.tsx";
import { usePaletteEntries } from "./use-palette-entries.ts";

const RECENT_KEY = "headroom-recent";

type Props = { open: boolean; onClose: () => void; onShowKeys: () => void };

/** Goes anywhere and does what the bar can do, by keyboard. A native dialog keeps the focus and closes by Escape. */
export function Palette({ open, onClose, onShowKeys }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) {
      dialog.showModal();
      // By itself a dialog takes the first thing that can have the focus, here the list around the field.
      dialog.querySelector("input")?.focus();
    }
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it by keyboard
    <dialog
      ref={ref}
      aria-label="Commands"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="mx-auto mt-[12dvh] mb-auto w-[600px] max-w-[calc(100vw-16px)] overflow-hidden rounded-3 border border-line bg-surface text-text shadow-float backdrop:bg-bg/70 max-tablet:mt-2"
    >
      {open && <PaletteBody onShowKeys={onShowKeys} onClose={onClose} />}
    </dialog>
  );
}

function PaletteBody({ onShowKeys, onClose }: { onShowKeys: () => void; onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [recent] = useState(() => parseRecent(localStorage.getItem(RECENT_KEY)));
  const { entries, searching } = usePaletteEntries({ text, recent, onShowKeys });
  const groups = useMemo(() => searchPalette(text, entries), [text, entries]);

  const choose = (entry: Entry) => {
    onClose();
    if (entry.run) return entry.run();
    if (!entry.href) return;
    const place: RecentPlace = { href: entry.href, title: entry.title, note: entry.note };
    localStorage.setItem(RECENT_KEY, JSON.stringify(withRecent(recent, place)));
    router.push(entry.href);
  };
  return (
    <Command shouldFilter={false} loop label="Commands">
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <SearchIcon size={16} aria-hidden className="shrink-0 text-text-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Go to a page, service, route, metric, board or trace; change the view"
          className="h-12 min-w-0 flex-1 bg-transparent text-15 placeholder:text-text-3 focus:outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List
        label="Results"
        className="max-h-[min(60dvh,480px)] overflow-y-auto overscroll-contain p-1.5"
      >
        <Command.Empty className="px-3 py-6 text-13 text-text-2">
          {searching ? "Searching…" : `Nothing here is called “${text}”.`}
        </Command.Empty>
        {groups.map(({ group, entries: found }) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-text-3"
          >
            {found.map((entry) => (
              <PaletteRow key={entry.id} entry={entry} onSelect={() => choose(entry)} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function PaletteRow({ entry, onSelect }: { entry: Entry; onSelect: () => void }) {
  const Icon = entry.icon ?? iconOfGroup(entry.group);
  return (
    <Command.Item
      value={entry.id}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-2 px-2.5 text-13 data-[selected=true]:bg-surface-3 max-tablet:min-h-11"
    >
      <Icon size={14} aria-hidden className="shrink-0 text-text-3" />
      <span className="min-w-0 truncate">{entry.title}</span>
      <span className="ml-auto max-w-[45%] shrink-0 truncate text-12 text-text-3">
        {entry.note}
      </span>
      {entry.keys && (
        <span className="flex shrink-0 gap-1 max-tablet:hidden">
          {entry.keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </Command.Item>
  );
}
