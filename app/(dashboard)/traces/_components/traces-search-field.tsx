"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { traceAttributesQuery } from "@/lib/client/traces.ts";
import { completions, openTerm } from "@/lib/view/trace-completions.ts";

type Props = {
  value: string;
  /** What is wrong with the search, and where; null: it is understood. */
  problem: string | null;
  onCommit: (search: string | null) => void;
};

/** Conditions on any span of a trace; names and values that the newest spans carry are offered while typing. */
export function TracesSearchField({ value, problem, onCommit }: Props) {
  const { bar } = useBar();
  const [text, setText] = useState(value);
  const [focused, setFocused] = useState(false);
  const ids = { list: useId(), problem: useId() };
  const term = openTerm(text);
  const offered = useQuery({
    ...traceAttributesQuery({
      ...{ from: bar.from, to: bar.to, service: bar.service, environment: bar.environment },
      name: term.name,
    }),
    enabled: focused,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== value) onCommit(text.trim() === "" ? null : text.trim());
  };
  return (
    <form onSubmit={submit} className="w-full">
      <div className="control flex items-center gap-2 rounded-2 border border-line bg-surface px-2.5 focus-within:border-accent">
        <Search size={14} aria-hidden className="shrink-0 text-text-3" />
        <input
          type="text"
          value={text}
          list={ids.list}
          onChange={(event) => setText(event.target.value)}
          onFocus={() => setFocused(true)}
          aria-label="Search in all spans"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : ids.problem}
          autoComplete="off"
          spellCheck={false}
          placeholder="Any span with … http.response.status_code>=500 duration>1s db.system.name=postgresql"
          className="min-h-6 min-w-0 flex-1 bg-transparent font-mono text-12 placeholder:font-sans placeholder:text-text-3 focus:outline-none"
        />
        {text !== "" && (
          <Button
            kind="bare"
            square
            aria-label="Clear the search"
            onClick={() => {
              setText("");
              if (value !== "") onCommit(null);
            }}
          >
            <X size={14} aria-hidden />
          </Button>
        )}
        <Button type="submit" disabled={text.trim() === value}>
          Search
        </Button>
      </div>
      <datalist id={ids.list}>
        {completions(text, offered.data ?? null).map((completed) => (
          <option key={completed} value={completed} />
        ))}
      </datalist>
      {problem !== null && (
        <p id={ids.problem} role="alert" className="mt-1 text-12 text-critical">
          {problem}
        </p>
      )}
    </form>
  );
}
