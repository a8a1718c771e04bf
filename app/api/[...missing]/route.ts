import { NotFoundError } from "@/lib/domain/problem.ts";
import { openRoute } from "@/lib/web/http.ts";

const answer = openRoute("ANY /api/[...missing]", () => {
  throw new NotFoundError("There is nothing at this address: see /api/openapi.json");
});

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
