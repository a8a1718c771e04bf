"use client";

import clsx from "clsx";
import { type KeyboardEvent, type Ref, useEffect, useId, useRef, useState } from "react";

export type Option = { value: string; label?: string; note?: string };

type Props = {
  label: string;
  /** What is typed. It need not be one of the options. */
  text: string;
  onText: (text: string) => void;
  /** What completes the text, best first. */
  options: readonly Option[];
  /** An option by click or Enter; or the text as it is, when Enter is pressed and none is marked. */
  onChoose: (value: string) => void;
  /** Options are still being looked for. */
  loading?: boolean;
  /** Said when nothing completes the text. */
  empty?: string;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  className?: string;
};

/** More than this are not drawn: typing narrows them. */
const MOST = 100;

/** A text field with completion, always open: the arrows mark an option, Enter takes it, or the text as it stands. */
export function Combobox(props: Props) {
  const { label, text, onText, options, onChoose, loading = false, inputRef } = props;
  const listId = useId();
  const listRef = useRef<HTMLDivElement>(null);
  const [marked, setMarked] = useState(-1);
  const shown = options.slice(0, MOST);
  const current = Math.min(marked, shown.length - 1);
  useEffect(() => {
    const option = current >= 0 ? listRef.current?.children[current] : undefined;
    option?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (move !== 0) {
      event.preventDefault();
      if (shown.length === 0) return;
      setMarked(((current < 0 && move < 0 ? 0 : current) + move + shown.length) % shown.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onChoose(shown[current]?.value ?? text);
      setMarked(-1);
    }
  };

  return (
    <div className={clsx("flex min-h-0 flex-col", props.className)}>
      <input
        ref={inputRef}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current >= 0 ? `${listId}-${current}` : undefined}
        aria-label={label}
        placeholder={props.placeholder ?? label}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onText(event.target.value);
          setMarked(-1);
        }}
        onKeyDown={onKeyDown}
        className="control w-full rounded-2 border border-line bg-surface-2 px-2.5 text-13 placeholder:text-text-3 focus:border-accent focus:outline-none"
      />
      <div
        ref={listRef}
        id={listId}
        role="listbox"
        aria-label={`${label}: suggestions`}
        tabIndex={-1}
        className="mt-1 max-h-64 min-h-0 overflow-auto"
      >
        {shown.map((option, index) => (
          <OptionRow
            key={option.value}
            id={`${listId}-${index}`}
            option={option}
            marked={index === current}
            onMark={() => setMarked(index)}
            onChoose={() => onChoose(option.value)}
          />
        ))}
        <Rest
          loading={loading}
          more={options.length - shown.length}
          empty={shown.length === 0 ? (props.empty ?? "Nothing like this") : null}
        />
      </div>
    </div>
  );
}

type RowProps = {
  id: string;
  option: Option;
  marked: boolean;
  onMark: () => void;
  onChoose: () => void;
};

function OptionRow({ id, option, marked, onMark, onChoose }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox marks and takes by keys
    <div
      id={id}
      role="option"
      aria-selected={marked}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      onMouseEnter={onMark}
      onClick={onChoose}
      className={clsx(
        "control flex cursor-pointer items-center gap-3 rounded-2 px-2 text-13",
        marked && "bg-surface-3",
      )}
    >
      <span className="min-w-0 truncate">{option.label ?? option.value}</span>
      {option.note && <span className="ml-auto shrink-0 text-12 text-text-3">{option.note}</span>}
    </div>
  );
}

type RestProps = { loading: boolean; more: number; empty: string | null };

/** What stands under the options: still looking, more than fit, none. */
function Rest({ loading, more, empty }: RestProps) {
  const text = loading ? "Looking…" : more > 0 ? `${more} more: type to narrow` : empty;
  if (text === null) return null;
  return (
    <div
      role="option"
      aria-selected="false"
      aria-disabled="true"
      tabIndex={-1}
      className="px-2 py-1.5 text-12 text-text-3"
    >
      {text}
    </div>
  );
}
