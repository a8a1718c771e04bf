import clsx from "clsx";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

const KINDS = {
  main: "bg-accent-solid text-on-accent border-transparent hover:brightness-110",
  plain: "bg-surface text-text border-line hover:bg-surface-3",
  bare: "bg-transparent text-text-2 border-transparent hover:bg-surface-3 hover:text-text",
} as const;

type Props = ComponentProps<"button"> & {
  kind?: keyof typeof KINDS;
  asChild?: boolean;
  square?: boolean;
};

/** 28 px high with a pointer, 44 at touch width. `asChild` gives the look to a link. */
export function Button({
  kind = "plain",
  asChild = false,
  square = false,
  className,
  ...rest
}: Props) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: "button" as const })}
      className={clsx(
        "control inline-flex items-center justify-center gap-1.5 rounded-2 border text-12 font-medium whitespace-nowrap transition-colors disabled:opacity-50",
        square ? "w-7 max-tablet:w-11" : "px-2.5",
        KINDS[kind],
        className,
      )}
      {...rest}
    />
  );
}
