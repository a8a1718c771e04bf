import clsx from "clsx";
import type { ComponentProps, ReactNode } from "react";

const FIELD =
  "control w-full rounded-2 border border-line bg-surface px-2.5 text-13 placeholder:text-text-3 focus:border-accent focus:outline-none";

/** `note`: what to know about the field; `error`: why its value will not do. */
type Said = { label: string; note?: string | undefined; error?: string | undefined };

/** A label above its field, and what is said about it below. */
function Labelled({ label, note, error, children }: Said & { children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is the child
    <label className="block min-w-0">
      <span className="mb-1 block text-12 text-text-2">{label}</span>
      {children}
      {error !== undefined && (
        <span role="alert" className="mt-1 block text-12 text-critical">
          {error}
        </span>
      )}
      {note !== undefined && error === undefined && (
        <span className="mt-1 block text-12 text-text-3">{note}</span>
      )}
    </label>
  );
}

/** A line of text with its label above. */
export function TextField({
  label,
  note,
  error,
  className,
  ...rest
}: ComponentProps<"input"> & Said) {
  return (
    <Labelled {...{ label, note, error }}>
      <input
        {...rest}
        {...(error === undefined ? {} : { "aria-invalid": true })}
        className={clsx(FIELD, error !== undefined && "border-critical", className)}
      />
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
  error?: string | undefined;
  choices: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
};

/** One of some choices, with its label above. */
export function SelectField(props: SelectProps) {
  const { label, error, choices, onChoose, className, ...rest } = props;
  return (
    <Labelled {...{ label, error }}>
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

type CheckProps = { label: string; checked: boolean; onCheck: (isOn: boolean) => void };

/** A box to tick, with its label beside it. */
export function CheckField({ label, checked, onCheck }: CheckProps) {
  return (
    <label className="control flex items-center gap-2 text-13">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={checked}
        onChange={(event) => onCheck(event.target.checked)}
      />
      {label}
    </label>
  );
}
