/** The path and parameters of a page as asked for, set by the proxy for the page itself. */
export const PATH_HEADER = "x-headroom-path";

/** For every answer: its bytes are what their type says, and its address stays with us. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
};

/**
 * The policy of a page. Scripts run only with the nonce of this answer. Style attributes are allowed, since charts set
 * sizes and positions by them; style elements are not. While developing, Next evaluates code and adds style elements.
 */
export function contentSecurityPolicy(options: { nonce: string; dev: boolean }): string {
  const nonce = `'nonce-${options.nonce}'`;
  const directives = {
    "default-src": "'self'",
    "script-src": `'self' ${nonce} 'strict-dynamic'${options.dev ? " 'unsafe-eval'" : ""}`,
    "style-src": options.dev ? "'self' 'unsafe-inline'" : `'self' ${nonce}`,
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
