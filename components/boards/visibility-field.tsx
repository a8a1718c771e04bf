"use client";

import { SelectField } from "@/components/ui/form-field.tsx";
import type { Visibility } from "@/lib/domain/ownership.ts";

const CHOICES: readonly { value: Visibility; label: string }[] = [
  { value: "all", label: "Everybody" },
  { value: "owner", label: "Only me" },
];

type Props = {
  value: Visibility;
  onChange: (visibility: Visibility) => void;
  /** Only its owner may change it. */
  disabled?: boolean;
};

/** Who sees a board or a view. */
export function VisibilityField({ value, onChange, disabled = false }: Props) {
  return (
    <SelectField
      label="Who sees it"
      value={value}
      choices={CHOICES}
      disabled={disabled}
      onChoose={(chosen) => onChange(chosen === "owner" ? "owner" : "all")}
    />
  );
}
