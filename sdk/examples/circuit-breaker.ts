import { setTimeout as sleep } from "node:timers/promises";
import { createCircuitBreaker } from "@headroom/sdk/circuit-breaker";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
let paymentsAreWell = false;
const charge = async (): Promise<string> => {
  if (!paymentsAreWell) throw new Error("payments is down");
  return "charged";
};

const payments = createCircuitBreaker({
  name: "payments",
  trip: { failuresInARow: 3 },
  openMs: 100,
  trialCalls: 2,
});
const pay = () => payments.execute(charge, () => "queued");

for (let call = 1; call <= 4; call += 1) console.log(await pay(), payments.state);
paymentsAreWell = true;
await sleep(150);
for (let call = 1; call <= 2; call += 1) console.log(await pay(), payments.state);

await stopTelemetry();
payments.close();
