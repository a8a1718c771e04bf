"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { CONCERNS } from "./concerns.ts";
import { usePreferences } from "./preferences.tsx";
import { useConcernHref } from "./use-bar.ts";

/** The second key of "g o" must follow within this time. */
const SEQUENCE_MS = 1_200;

/** Where letters belong to what has the focus: fields, open menus and lists, dialogs. */
const OWN_LETTERS =
  "input, textarea, select, [contenteditable], [role=menu], [role=listbox], dialog[open]";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(OWN_LETTERS) !== null;

const isPaletteKey = (event: KeyboardEvent): boolean =>
  (event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k";

/** A key without modifiers that nobody else has taken. */
const isOurs = (event: KeyboardEvent): boolean =>
  !(event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) &&
  !isTyping(event.target);

const isShown = (element: HTMLElement) => element.offsetParent !== null;

/** Moves the focus among the rows of the page's tables, from the first when none has it. */
function moveRow(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter(isShown);
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
  const next = rows[at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Presses the control that names this key by `data-key`. False: the page has none. */
function pressControl(key: string): boolean {
  const control = [...document.querySelectorAll<HTMLElement>("[data-key]")]
    .filter(isShown)
    .find((element) => element.dataset.key === key);
  control?.click();
  return control !== undefined;
}

type Options = {
  searchRef: RefObject<HTMLInputElement | null>;
  onShowKeys: () => void;
  onShowPalette: () => void;
};

/**
 * The keys of every page: Ctrl/⌘-K, `g` and a letter, `/`, `[`, `?`, `.`, `j` and `k` in tables, and the keys that
 * controls name by `data-key`. All but the first rest while a person types.
 */
export function useKeys({ searchRef, onShowKeys, onShowPalette }: Options): void {
  const goTo = useGoTo();
  const queryClient = useQueryClient();
  const { railCollapsed, setRailCollapsed } = usePreferences();
  const goAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const search = () => {
      const field = searchRef.current;
      if (field && isShown(field)) field.focus();
      else onShowPalette();
    };
    const keys = new Map<string, () => void>([
      ["[", () => setRailCollapsed(!railCollapsed)],
      ["?", onShowKeys],
      ["/", search],
      [".", () => void queryClient.refetchQueries({ type: "active" })],
      ["j", () => moveRow(1)],
      ["k", () => moveRow(-1)],
    ]);
    const press = (key: string, atMs: number): boolean => {
      const afterGo = atMs - goAtMs.current < SEQUENCE_MS;
      goAtMs.current = key === "g" && !afterGo ? atMs : Number.NEGATIVE_INFINITY;
      if (afterGo || key === "g") return afterGo && goTo(key);
      const run = keys.get(key);
      run?.();
      return run !== undefined || pressControl(key);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        if (!document.querySelector("dialog[open]")) onShowPalette();
      } else if (isOurs(event) && press(event.key, event.timeStamp)) {
        event.preventDefault();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [goTo, queryClient, railCollapsed, setRailCollapsed, onShowKeys, onShowPalette, searchRef]);
}

/** Opens the page of a letter. False: there is none. */
function useGoTo(): (key: string) => boolean {
  const router = useRouter();
  const concernHref = useConcernHref();
  return useCallback(
    (key) => {
      const concern = CONCERNS.find((candidate) => candidate.key === key);
      if (concern) router.push(concernHref(concern));
      return concern !== undefined;
    },
    [router, concernHref],
  );
}
