"use client";

import { useState } from "react";
import { useNow } from "@/components/frame/now.tsx";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { dayAt, monthStartOf } from "@/lib/domain/cost-days.ts";
import type { PricedUnit, PriceListSettings } from "@/lib/domain/price-list.ts";
import { textOf } from "./source-form-texts.ts";

const UNITS: { value: PricedUnit; label: string }[] = [
  { value: "instance-hour", label: "Instance hour" },
  { value: "million-requests", label: "Million requests" },
  { value: "gigabyte-sent", label: "GB sent" },
];

type Line = { id: number; unit: string; service: string; price: string };

/** A line for each unit, until somebody says otherwise. */
const EMPTY_LINES = UNITS.map(
  ({ value }, id): Line => ({ id, unit: value, service: "", price: "" }),
);

const linesOf = (before: PriceListSettings | null): Line[] =>
  before?.prices.map((one, id) => ({ ...one, id, service: one.service ?? "" })) ?? EMPTY_LINES;

/** Prices for who has no bill yet: a line each, of every service or of one. */
export function PriceListFields({ before }: { before: PriceListSettings | null }) {
  const [lines, setLines] = useState(() => linesOf(before));
  const month = monthStartOf(dayAt(useNow(60_000)));
  const next = Math.max(-1, ...lines.map(({ id }) => id)) + 1;
  return (
    <>
      <p className="text-12 text-text-3">
        What telemetry counts, times these prices, is an estimate: it is shown where no bill tells,
        and never added to one.
      </p>
      <ul aria-label="Prices" className="space-y-2">
        {lines.map((line, place) => (
          <PriceLine
            key={line.id}
            {...{ line, number: place + 1, isOnly: lines.length === 1 }}
            onUnit={(unit) =>
              setLines(lines.map((it) => (it.id === line.id ? { ...it, unit } : it)))
            }
            onRemove={() => setLines(lines.filter(({ id }) => id !== line.id))}
          />
        ))}
      </ul>
      <Button
        kind="bare"
        onClick={() =>
          setLines([...lines, { id: next, unit: "instance-hour", service: "", price: "" }])
        }
      >
        Add price
      </Button>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          {...{ label: "Currency", name: "currency", required: true, maxLength: 3 }}
          defaultValue={before?.currency ?? "USD"}
        />
        <TextField
          {...{ label: "From", name: "from", type: "date", required: true }}
          defaultValue={before?.from ?? month}
          note="Days before stay as they are"
        />
      </div>
    </>
  );
}

type LineProps = {
  line: Line;
  number: number;
  isOnly: boolean;
  onUnit: (unit: string) => void;
  onRemove: () => void;
};

/** A price, or an empty line, which counts as none. */
function PriceLine({ line, number, isOnly, onUnit, onRemove }: LineProps) {
  return (
    <li className="grid grid-cols-[1fr_1fr_auto] items-end gap-2 sm:grid-cols-[1.2fr_1.2fr_1fr_auto]">
      <SelectField
        label={`Unit ${number}`}
        name="unit"
        value={line.unit}
        choices={UNITS}
        onChoose={onUnit}
      />
      <TextField
        {...{ label: `Service ${number}`, name: "service", maxLength: 255 }}
        defaultValue={line.service}
        placeholder="every other"
      />
      <TextField
        {...{ label: `Price ${number}`, name: "price", inputMode: "decimal", maxLength: 24 }}
        defaultValue={line.price}
        placeholder="0.0416"
      />
      <Button
        kind="bare"
        aria-label={`Remove price ${number}`}
        disabled={isOnly}
        onClick={onRemove}
      >
        ✕
      </Button>
    </li>
  );
}

/** What the fields say; not judged yet. Lines without a price are left out. */
export function priceListSettings(form: FormData): object {
  const all = (name: string) => form.getAll(name).map((value) => String(value).trim());
  const [units, services, prices] = [all("unit"), all("service"), all("price")];
  return {
    kind: "price-list",
    currency: textOf(form, "currency").toUpperCase(),
    from: textOf(form, "from"),
    prices: prices.flatMap((price, place) =>
      price === "" ? [] : [{ unit: units[place], service: services[place] || null, price }],
    ),
  };
}
