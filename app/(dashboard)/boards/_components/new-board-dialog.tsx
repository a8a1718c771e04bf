"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { VisibilityField } from "@/components/boards/visibility-field.tsx";
import { useHref } from "@/components/frame/use-bar.ts";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { createBoard } from "@/lib/client/boards.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";

type Props = { open: boolean; onClose: () => void };

/** Names a new board and leads to it. */
export function NewBoardDialog({ open, onClose }: Props) {
  return (
    <ModalDialog open={open} onClose={onClose} title="A new board">
      <NewBoardForm onClose={onClose} />
    </ModalDialog>
  );
}

function NewBoardForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const router = useRouter();
  const hrefOf = useHref();
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("all");
  const create = useMutation({
    mutationFn: createBoard,
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["boards"] });
      router.push(hrefOf(`/boards/${id}`));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, visibility });
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField
        label="Name"
        required
        autoFocus
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <VisibilityField value={visibility} onChange={setVisibility} />
      {create.error && (
        <p role="alert" className="text-12 text-critical">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={create.isPending}>
          Make it
        </Button>
      </div>
    </form>
  );
}
