"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { importRules } from "@/lib/client/alerts.ts";
import type { RulesImportResponse } from "@/lib/contract/rules-file.ts";

/** Takes a YAML file of rules and objectives, and says what became of it, line by line when it is wrong. */
export function ImportButton() {
  const client = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const take = useMutation({
    mutationFn: importRules,
    onSettled: () => setOpen(true),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["alert-rules"] }),
        client.invalidateQueries({ queryKey: ["objectives"] }),
      ]),
  });
  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const text = await target.files?.[0]?.text();
    target.value = "";
    if (text !== undefined) take.mutate(text);
  };
  return (
    <>
      <input
        ref={file}
        type="file"
        accept=".yaml,.yml"
        aria-label="A YAML file of rules"
        className="hidden"
        onChange={(event) => void choose(event)}
      />
      <Button disabled={take.isPending} onClick={() => file.current?.click()}>
        Import YAML
      </Button>
      <ModalDialog
        open={open}
        onClose={() => setOpen(false)}
        title={take.error ? "Nothing was imported" : "Imported"}
      >
        {take.error ? (
          <pre role="alert" className="max-h-96 overflow-auto text-12 text-critical">
            {take.error.message}
          </pre>
        ) : (
          take.data && <p className="text-13">{toldText(take.data)}</p>
        )}
      </ModalDialog>
    </>
  );
}

function toldText({ created, changed, unchanged }: RulesImportResponse): string {
  const parts = [
    [created, "new"],
    [changed, "changed"],
    [unchanged, "as they were"],
  ] as const;
  return `${parts.map(([list, word]) => `${list.length} ${word}`).join(", ")}.`;
}
