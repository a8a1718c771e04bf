"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { type LogsQuestion, logFieldsQuery } from "@/lib/client/logs.ts";
import { type Completion, completions } from "@/lib/view/log-terms.ts";
import { SearchSyntax } from "./search-syntax.tsx";

type Props = {
  question: LogsQuestion;
  value: string;
  /** What the server said against it; null: it can be read. */
  problem: string | null;
  onChange: (search: string) => void;
};

/** Takes effect on Enter. While typing it offers names and values of fields that records have. */
export function LogSearchBox({ question, value, problem, onChange }: Props) {
  const listId = useId();
  const problemId = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  // A filter that was added beside the box comes by the address.
  if (known !== value) {
    setKnown(value);
    setText(value);
  }
  const { search: _, ...everything } = question;
  const fields = useQuery({ ...logFieldsQuery(everything), enabled: caret !== null });
  const offers = caret === null ? [] : completions(text, caret, fields.data?.fields ?? []);

  const commit = (search: string) => {
    setCaret(null);
    setActive(-1);
    onChange(search.trim());
  };
  const type = (next: string, at: number) => {
    setText(next);
    setCaret(at);
    setActive(-1);
  };
  const accept = (offer: Completion) => {
    const next = text.slice(0, offer.from) + offer.text + text.slice(offer.to);
    type(next, offer.from + offer.text.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const offer =
      offers[active] ?? (event.key === "Tab" && !event.shiftKey ? offers[0] : undefined);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (offers.length === 0) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + offers.length) % offers.length);
    } else if (event.key === "Escape" && offers.length > 0) {
      event.stopPropagation();
      setCaret(null);
    } else if ((event.key === "Enter" || event.key === "Tab") && offer) {
      event.preventDefault();
      accept(offer);
    } else if (event.key === "Enter") commit(text);
  };

  return (
    <search aria-label="Search logs" className="relative min-w-0 flex-1">
      <div
        className={clsx(
          "control flex items-center gap-2 rounded-2 border bg-surface px-2.5 text-13 focus-within:border-accent",
          problem ? "border-critical" : "border-line",
        )}
      >
        <Search size={14} aria-hidden className="shrink-0 text-text-3" />
        <input
          role="combobox"
          aria-label="Search logs"
          aria-expanded={offers.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby={problem ? problemId : undefined}
          value={text}
          autoComplete="off"
          spellCheck={false}
          placeholder='words, "a phrase", user.id=7, severity>=warn'
          onChange={(event) =>
            type(event.target.value, event.target.selectionStart ?? event.target.value.length)
          }
          onKeyDown={onKeyDown}
          onBlur={() => setCaret(null)}
          className="min-h-6 min-w-0 flex-1 bg-transparent font-mono text-12 placeholder:font-sans placeholder:text-text-3 focus:outline-none"
        />
        {text !== "" && (
          <Button
            kind="bare"
            square
            aria-label="Clear the search"
            className="-my-1"
            onClick={() => {
              setText("");
              commit("");
            }}
          >
            <X size={14} aria-hidden />
          </Button>
        )}
        <SearchSyntax />
      </div>
      <Offers id={listId} offers={offers} active={active} onAccept={accept} />
      {problem && (
        <p id={problemId} role="alert" className="mt-1 text-12 text-critical">
          {problem}
        </p>
      )}
    </search>
  );
}

type OffersProps = {
  id: string;
  offers: readonly Completion[];
  active: number;
  onAccept: (offer: Completion) => void;
};

function Offers({ id, offers, active, onAccept }: OffersProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Fields and values"
      tabIndex={-1}
      className={clsx(
        "absolute top-full left-0 z-30 mt-1 w-full max-w-md overflow-hidden rounded-2 border border-line-strong bg-surface-2 py-1 text-12 shadow-float",
        offers.length === 0 && "hidden",
      )}
    >
      {offers.map((offer, index) => (
        <div
          key={offer.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Before the box loses the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onAccept(offer);
          }}
          className={clsx(
            "flex cursor-pointer items-center justify-between gap-4 px-3 py-1 max-tablet:min-h-11",
            index === active ? "bg-surface-3" : "hover:bg-surface-3",
          )}
        >
          <span className="truncate font-mono">{offer.label}</span>
          <span className="shrink-0 text-text-3">{offer.note}</span>
        </div>
      ))}
    </div>
  );
}
