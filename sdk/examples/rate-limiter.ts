import { createRateLimiter } from "@headroom/sdk/rate-limiter";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
const api = createRateLimiter({ name: "api", requests: 2, windowSeconds: 60 });

for (const key of ["ada", "ada", "ada", "grace"]) {
  const { allowed, remaining } = await api.spend(key);
  console.log(key, allowed ? "allowed" : "refused", remaining);
}

await stopTelemetry();
api.close();
