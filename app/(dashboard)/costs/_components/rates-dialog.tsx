"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { TextArea, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { RowsSkeleton } from "@/components/ui/states.tsx";
import { conversionsQuery, saveConversions } from "@/lib/client/costs.ts";
import { ratesText } from "@/lib/view/cost-conversion.ts";

/** What currencies are worth in each other: typed in, or taken from a file. */
export function RatesDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title="Conversion rates"
      note="What one unit is worth, from a day (UTC) on; without a rate currencies are never added up"
    >
      <RatesEditor onClose={onClose} />
    </ModalDialog>
  );
}

function RatesEditor({ onClose }: { onClose: () => void }) {
  const stored = useQuery(conversionsQuery());
  if (stored.error) {
    return (
      <p role="alert" className="text-12 text-critical">
        {stored.error.message}
      </p>
    );
  }
  if (!stored.data) return <RowsSkeleton rows={3} />;
  return <RatesForm before={ratesText(stored.data.rates)} onClose={onClose} />;
}

function RatesForm({ before, onClose }: { before: string; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(before);
  const save = useMutation({
    mutationFn: saveConversions,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["costs"] });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(text);
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextArea
        {...{ label: "Rates, a line each", rows: 8, spellCheck: false, value: text }}
        onChange={(event) => setText(event.target.value)}
        className="font-mono"
      />
      <TextField
        {...{ label: "Or a CSV file", type: "file", accept: ".csv,text/csv" }}
        note="It takes the place of what stands above; nothing is kept before you save"
        onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
      />
      {save.error && (
        <p role="alert" className="text-12 text-critical">
          {save.error.message.replace(/^body: /, "")}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="main" type="submit" disabled={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
