import type { ChannelTarget } from "@/lib/domain/channels.ts";
import { env } from "./env.ts";
import { openText, sealText } from "./sealed-text.ts";
import { deriveKey, installSecret } from "./secret-key.ts";

/** Derived once: the secret of an install does not change while it runs. */
let key: string | undefined;

function channelKey(): string {
  key ??= deriveKey(installSecret(env()), "channels");
  return key;
}

/** A channel's target as it is stored. */
export const sealTarget = (target: ChannelTarget): string =>
  sealText(JSON.stringify(target), channelKey());

/** The target that was sealed. Throws `SealError` when the secret of the install is another one now. */
export const openTarget = (sealed: string): ChannelTarget =>
  asTarget(openText(sealed, channelKey()));

/** Only `sealTarget` writes what this reads: the seal proves that nobody else did. */
const asTarget = (text: string): ChannelTarget => JSON.parse(text) as ChannelTarget;
