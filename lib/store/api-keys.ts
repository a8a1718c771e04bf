import { type KeyPrincipal, parseRole } from "@/lib/domain/principal.ts";
import { prisma } from "./prisma.ts";

/** The principal of the key whose secret has this SHA-256 (hex); null: no such key, or revoked. */
export async function findApiKey(secretHash: string): Promise<KeyPrincipal | null> {
  const row = await prisma().apiKey.findUnique({ where: { secretHash } });
  if (row === null || row.revokedAt !== null) return null;
  const role = parseRole(row.role);
  return role === null ? null : { kind: "key", id: row.id, name: row.name, role };
}
