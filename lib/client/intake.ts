import { queryOptions } from "@tanstack/react-query";
import { intakeResponse } from "@/lib/contract/intake.ts";
import { fetchAnswer } from "./query-client.ts";

/** What Headroom has received, kept and refused since it started, and the services it knows. */
export const intakeQuery = () =>
  queryOptions({
    queryKey: ["intake"],
    queryFn: ({ signal }) =>
      fetchAnswer({ path: "/api/v1/intake", schema: intakeResponse, signal }),
    meta: { live: true },
  });
