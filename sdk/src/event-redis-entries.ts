import type { CarriedEvent, DeadLetter } from "./event-transport.ts";

/** An event as the fields of a stream's entry. */
export const toFields = (event: Omit<CarriedEvent, "id">): string[] => [
  "payload",
  JSON.stringify(event.payload) ?? "null",
  "carrier",
  JSON.stringify(event.carrier),
  "publishedAtMs",
  String(event.publishedAtMs),
];

/** The event of a stream's entry; what cannot be read is null or empty. */
export function parseEntry(id: string, fields: readonly string[]): CarriedEvent {
  const field = (name: string) => fieldOf(fields, name);
  return {
    id,
    payload: parseJson(field("payload")),
    carrier: parseCarrier(field("carrier")),
    publishedAtMs: Number(field("publishedAtMs")) || 0,
  };
}

/** A dead letter as the fields of an entry; topic and group are the stream's. */
export const toLetterFields = (letter: DeadLetter): string[] => [
  "id",
  letter.id,
  "payload",
  JSON.stringify(letter.payload) ?? "null",
  "reason",
  letter.reason,
  "publishedAtMs",
  String(letter.publishedAt.getTime()),
];

/** The dead letter of an entry. */
export function parseLetter({
  topic,
  group,
  fields,
}: {
  topic: string;
  group: string;
  fields: readonly string[];
}): DeadLetter {
  const field = (name: string) => fieldOf(fields, name);
  return {
    id: field("id"),
    topic,
    group,
    payload: parseJson(field("payload")),
    reason: field("reason"),
    publishedAt: new Date(Number(field("publishedAtMs")) || 0),
  };
}

/** Fields come as name, value, name, value. */
function fieldOf(fields: readonly string[], name: string): string {
  const index = fields.findIndex((text, at) => at % 2 === 0 && text === name);
  return index < 0 ? "" : (fields[index + 1] ?? "");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseCarrier(text: string): Record<string, string> {
  const parsed = parseJson(text);
  if (typeof parsed !== "object" || parsed === null) return {};
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, String(value)]));
}
