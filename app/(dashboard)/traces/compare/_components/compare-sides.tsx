"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { traceHref } from "@/components/frame/trace-href.ts";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { findTraceId } from "@/lib/view/trace-id.ts";

type Ids = { a: string | null; b: string | null };
type Props = { ids: Ids; onChange: (ids: Partial<Ids>) => void };

/** Which traces are compared; any text with an id in it is taken. */
export function CompareSides({ ids, onChange }: Props) {
  return (
    <Card>
      <CardHeader title="Traces" note="paste an id, an address or a traceparent" />
      <div className="grid gap-4 p-4 tablet:grid-cols-2">
        <SideField side="A" id={ids.a} onCommit={(a) => onChange({ a })} />
        <SideField side="B" id={ids.b} onCommit={(b) => onChange({ b })} />
      </div>
    </Card>
  );
}

type FieldProps = { side: "A" | "B"; id: string | null; onCommit: (id: string) => void };

function SideField({ side, id, onCommit }: FieldProps) {
  const [text, setText] = useState(id ?? "");
  const [wrong, setWrong] = useState(false);
  const hrefOf = useHref();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = findTraceId(text);
    setWrong(found === null);
    if (found) onCommit(found.traceId);
  };
  return (
    <form onSubmit={submit} className="min-w-0 space-y-1">
      <label className="control flex items-center gap-2 rounded-2 border border-line bg-surface px-2.5 text-12 text-text-3 focus-within:border-accent">
        {side}
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          spellCheck={false}
          autoComplete="off"
          placeholder="trace id"
          className="min-h-6 min-w-0 flex-1 bg-transparent font-mono text-text placeholder:font-sans placeholder:text-text-3 focus:outline-none"
        />
        <Button type="submit">Use</Button>
      </label>
      {wrong && (
        <p role="alert" className="text-12 text-critical">
          There is no trace id in this: it has 32 hex digits.
        </p>
      )}
      {id !== null && !wrong && (
        <Link
          href={traceHref(hrefOf, { traceId: id, spanId: null })}
          className="text-12 text-accent hover:underline"
        >
          Open {side} as a waterfall
        </Link>
      )}
    </form>
  );
}
