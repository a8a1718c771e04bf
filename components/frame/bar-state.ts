import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";

import { FROZEN_PARAM } from "@/lib/view/share-link.ts";

/** The top bar's state as it stands in the URL; every page reads it and every link between pages keeps it. */
export const barParsers = {
  from: parseAsString.withDefault("now-1h"),
  to: parseAsString.withDefault("now"),
  environment: parseAsString,
  namespace: parseAsString,
  service: parseAsString,
  compare: parseAsStringLiteral(["previous", "off"]).withDefault("previous"),
  live: parseAsStringLiteral(["on", "off"]).withDefault("on"),
  /** When the range was frozen to be shared, ISO 8601; see `FROZEN_PARAM`. Another range is not frozen any more. */
  [FROZEN_PARAM]: parseAsString,
};

/** Null: no filter. `from` and `to` as in the contract. */
export type Bar = inferParserType<typeof barParsers>;

/** Reads the bar from a page's `searchParams` on the server. */
export const loadBar = createLoader(barParsers);

/** Writes parts of the bar onto a path, leaving out what is default. */
export const writeBar = createSerializer(barParsers);
