import clsx from "clsx";

/** The four conditions, each with its own shape, word and colour. */
export type Status = "ok" | "warning" | "critical" | "unknown";

export const STATUS_WORDS: Record<Status, string> = {
  ok: "OK",
  warning: "Warning",
  critical: "Critical",
  unknown: "Unknown",
};

const COLOURS: Record<Status, string> = {
  ok: "text-ok",
  warning: "text-warning",
  critical: "text-critical",
  unknown: "text-unknown",
};

/** The text colour of a status; OK stays the text's own colour, because calm rows stay grey. */
export const statusText = (status: Status): string =>
  status === "critical" ? "text-critical" : status === "warning" ? "text-warning" : "";

function Shape({ status }: { status: Status }) {
  switch (status) {
    case "critical":
      return (
        <>
          <path fill="currentColor" d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" />
          <path
            className="stroke-surface"
            strokeWidth="1.8"
            strokeLinecap="round"
            d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6"
          />
        </>
      );
    case "warning":
      return (
        <>
          <path
            fill="currentColor"
            d="M7.05 1.9 1.1 12.6c-.42.76.1 1.7.95 1.7h11.9c.86 0 1.37-.94.95-1.7L8.95 1.9a1.08 1.08 0 0 0-1.9 0z"
          />
          <path className="stroke-surface" strokeWidth="1.7" strokeLinecap="round" d="M8 6v3.2" />
          <circle className="fill-surface" cx="8" cy="11.8" r="1" />
        </>
      );
    case "unknown":
      return (
        <>
          <circle
            cx="8"
            cy="8"
            r="6.4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
            strokeDasharray="2.6 2.4"
          />
          <path
            fill="none"
            stroke="currentColor"
            strokeWidth="1.3"
            strokeLinecap="round"
            d="M6.4 6.5a1.65 1.65 0 1 1 2.5 1.4c-.6.35-.9.6-.9 1.1"
          />
          <circle fill="currentColor" cx="8" cy="11" r=".85" />
        </>
      );
    default:
      return (
        <>
          <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
            d="m5.3 8.2 1.9 1.9 3.6-3.9"
          />
        </>
      );
  }
}

type Props = { status: Status; size?: number; label?: string | null; className?: string };

/** A status as a shape. `label` null: the word stands beside it already, so the shape is silent. */
export function StatusIcon({ status, size = 14, label, className }: Props) {
  const spoken = label === undefined ? STATUS_WORDS[status] : label;
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={clsx("shrink-0", COLOURS[status], className)}
      role="img"
      aria-hidden={spoken === null}
      aria-label={spoken ?? undefined}
    >
      <Shape status={status} />
    </svg>
  );
}
