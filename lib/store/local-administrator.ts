import { prisma } from "./prisma.ts";

/** The person of a local install that the log-in link stands for. */
export const LOCAL_ADMINISTRATOR_ID = "local-administrator";

/** Makes sure that the administrator of a local install exists. An existing one is left as it is. */
export async function ensureLocalAdministrator(now: Date): Promise<void> {
  await prisma().user.createMany({
    data: {
      id: LOCAL_ADMINISTRATOR_ID,
      name: "Administrator",
      email: "administrator@localhost",
      role: "admin",
      createdAt: now,
      updatedAt: now,
    },
    skipDuplicates: true,
  });
}
