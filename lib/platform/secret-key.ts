import { hkdfSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "secret-key";

/**
 * The secret of this install: the given one, or the one kept in the data directory, made on first use and
 * readable by its owner alone. Throws when the file is damaged: a new one would end every session.
 */
export function installSecret(options: { secretKey: string | null; dataDir: string }): string {
  if (options.secretKey !== null) return options.secretKey;
  mkdirSync(options.dataDir, { recursive: true });
  const path = join(options.dataDir, FILE);
  try {
    const made = randomBytes(32).toString("base64url");
    writeFileSync(path, `${made}\n`, { flag: "wx", mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const kept = readFileSync(path, "utf8").trim();
  if (kept.length < 16) {
    throw new Error(
      `${path} is damaged: restore it, or delete it (sessions end), or set HEADROOM_SECRET_KEY`,
    );
  }
  return kept;
}

/** A key for one purpose, so that no two uses of the install's secret share one. Hex, 256 bits. */
export function deriveKey(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "headroom", purpose, 32)).toString("hex");
}
