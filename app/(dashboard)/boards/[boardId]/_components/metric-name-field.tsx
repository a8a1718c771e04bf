"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import { TextField } from "@/components/ui/form-field.tsx";
import { metricNamesQuery } from "@/lib/client/metrics.ts";

type Props = { value: string; onChange: (name: string) => void };

const MOST = 50;

/** A metric's name, completed from what has been received. */
export function MetricNameField({ value, onChange }: Props) {
  const { bar } = useBar();
  const listId = useId();
  const search = useDeferredValue(value);
  const names = useQuery(metricNamesQuery({ from: bar.from, to: bar.to, search, limit: MOST }));
  return (
    <>
      <TextField
        label="Metric"
        list={listId}
        value={value}
        autoComplete="off"
        placeholder="http.server.request.duration"
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={listId}>
        {(names.data?.metrics ?? []).map(({ name, unit }) => (
          <option key={`${name} ${unit}`} value={name}>
            {unit}
          </option>
        ))}
      </datalist>
    </>
  );
}
