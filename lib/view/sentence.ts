/** How loud a part of a sentence is: `fact` stands out, `reason` steps back, `critical`/`warning` colour a figure. */
export type Tone = "fact" | "name" | "reason" | "critical" | "warning";

/** A piece of the condition sentence. With `href` it opens its evidence. */
export type SentencePart = { text: string; tone: Tone; href?: string };

/** What the page says first, in words, with the icon beside it. */
export type Condition = {
  status: "ok" | "warning" | "critical" | "unknown";
  parts: readonly SentencePart[];
};

/** The sentence as plain text, for titles and for people who cannot see its colours. */
export const plainText = (parts: readonly SentencePart[]): string =>
  parts.map((part) => part.text).join("");
