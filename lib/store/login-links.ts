import { prisma } from "./prisma.ts";

/** What became of a token: only `accepted` logs in, and only once. */
export type LinkUse = "accepted" | "used" | "expired" | "unknown";

/** Stores a link by the hash of its token. */
export async function storeLoginLink(link: {
  id: string;
  tokenHash: string;
  createdAt: Date;
  expiresAt: Date;
}): Promise<void> {
  await prisma().loginLink.create({ data: link });
}

/** Uses up the link of this token. Of several callers at once exactly one is accepted. */
export async function useLoginLink(tokenHash: string, now: Date): Promise<LinkUse> {
  const { count } = await prisma().loginLink.updateMany({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 1) return "accepted";
  const link = await prisma().loginLink.findUnique({ where: { tokenHash } });
  if (link === null) return "unknown";
  return link.usedAt === null ? "expired" : "used";
}
