"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { boardsQuery } from "@/lib/client/boards.ts";
import type { BoardResponse, BoardSummary } from "@/lib/contract/boards.ts";
import type { ChartSpec } from "@/lib/domain/chart-spec.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";
import { pinChart } from "./pin-chart.ts";
import { VisibilityField } from "./visibility-field.tsx";

type Props = {
  open: boolean;
  onClose: () => void;
  /** What to pin, and what its panel is called until somebody renames it. */
  chart: ChartSpec;
  title: string;
};

const NEW_BOARD = "";

/** Puts a chart on a board that exists, or on a new one for everybody or for oneself. */
export function PinDialog({ open, onClose, chart, title }: Props) {
  return (
    <ModalDialog open={open} onClose={onClose} title="Pin to a board" note={title}>
      <PinForm chart={chart} title={title} onClose={onClose} />
    </ModalDialog>
  );
}

function PinForm({ chart, title, onClose }: Omit<Props, "open">) {
  const client = useQueryClient();
  const boards = useQuery(boardsQuery());
  const [boardId, setBoardId] = useState<string | null>(null);
  const [panelTitle, setPanelTitle] = useState(title);
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("all");
  const pin = useMutation({
    mutationFn: pinChart,
    onSuccess: () => client.invalidateQueries({ queryKey: ["boards"] }),
  });
  const known = boards.data?.boards ?? [];
  const chosen = boardId ?? known[0]?.id ?? NEW_BOARD;
  if (pin.data) return <Pinned board={pin.data} onClose={onClose} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = chosen === NEW_BOARD ? { name, visibility } : { boardId: chosen };
    pin.mutate({ target, title: panelTitle, chart });
  };
  return (
    <form className="space-y-3" onSubmit={submit}>
      <TextField
        label="Title"
        value={panelTitle}
        maxLength={200}
        onChange={(event) => setPanelTitle(event.target.value)}
      />
      <SelectField
        label="Board"
        value={chosen}
        choices={[...known.map(toChoice), { value: NEW_BOARD, label: "A new board" }]}
        onChoose={setBoardId}
      />
      {chosen === NEW_BOARD && (
        <div className="grid gap-3 tablet:grid-cols-2">
          <TextField
            label="Name of the new board"
            required
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <VisibilityField value={visibility} onChange={setVisibility} />
        </div>
      )}
      {(pin.error ?? boards.error) && (
        <p role="alert" className="text-12 text-critical">
          {(pin.error ?? boards.error)?.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={pin.isPending || boards.isPending}>
          Pin
        </Button>
      </div>
    </form>
  );
}

const toChoice = ({ id, name, visibility }: BoardSummary) => ({
  value: id,
  label: visibility === "owner" ? `${name} (only me)` : name,
});

function Pinned({ board, onClose }: { board: BoardResponse; onClose: () => void }) {
  return (
    <div className="space-y-3">
      <p role="status">
        Pinned to <strong className="font-semibold">{board.name}</strong>.
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        <Button kind="main" asChild>
          <Link href={`/boards/${board.id}`}>Open the board</Link>
        </Button>
      </div>
    </div>
  );
}
