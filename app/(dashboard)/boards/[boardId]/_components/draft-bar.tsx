"use client";

import { Undo2 } from "lucide-react";
import { VisibilityField } from "@/components/boards/visibility-field.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { Notice } from "@/components/ui/states.tsx";
import { BOARD_VARIABLES } from "@/lib/domain/boards.ts";
import type { Editing } from "./use-draft.ts";

/** While a board is edited: its name, who sees it, what its panels inherit, and undo. */
export function DraftBar({ editing }: { editing: Editing }) {
  const { draft, amend, undo, problem } = editing;
  if (!draft) return null;
  const last = draft.past.at(-1);
  const { variables } = draft.spec;
  const toggle = (name: (typeof BOARD_VARIABLES)[number]) => {
    const next = BOARD_VARIABLES.filter((one) => variables.includes(one) !== (one === name));
    amend({ spec: { ...draft.spec, variables: next } });
  };
  return (
    <Card className="p-4">
      <div className="flex flex-wrap items-end gap-4">
        <div className="w-64 max-tablet:w-full">
          <TextField
            label="Name"
            value={draft.name}
            maxLength={200}
            onChange={(event) => amend({ name: event.target.value })}
          />
        </div>
        <div className="w-40 max-tablet:w-full">
          <VisibilityField
            value={draft.visibility}
            onChange={(visibility) => amend({ visibility })}
          />
        </div>
        <fieldset>
          <legend className="mb-1 text-12 text-text-2">Panels follow the bar’s</legend>
          <div className="flex gap-4">
            {BOARD_VARIABLES.map((name) => (
              <label key={name} className="control inline-flex items-center gap-1.5">
                <input
                  type="checkbox"
                  checked={variables.includes(name)}
                  onChange={() => toggle(name)}
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        <Button onClick={undo} disabled={!last} className="ml-auto">
          <Undo2 size={14} aria-hidden />
          {last ? `Undo ${last.change}` : "Undo"}
        </Button>
      </div>
      {problem && (
        <div className="mt-3" role="alert">
          <Notice status="critical">{problem}</Notice>
        </div>
      )}
      <p className="mt-3 text-12 text-text-3 max-tablet:hidden">
        Drag a panel by its head, resize it at its corner. With keys: focus a panel’s handle, then
        arrows move it and Shift with arrows resizes it.
      </p>
      <p className="mt-3 text-12 text-text-3 tablet:hidden">
        Panels are moved and resized on a wider screen.
      </p>
    </Card>
  );
}
