import { z } from "zod";
import {
  concernGroup,
  concernParams,
  concernRange,
  concernWhole,
  coursesParam,
  serviceKeyShape,
} from "./concern.ts";
import { filter } from "./time.ts";

export const resourcesParams = concernParams.extend({
  host: filter,
  container: filter,
  courses: coursesParam,
});
export type ResourcesParams = z.infer<typeof resourcesParams>;

const ratio = z.number().nullable().meta({ description: "0 to 1" });
const figure = z.number().nullable();

/** What something uses. Null: not reported; a utilisation is null where no limit is known. */
export const resourceFigures = z.object({
  /** Of the container's limit, else of what the process may use, else of the host. */
  cpuUtilization: ratio,
  hostCpuUtilization: ratio,
  cpuCores: figure,
  /** Of the container's limit, else of the host. */
  memoryUtilization: ratio,
  hostMemoryUtilization: ratio,
  memoryUsageBytes: figure,
  heapUsedBytes: figure,
  heapLimitBytes: figure,
  eventLoopUtilization: ratio,
  eventLoopDelayP99Ms: figure,
  gcMsPerSecond: figure,
  diskReadBytesPerSecond: figure,
  diskWriteBytesPerSecond: figure,
  /** Of the busiest device: the share of the time in which it worked. */
  diskUtilization: ratio,
  networkReceiveBytesPerSecond: figure,
  networkTransmitBytesPerSecond: figure,
  /** Of the fullest file system. */
  filesystemUtilization: ratio,
});
export type ResourceFigures = z.infer<typeof resourceFigures>;

export const resourceKey = z.object({
  ...serviceKeyShape,
  instance: z.string(),
  host: z.string(),
  container: z.string(),
});
export type ResourceKey = z.infer<typeof resourceKey>;

const resourceGroup = concernGroup(resourceKey, resourceFigures).extend({
  /** saturated: a limit used above the threshold for most of the range; idle: CPU hardly used; null: not known. */
  condition: z.enum(["saturated", "idle", "ok"]).nullable(),
});
export type ResourceGroup = z.infer<typeof resourceGroup>;

export const resourcesResponse = z.object({
  ...concernRange,
  groups: z.array(resourceGroup),
  /** The busiest of all, or all added up. */
  whole: concernWhole([
    "cpuUtilization",
    "memoryUsageBytes",
    "eventLoopUtilization",
    "networkBytesPerSecond",
  ]),
});
export type ResourcesResponse = z.infer<typeof resourcesResponse>;
