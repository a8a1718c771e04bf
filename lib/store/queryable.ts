import type { QueryResult, QueryResultRow } from "pg";

/** What a read or a single statement needs of a pool or of a connection. */
export type Queryable = {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>;
};
