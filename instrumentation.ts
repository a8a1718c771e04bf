/** Runs once in the server's process, before it takes traffic: starts the receivers and the jobs of its roles. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startParts } = await import("@/lib/start-parts.ts");
  await startParts();
}
