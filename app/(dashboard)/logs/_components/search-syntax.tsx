"use client";

import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Popover } from "@/components/ui/popover.tsx";

const FORMS: readonly { form: string; meaning: string }[] = [
  { form: "timeout gateway", meaning: "the body contains both, in either case" },
  { form: '"card refused"', meaning: "the body contains these words together" },
  { form: "user.id=7", meaning: "an attribute, a member of the body, or the resource" },
  { form: "user.id!=7", meaning: "has another value, or none" },
  { form: "took>250", meaning: "a number that compares: > >= < <=" },
  { form: "severity>=warn", meaning: "this severity and worse" },
  { form: "trace=0af76519…", meaning: "the records of one trace; span= likewise" },
];

/** What can be typed into the search. */
export function SearchSyntax() {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="How to search"
      align="end"
      className="p-3"
      trigger={
        <Button kind="bare" square aria-label="How to search" className="-my-1 -mr-1.5">
          <CircleHelp size={14} aria-hidden />
        </Button>
      }
    >
      <p className="mb-2 font-semibold">Every word must hold</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-12">
        {FORMS.map(({ form, meaning }) => (
          <div key={form} className="contents">
            <dt className="font-mono">{form}</dt>
            <dd className="text-text-2">{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-12 text-text-3">
        Enter searches, Tab takes an offered name or value.
      </p>
    </Popover>
  );
}
