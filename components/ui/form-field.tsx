import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

const FIELD =
  "control w-full rounded-2 border border-line bg-surface px-2.5 text-13 placeholder:text-text-3 focus:border-accent focus:outline-none";

/** A label above its field. */
function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child
    <label className="block">
      <span className="mb-1 block text-12 text-text-2">{label}</span>
      {children}
    </label>
  );
}

/** A line of text with its label above. */
export function TextField({
  label,
  className,
  ...rest
}: ComponentProps<"input"> & { label: string }) {
  return (
    <Labelled label={label}>
      <input {...rest} className={clsx(FIELD, className)} />
    </Labelled>
  );
}

/** Several lines of text with their label above. */
export function TextArea({
  label,
  className,
  ...rest
}: ComponentProps<"textarea"> & { label: string }) {
  return (
    <Labelled label={label}>
      <textarea {...rest} className={clsx(FIELD, "py-1.5", className)} />
    </Labelled>
  );
}

type SelectProps = Omit<ComponentProps<"select">, "onChange"> & {
  label: string;
  choices: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
};

/** One of some choices, with its label above. */
export function SelectField({ label, choices, onChoose, className, ...rest }: SelectProps) {
  return (
    <Labelled label={label}>
      <select
        {...rest}
        onChange={(event) => onChoose(event.target.value)}
        className={clsx(FIELD, className)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
