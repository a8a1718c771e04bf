import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-4 py-24">
      <h1 className="text-18 font-medium">There is nothing at this address.</h1>
      <p className="mt-2 text-text-2">
        A link may be mistyped, or the page may belong to a version of Headroom that is not
        installed here.
      </p>
      <p className="mt-4">
        <Link href="/" className="text-accent underline underline-offset-4">
          Open the overview
        </Link>
      </p>
    </main>
  );
}
