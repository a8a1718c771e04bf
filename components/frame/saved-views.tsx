"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { type FormEvent, useState } from "react";
import { VisibilityField } from "@/components/boards/visibility-field.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/form-field.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { changeView, createView, deleteView, viewsQuery } from "@/lib/client/views.ts";
import type { SavedView, ViewChange } from "@/lib/contract/views.ts";
import type { Visibility } from "@/lib/domain/ownership.ts";
import { SavedViewRow } from "./saved-view-row.tsx";

/** Saves this page under a name, and leads to what was saved before. */
export function SavedViews() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label="Saved views"
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-[360px]"
      trigger={
        <Button square aria-label="Saved views" title="Saved views" className="max-tablet:hidden">
          <Bookmark size={14} aria-hidden />
        </Button>
      }
    >
      <SavedViewsContent onLeave={() => setOpen(false)} />
    </Popover>
  );
}

function SavedViewsContent({ onLeave }: { onLeave: () => void }) {
  const client = useQueryClient();
  const views = useQuery(viewsQuery());
  const [gone, setGone] = useState<SavedView | null>(null);
  const onSuccess = () => client.invalidateQueries({ queryKey: ["views"] });
  const save = useMutation({ mutationFn: createView, onSuccess });
  const change = useMutation({
    mutationFn: ({ id, ...to }: ViewChange & { id: string }) => changeView(id, to),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: ({ id }: SavedView) => deleteView(id), onSuccess });
  const problem = save.error ?? change.error ?? remove.error ?? views.error;
  const known = views.data?.views ?? [];
  return (
    <div className="p-3">
      <SaveForm
        isSaving={save.isPending}
        onSave={(name, visibility) => save.mutate({ name, visibility, path: currentPath() })}
      />
      {problem && (
        <p role="alert" className="mt-2 text-12 text-critical">
          {problem.message}
        </p>
      )}
      {gone && (
        <p role="status" className="mt-2 flex items-center justify-between gap-2 text-12">
          <span className="truncate">Deleted {gone.name}.</span>
          <Button
            kind="bare"
            onClick={() => {
              const { name, path, visibility } = gone;
              setGone(null);
              save.mutate({ name, path, visibility });
            }}
          >
            Undo
          </Button>
        </p>
      )}
      {known.length === 0 && views.data ? (
        <p className="mt-3 text-12 text-text-3">
          Nothing is saved yet. A view keeps this page’s range, filters and selection.
        </p>
      ) : (
        <ul
          aria-label="Saved views"
          className="mt-3 max-h-80 overflow-auto border-t border-line pt-1"
        >
          {known.map((view) => (
            <SavedViewRow
              key={view.id}
              view={view}
              onOpen={onLeave}
              onChange={(to) => change.mutate({ id: view.id, ...to })}
              onDelete={() => remove.mutate(view, { onSuccess: () => setGone(view) })}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

type FormProps = { isSaving: boolean; onSave: (name: string, visibility: Visibility) => void };

function SaveForm({ isSaving, onSave }: FormProps) {
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("owner");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(name, visibility);
    setName("");
  };
  return (
    <form onSubmit={submit} className="space-y-2">
      <TextField
        label="Save this page as"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className="flex items-end gap-2">
        <div className="flex-1">
          <VisibilityField value={visibility} onChange={setVisibility} />
        </div>
        <Button type="submit" kind="main" disabled={isSaving}>
          Save
        </Button>
      </div>
    </form>
  );
}

const currentPath = (): string => window.location.pathname + window.location.search;
