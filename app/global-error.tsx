"use client";

import "./globals.css";

type Props = { error: Error & { digest?: string }; reset: () => void };

/** The frame itself failed, so this draws its own page. */
export default function GlobalError({ error, reset }: Props) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <main className="mx-auto max-w-lg px-4 py-24">
          <h1 className="text-18 font-medium">Headroom could not draw this page.</h1>
          <p className="mt-2 text-text-2">
            Telemetry is still taken in.
            {error.digest && <> The server’s log has the reason under {error.digest}.</>}
          </p>
          <button
            type="button"
            onClick={reset}
            className="control mt-4 rounded-2 border border-line bg-surface px-3"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
