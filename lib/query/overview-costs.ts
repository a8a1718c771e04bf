import { costServicesParams } from "@/lib/contract/cost-services.ts";
import type { OverviewService } from "@/lib/contract/overview.ts";
import { serviceKeyText } from "@/lib/domain/service.ts";
import { queryCostServices } from "./cost-services.ts";
import { patientAnswer } from "./patient-answer.ts";

type Costs = ReadonlyMap<string, NonNullable<OverviewService["costs"]>>;

/**
 * What bills of the last 30 days give to each service, by `serviceKeyText`; a few minutes old at most. Nothing while
 * that cannot be read, or not yet.
 */
export const overviewCosts = patientAnswer<Costs>({
  name: "overview costs",
  read: readCosts,
  none: new Map(),
});

async function readCosts(nowMs: number): Promise<Costs> {
  const { currency, services } = await queryCostServices(costServicesParams.parse({}), nowMs);
  if (currency === null) return new Map();
  return new Map(
    services.flatMap(({ total, perThousandRequests, ...key }) =>
      total === "0" ? [] : [[serviceKeyText(key), { currency, total, perThousandRequests }]],
    ),
  );
}
