import type { ChannelKind } from "@/lib/domain/channels.ts";
import { CHANNEL_KINDS } from "@/lib/domain/channels.ts";
import type { NotificationChannel, Prisma } from "./generated/prisma/client.ts";
import { prisma } from "./prisma.ts";

/** A channel as it is stored; `config` is JSON that may be shown, `sealed` the encrypted target. */
export type StoredChannel = {
  id: string;
  kind: ChannelKind;
  name: string;
  config: unknown;
  sealed: string;
  createdMs: number;
  createdBy: string;
};

const fromRow = ({ createdAt, kind, ...row }: NotificationChannel): StoredChannel => ({
  ...row,
  kind: CHANNEL_KINDS.find((known) => known === kind) ?? "webhook",
  createdMs: createdAt.getTime(),
});

/** Every channel, by name. */
export async function selectChannels(): Promise<StoredChannel[]> {
  const rows = await prisma().notificationChannel.findMany({
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(fromRow);
}

/** Stores a new channel. */
export async function insertChannel({
  createdMs,
  ...channel
}: StoredChannel & { config: Prisma.InputJsonObject }): Promise<StoredChannel> {
  const row = await prisma().notificationChannel.create({
    data: { ...channel, createdAt: new Date(createdMs) },
  });
  return fromRow(row);
}

/** Deletes a channel. False: there is none. */
export async function deleteChannelRow(id: string): Promise<boolean> {
  const { count } = await prisma().notificationChannel.deleteMany({ where: { id } });
  return count > 0;
}
