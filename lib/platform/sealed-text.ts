import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const VERSION = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A text was sealed under another key, for another purpose, or was changed. */
export class SealError extends Error {
  override name = "SealError";
}

/** A text that only the holder of the key can read (AES-256-GCM). `keyHex`: 256 bits, as `deriveKey` makes them. */
export function sealText(text: string, keyHex: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(keyHex, "hex"), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** The text that was sealed. Throws `SealError`. */
export function openText(sealed: string, keyHex: string): string {
  const [version, text = ""] = sealed.split(".");
  const bytes = Buffer.from(text, "base64url");
  try {
    if (version !== VERSION) throw new SealError("an unknown version");
    const key = Buffer.from(keyHex, "hex");
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const opened = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString("utf8");
  } catch (error) {
    throw new SealError("it cannot be decrypted: was HEADROOM_SECRET_KEY changed?", {
      cause: error,
    });
  }
}
