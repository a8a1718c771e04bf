"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { matchersText } from "@/lib/domain/alert-label-text.ts";
import type { Inhibition } from "@/lib/domain/inhibition.ts";
import type { AlertRow } from "@/lib/view/alerts.ts";
import { inhibitionText, withInhibition } from "@/lib/view/matched-alerts.ts";
import { InhibitionDialog } from "./inhibition-dialog.tsx";

type Props = {
  inhibitions: readonly Inhibition[];
  rows: readonly AlertRow[];
  isBusy: boolean;
  onSave: (inhibitions: Inhibition[]) => Promise<void>;
};

const NEW: Inhibition = { name: "", source: [], target: [], equal: ["service"] };

/** Which alerts hide others that follow from them. */
export function InhibitionList({ inhibitions, rows, isBusy, onSave }: Props) {
  const [edited, setEdited] = useState<number | null>(null);
  const remove = (gone: number) => onSave(inhibitions.filter((_, at) => at !== gone));
  return (
    <section aria-label="Inhibitions" className="border-t border-line">
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="text-13 font-semibold">Inhibitions</h2>
          <p className="text-12 text-text-2">
            While one alert fires, those that follow from it are told to nobody.
          </p>
        </div>
        <Button onClick={() => setEdited(inhibitions.length)}>Add an inhibition</Button>
      </div>
      {inhibitions.length === 0 && <p className="px-4 pb-3 text-12 text-text-3">None.</p>}
      <ul aria-label="Inhibitions" className="divide-y divide-line text-13">
        {inhibitions.map((inhibition, at) => (
          <li
            key={inhibition.name}
            className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2"
          >
            <span className="min-w-0 flex-1 basis-64">
              <span className="block font-medium break-words">{inhibition.name}</span>
              <span className="block text-12 break-words text-text-2">
                <code>{matchersText(inhibition.source)}</code> hides{" "}
                <code>{matchersText(inhibition.target)}</code> {inhibitionText(inhibition)}
              </span>
            </span>
            <span className="flex gap-2">
              <Button aria-label={`Change ${inhibition.name}`} onClick={() => setEdited(at)}>
                Change
              </Button>
              <Button
                kind="bare"
                disabled={isBusy}
                aria-label={`Delete ${inhibition.name}`}
                onClick={() => {
                  if (confirm(`Delete the inhibition “${inhibition.name}”?`)) {
                    // What went wrong is said above the routes.
                    remove(at).catch(() => undefined);
                  }
                }}
              >
                Delete
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <InhibitionDialog
        inhibition={edited === null ? null : (inhibitions[edited] ?? NEW)}
        rows={rows}
        onClose={() => setEdited(null)}
        onSave={(inhibition) =>
          onSave(withInhibition(inhibitions, { at: edited ?? 0, inhibition }))
        }
      />
    </section>
  );
}
