"use client";

import { useState } from "react";
import { TextField } from "@/components/ui/form-field.tsx";
import { readValues, writeValues } from "@/lib/view/filter-text.ts";

type Props = {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string | undefined;
};

/** Several values in one line, separated by commas; what is typed stays as it is typed. */
export function ValuesField({ label, values, onChange, placeholder }: Props) {
  const [text, setText] = useState(writeValues(values));
  return (
    <TextField
      label={label}
      value={text}
      placeholder={placeholder}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readValues(event.target.value));
      }}
    />
  );
}
