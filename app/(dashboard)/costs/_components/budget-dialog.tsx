"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { deleteBudget, saveBudget } from "@/lib/client/costs.ts";
import type { Budget, NewBudget } from "@/lib/contract/cost-budgets.ts";

type Props = {
  open: boolean;
  /** Null: a new one. */
  budget: Budget | null;
  currency: string;
  onClose: () => void;
};

/** Makes a budget, or changes or deletes one. */
export function BudgetDialog({ open, budget, currency, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title={budget ? "Change budget" : "Set a budget"}
      note="What a month may cost; alert rules can watch it"
    >
      <BudgetForm {...{ budget, currency, onClose }} />
    </ModalDialog>
  );
}

const FILTERS = ["service", "account", "region"] as const;
const LABELS = { service: "Services", account: "Accounts", region: "Regions" };

const listOf = (form: FormData, name: string): string[] =>
  String(form.get(name) ?? "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");

function toBudget(form: FormData, before: Budget | null): NewBudget {
  const { service: _, account: __, region: ___, ...others } = before?.filters ?? {};
  const chosen = FILTERS.flatMap((name) => {
    const values = listOf(form, name);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  return {
    name: String(form.get("name") ?? "").trim(),
    amount: String(form.get("amount") ?? "").trim(),
    currency: String(form.get("currency") ?? "").trim(),
    filters: { ...others, ...Object.fromEntries(chosen) },
  };
}

function BudgetForm({ budget, currency, onClose }: Omit<Props, "open">) {
  const client = useQueryClient();
  const done = {
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["costs", "budgets"] });
      onClose();
    },
  };
  const save = useMutation({ mutationFn: saveBudget, ...done });
  const remove = useMutation({ mutationFn: deleteBudget, ...done });
  const error = save.error ?? remove.error;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = toBudget(new FormData(event.currentTarget), budget);
    save.mutate({ id: budget?.id ?? null, budget: given });
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        required
        maxLength={100}
        defaultValue={budget?.name ?? "All"}
        autoComplete="off"
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Amount a month"
          name="amount"
          required
          inputMode="decimal"
          defaultValue={budget?.amount ?? ""}
          placeholder="12000"
          autoComplete="off"
        />
        <TextField
          label="Currency"
          name="currency"
          required
          maxLength={16}
          defaultValue={budget?.currency ?? currency}
          autoComplete="off"
        />
      </div>
      <p className="text-12 text-text-3">
        Of which lines of the bill; several are separated by commas, and an empty field means all.
      </p>
      {FILTERS.map((name) => (
        <TextField
          key={name}
          label={LABELS[name]}
          name={name}
          defaultValue={budget?.filters[name]?.join(", ") ?? ""}
          autoComplete="off"
        />
      ))}
      {error && (
        <p role="alert" className="text-12 text-critical">
          {error.message}
        </p>
      )}
      <div className="flex gap-2">
        {budget && (
          <Button disabled={remove.isPending} onClick={() => remove.mutate(budget.id)}>
            Delete
          </Button>
        )}
        <Button className="ml-auto" onClick={onClose}>
          Cancel
        </Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
