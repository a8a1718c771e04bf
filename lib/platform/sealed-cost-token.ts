import { env } from "./env.ts";
import { openText, sealText } from "./sealed-text.ts";
import { deriveKey, installSecret } from "./secret-key.ts";

const costKey = (): string => deriveKey(installSecret(env()), "costs");

/** A source's token as it is stored. */
export const sealCostToken = (token: string): string => sealText(token, costKey());

/** The token that was sealed. Throws `SealError` when the secret of the install is another one now. */
export const openCostToken = (sealed: string): string => openText(sealed, costKey());
