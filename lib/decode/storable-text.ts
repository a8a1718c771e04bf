const NOT_STORABLE = /[\0\p{Surrogate}]/gu;

/** The text with U+FFFD for what Postgres text and jsonb cannot hold: U+0000 and unpaired surrogates. */
export const storableText = (text: string): string => text.replace(NOT_STORABLE, "\uFFFD");
