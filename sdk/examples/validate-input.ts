import { createInputValidator } from "@headroom/sdk/validate-input";
import { z } from "zod";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
const orders = createInputValidator({ name: "POST /orders" });
const order = z.object({ items: z.array(z.string()).min(1) });

for (const body of [{ items: ["book"] }, { items: [] }, { items: [3] }]) {
  const result = await orders.validate(order, body);
  console.log(result.valid ? "valid" : result.problems.map(({ field }) => field).join(", "));
}

await stopTelemetry();
