/** Runs once in the server's process, before it takes traffic. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
}
