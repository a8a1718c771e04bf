import clsx from "clsx";
import type { Formatted } from "@/lib/view/format.ts";

/** A figure with its unit in a smaller, calmer type. */
export function Value({
  figure,
  className,
}: {
  figure: Formatted;
  className?: string | undefined;
}) {
  return (
    <span className={clsx("inline-block whitespace-nowrap", className)}>
      {figure.value}
      {figure.unit !== "" && <span className="text-12 font-normal"> {figure.unit}</span>}
    </span>
  );
}
