import { prisma } from "./prisma.ts";

/** What became of a token: only `accepted` logs in, and only once. */
export type LinkUse = "accepted" | "used" | "expired" | "unknown";

const FORGET_AFTER_MS = 7 * 86_400_000;

/** Stores a link by the hash of its token, and forgets those that ended a week ago. */
export async function storeLoginLink(link: {
  id: string;
  tokenHash: string;
  createdAt: Date;
  expiresAt: Date;
}): Promise<void> {
  const forgotten = new Date(link.createdAt.getTime() - FORGET_AFTER_MS);
  await prisma().loginLink.deleteMany({ where: { expiresAt: { lt: forgotten } } });
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
