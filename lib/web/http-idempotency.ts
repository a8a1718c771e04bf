import { ParameterError } from "@/lib/contract/time.ts";

const LONGEST = 200;

/** The `Idempotency-Key` of a request; null: it has none. Throws `ParameterError` for one that is empty or too long. */
export function readIdempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  const trimmed = key.trim();
  if (trimmed !== "" && trimmed.length <= LONGEST) return trimmed;
  throw new ParameterError(
    "Idempotency-Key",
    `Idempotency-Key: send 1 to ${LONGEST} characters, such as the id of the pipeline's run`,
  );
}
