import { CopyButton } from "@/components/ui/copy-button.tsx";

type Props = {
  /** Where the lines belong. */
  title: string;
  /** What they are for, with the title unique on the page. */
  purpose: string;
  text: string;
  /** What was filled in for this server and this person, to be seen at once. */
  filled: readonly string[];
};

/** Lines to copy. Long ones scroll sideways, so that each line stays one line. */
export function CodeBlock({ title, purpose, text, filled }: Props) {
  return (
    <figure className="overflow-hidden rounded-2 border border-line bg-surface-2">
      <figcaption className="flex items-center justify-between gap-2 py-1 pr-1 pl-3 text-12 text-text-3">
        {title}
        <CopyButton text={text} label={`Copy: ${purpose}, ${title}`} />
      </figcaption>
      <section
        aria-label={`${purpose}, ${title}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto px-3 pb-2.5"
      >
        <pre className="font-mono text-12 leading-[18px]">
          <code>
            <Marked text={text} filled={filled} />
          </code>
        </pre>
      </section>
    </figure>
  );
}

function Marked({ text, filled }: { text: string; filled: readonly string[] }) {
  const wanted = filled.filter((part) => part !== "");
  if (wanted.length === 0) return text;
  const escaped = wanted.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = text.split(new RegExp(`(${escaped.join("|")})`));
  return parts.map((part, i) =>
    wanted.includes(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are their order
      <span key={i} className="text-ok">
        {part}
      </span>
    ) : (
      part
    ),
  );
}

/** A sentence in which `backticks` mark code. */
export function Prose({ text }: { text: string }) {
  return (
    <p className="text-12 text-text-2">
      {text.split("`").map((part, i) =>
        i % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text are their order
          <code key={i} className="font-mono break-words text-text">
            {part}
          </code>
        ) : (
          part
        ),
      )}
    </p>
  );
}
