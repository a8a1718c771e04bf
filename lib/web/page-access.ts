import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { decide } from "@/lib/domain/permissions.ts";
import type { Principal } from "@/lib/domain/principal.ts";
import { loginPath } from "@/lib/domain/return-path.ts";
import { PATH_HEADER } from "./http-security.ts";
import { currentPrincipal } from "./principal.ts";
import { accessOf, type PagePath } from "./route-table.ts";

/**
 * For the first line of every page: returns who asks, or leads to the log-in page, which says why. `path` is the
 * page's own, as the route table has it. Call it outside of `try`: Next redirects by throwing.
 */
export async function authorisePage(path: PagePath): Promise<Principal> {
  const access = accessOf(`PAGE ${path}`);
  const principal = await currentPrincipal();
  if (access.kind !== "guarded") return principal;
  const decision = decide(principal, access.action, access.object);
  if (decision.kind === "unauthenticated") {
    redirect(loginPath((await headers()).get(PATH_HEADER)));
  }
  if (decision.kind === "forbidden") redirect("/login?problem=forbidden");
  return principal;
}
