import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  value: unknown;
  /** Its place from the root, members joined by dots; empty: the root. */
  path?: string;
  /** What stands beside a leaf, such as filter buttons. */
  actionsOf?: (path: string, text: string) => ReactNode;
};

/** Deeper levels are closed at first: the shape before the detail. */
const OPEN_LEVELS = 2;
const MOST_MEMBERS = 200;

/** A structure with its members under each other; every level folds. */
export function JsonTree({ value, path = "", actionsOf }: Props) {
  return (
    <div className="font-mono text-12">
      <Members value={value} path={path} level={0} actionsOf={actionsOf} />
    </div>
  );
}

type LevelProps = {
  value: unknown;
  path: string;
  level: number;
  actionsOf: Props["actionsOf"] | undefined;
};

function Members({ value, path, level, actionsOf }: LevelProps) {
  const isList = Array.isArray(value);
  const members = Object.entries(value as object).slice(0, MOST_MEMBERS);
  return (
    <ul>
      {members.map(([name, member]) => (
        <Member
          key={name}
          name={name}
          value={member}
          // Elements of a list are searched by the list's own name.
          path={isList ? path : path === "" ? name : `${path}.${name}`}
          level={level}
          actionsOf={actionsOf}
        />
      ))}
    </ul>
  );
}

function Member({ name, value, path, level, actionsOf }: LevelProps & { name: string }) {
  if (typeof value !== "object" || value === null) {
    const text = typeof value === "string" ? value : String(value);
    return (
      <li className="group flex items-start gap-2 py-0.5 pl-4">
        <span className="shrink-0 text-text-3">{name}</span>
        <span
          className={`min-w-0 flex-1 break-words whitespace-pre-wrap ${typeof value === "string" ? "" : "text-accent"}`}
        >
          {text}
        </span>
        {actionsOf?.(path, text)}
      </li>
    );
  }
  const size = Object.keys(value).length;
  return (
    <li>
      <details open={level < OPEN_LEVELS}>
        <summary className="flex cursor-pointer list-none items-center gap-0.5 py-0.5 max-tablet:min-h-11">
          <ChevronRight
            size={13}
            aria-hidden
            className="shrink-0 text-text-3 [details[open]>summary>&]:rotate-90"
          />
          <span className="text-text-3">{name}</span>
          <span className="ml-1.5 text-text-3">
            {Array.isArray(value) ? `[${size}]` : `{${size}}`}
          </span>
        </summary>
        <div className="ml-1.5 border-l border-line pl-2">
          <Members value={value} path={path} level={level + 1} actionsOf={actionsOf} />
        </div>
      </details>
    </li>
  );
}
