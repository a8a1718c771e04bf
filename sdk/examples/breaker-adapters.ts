import { instrumentOpossum } from "@headroom/sdk/breaker-adapters";
import CircuitBreaker from "opossum";
import { startTelemetry } from "./telemetry.ts";

const stopTelemetry = startTelemetry();
const sendMail = async (): Promise<string> => {
  throw new Error("mail is down");
};

const mail = new CircuitBreaker(sendMail, { name: "mail", volumeThreshold: 2 });
mail.fallback(() => "kept for later");
instrumentOpossum(mail);

for (let call = 1; call <= 3; call += 1) {
  console.log(await mail.fire(), mail.opened ? "open" : "closed");
}

await stopTelemetry();
mail.shutdown();
