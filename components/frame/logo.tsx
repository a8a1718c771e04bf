/** Bars under a line: what is used, and what is left above it. */
export function Logo() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="shrink-0">
      <path d="M1 2h14" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
      <path
        className="stroke-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
        d="M2.5 12v1.5M6.2 9v4.5M9.8 10.5v3M13.5 6.5v7"
      />
    </svg>
  );
}
