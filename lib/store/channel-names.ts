import type { Queryable } from "./queryable.ts";

/** The names of every channel, by id. For threads without Prisma. */
export async function selectChannelNames(client: Queryable): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; name: string }>(
    "SELECT id, name FROM notification_channel ORDER BY name, id",
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
