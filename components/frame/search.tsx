"use client";

import clsx from "clsx";
import { Activity, ListTree, Route, Search as SearchIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from "react";
import { Kbd } from "@/components/ui/kbd.tsx";
import { type SearchResult, searchAll } from "@/lib/view/search-results.ts";
import { traceHref } from "./trace-href.ts";
import { useHref } from "./use-bar.ts";
import { routeHref, serviceHref, useKnownPlaces } from "./use-known-places.ts";

const ICONS = { trace: ListTree, service: Activity, route: Route } as const;

const titleOf = (result: SearchResult): string => {
  if (result.kind === "trace") return `Trace ${result.traceId}`;
  return result.kind === "service" ? result.service : `${result.method} ${result.route}`.trim();
};

const noteOf = (result: SearchResult): string => {
  if (result.kind === "trace") return "open its waterfall";
  if (result.kind === "route") return result.service;
  return [result.namespace, result.environment].filter(Boolean).join(", ") || "service";
};

/** Jumps to a service, a route or a pasted trace id. The arrows choose, Enter goes, Escape leaves. */
export function Search({ inputRef }: { inputRef: RefObject<HTMLInputElement | null> }) {
  const router = useRouter();
  const hrefOf = useHref();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(0);
  const listId = useId();
  const known = useKnownPlaces(open && text.trim() !== "");
  const results = useMemo(() => searchAll(text, known), [text, known]);
  const current = Math.min(chosen, results.length - 1);

  const hrefTo = (result: SearchResult): string => {
    if (result.kind === "trace") return traceHref(hrefOf, result);
    return result.kind === "service" ? serviceHref(hrefOf, result) : routeHref(hrefOf, result);
  };
  const go = (result: SearchResult | undefined) => {
    if (!result) return;
    router.push(hrefTo(result));
    setText("");
    setOpen(false);
    inputRef.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move !== 0) {
      event.preventDefault();
      setChosen((current + move + results.length) % Math.max(1, results.length));
    } else if (event.key === "Enter") {
      go(results[current]);
    } else if (event.key === "Escape") {
      setText("");
      setOpen(false);
      inputRef.current?.blur();
    }
  };

  return (
    <div className="relative min-w-0 max-w-72 flex-1">
      <div className="control flex items-center gap-2 rounded-2 border border-line bg-surface px-2.5 focus-within:border-accent">
        <SearchIcon size={14} aria-hidden className="shrink-0 text-text-3" />
        <input
          ref={inputRef}
          role="combobox"
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && results[current] ? `${listId}-${current}` : undefined}
          aria-label="Search services, routes and traces"
          placeholder="Search services, routes, traces"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-12 placeholder:text-text-3 focus:outline-none"
        />
        <span className="max-wide:hidden">
          <Kbd>/</Kbd>
        </span>
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="Results"
        className={clsx(
          "absolute top-full left-0 z-50 mt-1.5 w-[420px] max-w-[calc(100vw-16px)] rounded-3 border border-line bg-surface p-1 shadow-float",
          (!open || (results.length === 0 && text === "")) && "hidden",
        )}
      >
        {results.map((result, index) => {
          const Icon = ICONS[result.kind];
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox moves and chooses by keys
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox
            <div
              key={result.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === current}
              onMouseDown={(event) => event.preventDefault()}
              onMouseEnter={() => setChosen(index)}
              onClick={() => go(result)}
              className={clsx(
                "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-2 px-2.5",
                index === current && "bg-surface-3",
              )}
            >
              <Icon size={14} aria-hidden className="shrink-0 text-text-3" />
              <span className="min-w-0 truncate font-medium">{titleOf(result)}</span>
              <span className="ml-auto shrink-0 text-12 text-text-3">{noteOf(result)}</span>
            </div>
          );
        })}
        {results.length === 0 && (
          <div
            role="option"
            aria-selected="false"
            aria-disabled="true"
            tabIndex={-1}
            className="px-2.5 py-2 text-12 text-text-3"
          >
            No service, route or trace id like this in the range
          </div>
        )}
      </div>
    </div>
  );
}
