import clsx from "clsx";
import type { ReactNode } from "react";

type CardProps = {
  children: ReactNode;
  className?: string;
  /** It holds a chart that its menu can copy. */
  "data-chart"?: true;
};

/** A surface with one line around it. */
export function Card({ children, className, ...rest }: CardProps) {
  return (
    <section
      className={clsx("min-w-0 rounded-3 border border-line bg-surface", className)}
      {...rest}
    >
      {children}
    </section>
  );
}

type HeaderProps = { title: string; note?: ReactNode; actions?: ReactNode; level?: 2 | 3 };

/** 40 px: what this is, a note in words, and what can be done. */
export function CardHeader({ title, note, actions, level = 2 }: HeaderProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="flex min-h-10 items-center gap-2 border-b border-line px-4">
      <Heading className="shrink-0 text-13 font-semibold">{title}</Heading>
      {note !== undefined && <div className="min-w-0 truncate text-12 text-text-3">{note}</div>}
      {actions !== undefined && (
        <div className="ml-auto flex shrink-0 items-center gap-2 text-12 text-text-2">
          {actions}
        </div>
      )}
    </div>
  );
}
