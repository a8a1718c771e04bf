import type { Database } from "./database.ts";

/**
 * The mistake that the slow build of orders ships: one query for the ids, then one for each product, past the cache,
 * from a view whose price rules take their time.
 */
export async function productsOneByOne(database: Database, limit: number): Promise<unknown[]> {
  const ids = await database.read<{ id: number }>(
    "SELECT id FROM shop.products ORDER BY id LIMIT $1",
    [limit],
  );
  const products: unknown[] = [];
  for (const { id } of ids) {
    const rows = await database.read(
      "SELECT id, name, category, price_cents FROM shop.priced_products WHERE id = $1",
      [id],
    );
    products.push(rows[0]);
  }
  return products;
}
