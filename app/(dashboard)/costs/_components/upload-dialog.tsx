"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { costImportQuery, uploadBill } from "@/lib/client/cost-sources.ts";
import { importOutcome, importProgress } from "@/lib/view/cost-import-progress.ts";

type Props = { open: boolean; onClose: () => void };

/** Sends a bill, and shows how far it is until it is stored. */
export function UploadDialog({ open, onClose }: Props) {
  return (
    <ModalDialog
      open={open}
      onClose={onClose}
      title="Upload bill"
      note="FOCUS, AWS CUR, Azure or Google Cloud; CSV, gzip or Parquet"
    >
      <UploadForm onClose={onClose} />
    </ModalDialog>
  );
}

function UploadForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const callOff = useRef(new AbortController());
  const [sent, setSent] = useState<number | null>(null);
  const upload = useMutation({ mutationFn: uploadBill });
  const id = upload.data?.id ?? null;
  const told = useQuery({
    ...costImportQuery(id ?? ""),
    enabled: id !== null && upload.data?.state === "running",
  });
  const answer = told.data ?? upload.data ?? null;
  const isDone = answer?.state === "done";
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: ["costs"] });
  }, [isDone, client]);
  useEffect(() => () => callOff.current.abort(), []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (!(file instanceof File)) return;
    const source = String(form.get("source") ?? "").trim() || "focus";
    upload.mutate({ file, source, onSent: setSent, signal: callOff.current.signal });
  };
  const isBusy = upload.isPending || answer?.state === "running";
  const progress = isBusy ? importProgress(upload.isPending ? sent : null, answer) : null;
  const outcome = answer && importOutcome(answer);
  const problem = upload.error?.message ?? outcome?.problem ?? null;
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField
        {...{ label: "File", name: "file", type: "file", required: true, disabled: isBusy }}
        accept=".csv,.gz,.parquet"
      />
      <TextField
        {...{ label: "Source", name: "source", defaultValue: "focus", disabled: isBusy }}
        maxLength={64}
        note="The bill takes the place of what this source told of the same billing period"
      />
      {progress && (
        <div>
          <progress
            aria-label={progress.text}
            className="h-2 w-full accent-accent"
            {...(progress.ratio === null ? {} : { value: progress.ratio, max: 1 })}
          />
          <p aria-live="polite" className="text-12 text-text-2">
            {progress.text}
          </p>
        </div>
      )}
      {problem !== null && (
        <p role="alert" className="text-12 text-critical">
          {problem}
        </p>
      )}
      {outcome?.lines.map((line) => (
        <p key={line} role="status" className="text-12 text-text-2">
          {line}
        </p>
      ))}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{isDone ? "Close" : "Cancel"}</Button>
        {!isDone && (
          <Button kind="main" type="submit" disabled={isBusy}>
            Upload
          </Button>
        )}
      </div>
    </form>
  );
}
