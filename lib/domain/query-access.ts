/** Whether a query only reads; empty: it is neither (a transaction's begin or end), or not told. */
export type QueryAccess = "read" | "write" | "";

const READS =
  /^(?:SELECT|SHOW|EXPLAIN|VALUES|TABLE|GET|MGET|HGET|HMGET|HGETALL|EXISTS|SCAN|KEYS|TTL|LRANGE|SMEMBERS|ZRANGE|FIND|FINDONE|COUNT|AGGREGATE|DISTINCT|SEARCH|QUERY|GETITEM|BATCHGETITEM)\b/;
const WRITES =
  /^(?:INSERT|UPDATE|DELETE|MERGE|UPSERT|REPLACE|TRUNCATE|COPY|CREATE|ALTER|DROP|CALL|SET|SETEX|MSET|HSET|HMSET|DEL|UNLINK|INCR|INCRBY|DECR|EXPIRE|LPUSH|RPUSH|SADD|ZADD|XADD|FINDANDMODIFY|BULKWRITE|PUTITEM|UPDATEITEM|DELETEITEM|INDEX|BULK)\b/;
/** A reading statement that changes rows on the way, or locks them, which only a primary can do. */
const WRITES_WITHIN =
  /\b(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\b|\bFOR (?:NO KEY )?UPDATE\b/;
/** `SET` of SQL is a setting of the session, of Redis a write. */
const SETTING = /^SET\s+(?:SESSION|LOCAL|TRANSACTION|TIME|ROLE|search_path|[\w.]+\s*(?:=|TO)\s)/i;

/** What a query does, from its normalised statement, else from the name of its operation. */
export function accessOf({
  operation,
  statement,
}: {
  operation: string;
  statement: string;
}): QueryAccess {
  if (SETTING.test(statement)) return "";
  const text = statement.toUpperCase();
  if (text.startsWith("WITH ")) return WRITES_WITHIN.test(text) ? "write" : "read";
  return accessOfWord(text) || accessOfWord(operation.toUpperCase());
}

function accessOfWord(text: string): QueryAccess {
  if (READS.test(text)) return WRITES_WITHIN.test(text) ? "write" : "read";
  return WRITES.test(text) ? "write" : "";
}
