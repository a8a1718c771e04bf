"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Combobox } from "@/components/ui/combobox.tsx";
import {
  FILTER_OPERATORS,
  type FilterOperator,
  type MetricFilter,
  operatorWords,
} from "@/lib/view/metric-filters.ts";
import { AddButton } from "./picker-popover.tsx";
import { useAttributeNames, useAttributeValues } from "./use-completions.ts";

type Props = { metric: string; onAdd: (filter: MetricFilter) => void };

/** Narrows a query to series whose attribute has a value: first the attribute, then how, then the value. */
export function AddFilter({ metric, onAdd }: Props) {
  return (
    <AddButton label="filter" title={`Filter ${metric}`}>
      {(close) => (
        <FilterPanel
          metric={metric}
          onAdd={(filter) => {
            onAdd(filter);
            close();
          }}
        />
      )}
    </AddButton>
  );
}

function FilterPanel({ metric, onAdd }: Props) {
  const [attribute, setAttribute] = useState<string | null>(null);
  return attribute === null ? (
    <AttributeChoice metric={metric} label="Attribute to filter by" onChoose={setAttribute} />
  ) : (
    <ValueChoice
      metric={metric}
      attribute={attribute}
      onBack={() => setAttribute(null)}
      onChoose={(operator, value) => onAdd({ attribute, operator, value })}
    />
  );
}

type AttributeProps = {
  metric: string;
  label: string;
  /** Attributes that are chosen already. */
  without?: readonly string[];
  onChoose: (attribute: string) => void;
};

/** One attribute of a metric's series, or `service`, `environment` and the like. */
export function AttributeChoice({ metric, label, without = [], onChoose }: AttributeProps) {
  const [text, setText] = useState("");
  const { options, loading } = useAttributeNames(metric);
  const shown = options.filter(
    ({ value }) => !without.includes(value) && value.toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <Combobox
      label={label}
      text={text}
      onText={setText}
      options={shown}
      loading={loading}
      empty="No series has such an attribute"
      onChoose={(value) => {
        const known = shown.find((option) => option.value === value) ?? shown[0];
        if (known) onChoose(known.value);
      }}
    />
  );
}

type ValueProps = {
  metric: string;
  attribute: string;
  onBack: () => void;
  onChoose: (operator: FilterOperator, value: string) => void;
};

function ValueChoice({ metric, attribute, onBack, onChoose }: ValueProps) {
  const [operator, setOperator] = useState<FilterOperator>("=");
  const [text, setText] = useState("");
  const { options, loading } = useAttributeValues(metric, attribute, text);
  return (
    <div className="flex min-h-0 flex-col gap-2">
      <div className="flex items-center gap-2">
        <Button kind="bare" className="min-w-0 px-1.5" onClick={onBack} title="Another attribute">
          <span className="truncate">{attribute}</span>
        </Button>
        <select
          aria-label="How the value is compared"
          value={operator}
          onChange={(event) => {
            const next = FILTER_OPERATORS.find((candidate) => candidate === event.target.value);
            if (next) setOperator(next);
          }}
          className="control ml-auto shrink-0 rounded-2 border border-line bg-surface-2 px-2 text-12 text-text"
        >
          {FILTER_OPERATORS.map((candidate) => (
            <option key={candidate} value={candidate}>
              {operatorWords(candidate)}
            </option>
          ))}
        </select>
      </div>
      <Combobox
        label={`Value of ${attribute}`}
        text={text}
        onText={setText}
        options={options}
        loading={loading}
        empty="No value like this in the range; Enter takes it as it is"
        onChoose={(value) => onChoose(operator, value)}
      />
    </div>
  );
}
