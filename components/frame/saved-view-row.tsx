"use client";

import { Check, Pencil, Trash2, Users } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import type { SavedView, ViewChange } from "@/lib/contract/views.ts";

type Props = {
  view: SavedView;
  onOpen: () => void;
  onChange: (to: ViewChange) => void;
  onDelete: () => void;
};

/** One saved view: its link, and how it is renamed, shared and deleted. */
export function SavedViewRow({ view, onOpen, onChange, onDelete }: Props) {
  const [name, setName] = useState<string | null>(null);
  const { path, visibility, mine, ownerName } = view;
  const isShared = visibility === "all";
  const rename = (event: FormEvent) => {
    event.preventDefault();
    if (name !== null && name.trim() !== "") onChange({ name, path, visibility });
    setName(null);
  };
  return (
    <li className="flex min-h-9 items-center gap-1">
      {name === null ? (
        <Link
          href={path}
          onClick={onOpen}
          className="min-w-0 flex-1 truncate rounded-2 px-2 py-1 hover:bg-surface-3"
        >
          {view.name}
          <span className="ml-2 text-12 text-text-3">
            {isShared ? byWhom(mine, ownerName) : ""}
          </span>
        </Link>
      ) : (
        <form onSubmit={rename} className="flex min-w-0 flex-1 gap-1">
          <input
            // biome-ignore lint/a11y/noAutofocus: the person just asked to rename it
            autoFocus
            aria-label={`New name of ${view.name}`}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
            className="control min-w-0 flex-1 rounded-2 border border-line bg-surface px-2 text-13"
          />
          <Button type="submit" square aria-label="Rename">
            <Check size={14} aria-hidden />
          </Button>
        </form>
      )}
      {mine && (
        <Button
          kind="bare"
          square
          aria-pressed={isShared}
          aria-label={`${view.name}: for everybody`}
          title={isShared ? "Everybody sees it" : "Only you see it"}
          className={isShared ? "text-accent" : ""}
          onClick={() =>
            onChange({ name: view.name, path, visibility: isShared ? "owner" : "all" })
          }
        >
          <Users size={14} aria-hidden />
        </Button>
      )}
      <Button
        kind="bare"
        square
        aria-label={`Rename ${view.name}`}
        onClick={() => setName(view.name)}
      >
        <Pencil size={14} aria-hidden />
      </Button>
      <Button kind="bare" square aria-label={`Delete ${view.name}`} onClick={onDelete}>
        <Trash2 size={14} aria-hidden />
      </Button>
    </li>
  );
}

const byWhom = (mine: boolean, ownerName: string): string =>
  mine ? "for everybody" : `by ${ownerName}`;
