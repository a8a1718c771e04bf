import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeReturnPath } from "@/lib/domain/return-path.ts";
import { authorisePage } from "@/lib/web/page-access.ts";

export const metadata: Metadata = { title: "Log in" };

type Search = Promise<Record<string, string | string[] | undefined>>;

const LINK_PROBLEMS: Record<string, string> = {
  used: "This link has been used. Each one works once.",
  expired: "This link is older than a day and no longer works.",
  unknown: "This link is not one of this Headroom. Was it copied whole?",
};

/** How to get in, and why the last attempt did not work. Who is logged in already goes on to the dashboard. */
export default async function LoginPage({ searchParams }: { searchParams: Search }) {
  const principal = await authorisePage("/login");
  const { link, problem, next } = await searchParams;
  const reason = describeProblem(link, problem);
  if (principal.kind !== "anonymous" && reason === null)
    redirect(safeReturnPath(typeof next === "string" ? next : null) ?? "/");
  return (
    <main className="mx-auto flex min-h-dvh max-w-[440px] flex-col justify-center gap-4 p-6">
      <h1 className="text-18 font-semibold">Log in to Headroom</h1>
      {reason !== null && (
        <p role="alert" className="rounded-2 bg-warning-soft p-3 text-13 text-warning">
          {reason}
        </p>
      )}
      <p className="text-13 text-text-2">
        A link that logs you in is printed where Headroom was started. For a new one, run this in
        its directory:
      </p>
      <pre className="overflow-x-auto rounded-2 border border-line bg-surface-2 p-3 text-13">
        npm run login-link
      </pre>
    </main>
  );
}

/** A sentence for a person; null: nothing went wrong. */
function describeProblem(link: unknown, problem: unknown): string | null {
  if (typeof link === "string") return LINK_PROBLEMS[link] ?? null;
  if (problem === "forbidden") return "This key or account may not see that page.";
  return null;
}
