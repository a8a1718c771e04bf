"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowUp, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useServices } from "@/components/frame/use-services.ts";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { QueryError } from "@/components/ui/query-error.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { costMappingQuery, saveMapping } from "@/lib/client/costs.ts";
import type { CostMapping } from "@/lib/contract/cost-services.ts";

type Rule = CostMapping["rules"][number];
type Props = {
  open: boolean;
  onClose: () => void;
  /** Services of the bill that no rule or tag gives to anybody. */
  unmapped: readonly string[];
};

/** Rules in their order: the first that matches a line decides. */
export function MappingDialog(props: Props) {
  return (
    <ModalDialog
      open={props.open}
      onClose={props.onClose}
      title="Mapping rules"
      note="The first rule that matches a line decides; without one, its tags do"
    >
      <Rules {...props} />
    </ModalDialog>
  );
}

function Rules({ onClose, unmapped }: Omit<Props, "open">) {
  const client = useQueryClient();
  const known = useQuery(costMappingQuery());
  const [edited, setRules] = useState<Rule[] | null>(null);
  const rules = edited ?? known.data?.rules ?? [];
  const save = useMutation({
    mutationFn: saveMapping,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["costs"] });
      onClose();
    },
  });
  if (known.error && !known.data) {
    return (
      <QueryError
        error={known.error}
        missing="The rules are not known."
        onRetry={() => void known.refetch()}
      />
    );
  }
  if (!known.data) return <RowsSkeleton rows={3} />;
  const without = (at: number) => rules.filter((_, index) => index !== at);
  const moveUp = (at: number) => {
    const [rule] = rules.slice(at, at + 1);
    if (rule) setRules(without(at).toSpliced(at - 1, 0, rule));
  };
  return (
    <div className="space-y-3">
      {rules.length === 0 ? (
        <p className="text-12 text-text-2">No rule yet: tags alone decide.</p>
      ) : (
        <ol aria-label="Rules" className="rounded-2 border border-line">
          {rules.map((rule, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: rules are their order
              key={at}
              className="flex items-center gap-2 border-b border-line px-3 py-1 text-12 last:border-0"
            >
              <span className="min-w-0 flex-1 truncate">{ruleText(rule)}</span>
              {at > 0 && (
                <Button
                  kind="bare"
                  square
                  aria-label={`Move rule ${at + 1} up`}
                  onClick={() => moveUp(at)}
                >
                  <ArrowUp size={14} aria-hidden />
                </Button>
              )}
              <Button
                kind="bare"
                square
                aria-label={`Delete rule ${at + 1}`}
                onClick={() => setRules(without(at))}
              >
                <Trash2 size={14} aria-hidden />
              </Button>
            </li>
          ))}
        </ol>
      )}
      <NewRule unmapped={unmapped} onAdd={(rule) => setRules([...rules, rule])} />
      {save.error && (
        <p role="alert" className="text-12 text-critical">
          {save.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="main"
          disabled={edited === null || save.isPending}
          onClick={() => save.mutate({ rules })}
        >
          Save rules
        </Button>
      </div>
    </div>
  );
}

function ruleText({ dimension, value, target }: Rule): string {
  const whose =
    target.kind === "service"
      ? target.service
      : `shared by ${target.by === "cpu" ? "CPU" : "requests"}${target.services.length > 0 ? ` of ${target.services.map(({ service }) => service).join(", ")}` : ""}`;
  return `${dimension} is ${value === "*" ? "anything" : `“${value}”`}: ${whose}`;
}

const SHARED = [
  { value: "shared requests", label: "shared by all, by requests" },
  { value: "shared cpu", label: "shared by all, by CPU" },
];
const DIMENSIONS = ["service", "account", "region", "category"].map((value) => ({
  value,
  label: value,
}));

function NewRule({
  unmapped,
  onAdd,
}: {
  unmapped: readonly string[];
  onAdd: (rule: Rule) => void;
}) {
  const services = useServices().rows ?? [];
  const [dimension, setDimension] = useState("service");
  const [target, setTarget] = useState("shared requests");
  const choices = services.map(({ namespace, service, environment }) => ({
    value: JSON.stringify({ namespace, service, environment }),
    label: [service, namespace, environment].filter(Boolean).join(", "),
  }));
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = String(form.get("value") ?? "").trim();
    const tag = String(form.get("tag") ?? "").trim();
    if (value === "" || (dimension === "tag" && tag === "")) return;
    onAdd({
      ...{ dimension: dimension === "tag" ? `tag:${tag}` : dimension, value },
      target: target.startsWith("shared")
        ? { kind: "shared", by: target === "shared cpu" ? "cpu" : "requests", services: [] }
        : { kind: "service", ...JSON.parse(target) },
    });
    event.currentTarget.reset();
  };
  return (
    <form className="space-y-3 rounded-2 bg-surface-2 p-3" onSubmit={add}>
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Lines whose"
          value={dimension}
          choices={[...DIMENSIONS, { value: "tag", label: "tag" }]}
          onChoose={setDimension}
        />
        {dimension === "tag" && <TextField label="Tag" name="tag" autoComplete="off" />}
        <TextField
          label="is (* for anything)"
          name="value"
          list="unmapped-services"
          autoComplete="off"
          required
        />
        <datalist id="unmapped-services">
          {unmapped.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <SelectField
        label="are of"
        value={target}
        choices={[...SHARED, ...choices]}
        onChoose={setTarget}
      />
      <Button type="submit">Add rule</Button>
    </form>
  );
}
