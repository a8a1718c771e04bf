"use client";

import clsx from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu as Parts } from "radix-ui";
import type { ReactNode } from "react";

const ITEM =
  "control flex items-center gap-2 rounded-2 px-2 text-13 outline-none select-none data-[highlighted]:bg-surface-3";

type Props = { trigger: ReactNode; children: ReactNode; align?: "start" | "end" };

/** A menu below its button. Not modal, so that no style is injected and the page stays scrollable. */
export function Menu({ trigger, children, align = "end" }: Props) {
  return (
    <Parts.Root modal={false}>
      <Parts.Trigger asChild>{trigger}</Parts.Trigger>
      <Parts.Portal>
        <Parts.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-[70vh] min-w-44 overflow-auto rounded-3 border border-line bg-surface p-1 shadow-float"
        >
          {children}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Parts.Label className="px-2 pt-1.5 pb-1 text-12 text-text-3">{children}</Parts.Label>;
}

export function MenuSeparator() {
  return <Parts.Separator className="my-1 h-px bg-line" />;
}

type ItemProps = { onSelect: () => void; children: ReactNode; icon?: ReactNode };

export function MenuItem({ onSelect, children, icon }: ItemProps) {
  return (
    <Parts.Item className={ITEM} onSelect={onSelect}>
      {icon}
      {children}
    </Parts.Item>
  );
}

export type Choice = { value: string; label: string; note?: string };

type ChoicesProps = {
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
};

/** Choices of which exactly one is chosen. */
export function MenuChoices({ value, choices, onChange }: ChoicesProps) {
  return (
    <Parts.RadioGroup value={value} onValueChange={onChange}>
      {choices.map((choice) => (
        <Parts.RadioItem
          key={choice.value}
          value={choice.value}
          className={clsx(ITEM, "pl-7 relative")}
        >
          <Parts.ItemIndicator className="absolute left-2">
            <Check size={14} aria-hidden />
          </Parts.ItemIndicator>
          {choice.label}
          {choice.note && <span className="ml-auto pl-4 text-12 text-text-3">{choice.note}</span>}
        </Parts.RadioItem>
      ))}
    </Parts.RadioGroup>
  );
}
