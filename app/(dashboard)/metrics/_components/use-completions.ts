"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useBar } from "@/components/frame/use-bar.ts";
import type { Option } from "@/components/ui/combobox.tsx";
import { metricAttributesQuery } from "@/lib/client/metrics.ts";
import { formatCount } from "@/lib/view/format.ts";

const REST_MS = 150;
const MOST_VALUES = 100;

/** A text that follows once a person rests. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Filters of the bar as the API takes them. */
function usePlace(): Record<string, string[]> {
  const { bar } = useBar();
  const place = { service: bar.service, namespace: bar.namespace, environment: bar.environment };
  return Object.fromEntries(
    Object.entries(place).flatMap(([name, value]): [string, string[]][] =>
      value === null ? [] : [[name, [value]]],
    ),
  );
}

type Completion = { options: Option[]; loading: boolean };

/** What a metric's series can be told apart by: its own attributes first, then who sent them. */
export function useAttributeNames(metric: string): Completion {
  const filters = usePlace();
  const answer = useQuery(metricAttributesQuery({ name: metric, filters, limit: 1 }));
  const attributes = answer.data?.attributes ?? [];
  return {
    loading: answer.isPending,
    options: attributes
      .toSorted((a, b) => Number(a.isDimension) - Number(b.isDimension))
      .map(({ name, parameter, valueCount }) => ({
        value: parameter,
        label: name,
        note: `${formatCount(valueCount)} ${valueCount === 1 ? "value" : "values"}`,
      })),
  };
}

/** Values of one attribute that have the text in them. */
export function useAttributeValues(metric: string, attribute: string, text: string): Completion {
  const filters = usePlace();
  const search = useRested(text.trim());
  const answer = useQuery(
    metricAttributesQuery({ name: metric, search, filters, limit: MOST_VALUES }),
  );
  const found = answer.data?.attributes.find(({ parameter }) => parameter === attribute);
  return {
    loading: answer.isPending,
    options: (found?.values ?? [])
      .filter(({ value }) => value.toLowerCase().includes(text.trim().toLowerCase()))
      .map(({ value, seriesCount }) => ({
        value,
        label: value === "" ? "(empty)" : value,
        note: `${formatCount(seriesCount)} series`,
      })),
  };
}
