import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { jsonToProtobuf } from "../json-to-protobuf.ts";
import type { MessageName } from "../otlp-messages.ts";

const beside = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));
const folder = process.env.HEADROOM_SHARED_DATA ?? beside;

/** Whether the collection of real bodies stands beside the repository; it is no part of it. */
export const hasRealSamples = existsSync(`${folder}/otlp`);

/** The bytes of one sample; a file ending in `.gz` is decompressed. */
export function sample(path: string): Buffer {
  const bytes = readFileSync(`${folder}/otlp/${path}`);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** Paths of the samples under a folder whose name ends so, in order. */
export const samplesIn = (path: string, ending: string): string[] =>
  readdirSync(`${folder}/otlp/${path}`)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${path}/${name}`);

/** A sample in protobuf, whatever its encoding. */
export const protobufSample = (name: MessageName, path: string): Uint8Array =>
  path.endsWith(".json") ? jsonToProtobuf(name, sample(path)) : sample(path);
