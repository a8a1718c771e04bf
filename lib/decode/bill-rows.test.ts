import { describe, expect, test } from "vitest";
import { BillHeadingError, billReader } from "./bill-rows.ts";

/** Reads one row; only the columns that a reader says it reads are given to it. */
function read(row: Record<string, string>) {
  const { read: readRow, isRead } = billReader(Object.keys(row));
  return readRow(
    Object.entries(row).map(([name, cell]) => (isRead(name) ? cell : "not asked for")),
  );
}

const charges = (row: Record<string, string>) =>
  read(row).map((told) => {
    if (told.kind === "rejected") throw new Error(told.reason);
    return told.charge;
  });

const CUR = {
  bill_billing_period_start_date: "2026-03-01T00:00:00.000Z",
  bill_payer_account_id: "999988887777",
  line_item_blended_cost: "0.0000000312",
  line_item_currency_code: "USD",
  line_item_line_item_type: "Usage",
  line_item_product_code: "AmazonEC2",
  line_item_unblended_cost: "0.0000000412",
  line_item_usage_account_id: "111122223333",
  line_item_usage_account_name: "Shop",
  line_item_usage_end_date: "2026-03-05T11:00:00.000Z",
  line_item_usage_start_date: "2026-03-05T10:00:00.000Z",
  pricing_public_on_demand_cost: "0.05",
  product: '{"product_name":"Amazon Elastic Compute Cloud","sku":"X"}',
  product_product_family: "Compute Instance",
  product_region_code: "eu-west-1",
  reservation_effective_cost: "0.03",
  reservation_reservation_arn: "",
  reservation_unused_amortized_upfront_fee_for_billing_period: "1.00000000001",
  reservation_unused_recurring_fee: "2.5",
  resource_tags: '{"user_team":"shop"}',
  savings_plan_savings_plan_effective_cost: "0.02",
  savings_plan_total_commitment_to_date: "10",
  savings_plan_used_commitment: "9.99999999999",
};

describe("AWS's Cost and Usage Report", () => {
  test("2.0 becomes a charge with the three amounts of AWS", () => {
    expect(charges(CUR)).toEqual([
      {
        provider: "AWS",
        billingAccount: "999988887777",
        period: "2026-03-01",
        day: "2026-03-05",
        coveredToMs: Date.UTC(2026, 2, 5, 11),
        service: "Amazon Elastic Compute Cloud",
        serviceCategory: "Compute Instance",
        account: "111122223333",
        accountName: "Shop",
        region: "eu-west-1",
        chargeCategory: "Usage",
        currency: "USD",
        tags: { user_team: "shop" },
        billedCost: "0.0000000412",
        effectiveCost: "0.0000000412",
        listCost: "0.05",
        blendedCost: "0.0000000312",
        unblendedCost: "0.0000000412",
      },
    ]);
  });

  test.each([
    ["Usage", "Usage", "0.0000000412"],
    ["DiscountedUsage", "Usage", "0.03"],
    ["SavingsPlanCoveredUsage", "Usage", "0.02"],
    ["SavingsPlanNegation", "Adjustment", "0"],
    ["SavingsPlanUpfrontFee", "Purchase", "0"],
    ["SavingsPlanRecurringFee", "Purchase", "0.00000000001"],
    ["RIFee", "Purchase", "3.50000000001"],
    ["Fee", "Purchase", "0.0000000412"],
    ["Tax", "Tax", "0.0000000412"],
    ["Credit", "Credit", "0.0000000412"],
    ["Refund", "Adjustment", "0.0000000412"],
  ])("%s is %s and costs %s in effect", (type, category, effective) => {
    const [charge] = charges({ ...CUR, line_item_line_item_type: type });
    expect(charge).toMatchObject({ chargeCategory: category, effectiveCost: effective });
  });

  test("an upfront fee of a reservation is spread over what it covers", () => {
    const fee = { line_item_line_item_type: "Fee", reservation_reservation_arn: "arn:ri" };
    expect(charges({ ...CUR, ...fee })[0]?.effectiveCost).toBe("0");
  });

  test("the older one has other names for the same", () => {
    const [charge] = charges({
      "lineItem/UnblendedCost": "1.5",
      "lineItem/CurrencyCode": "USD",
      "lineItem/UsageStartDate": "2026-03-05T10:00:00Z",
      "lineItem/ProductCode": "AmazonS3",
      "bill/PayerAccountId": "9",
    });
    expect(charge).toMatchObject({
      ...{ billedCost: "1.5", service: "AmazonS3", billingAccount: "9", day: "2026-03-05" },
    });
  });
});

test.each([
  [{ line_item_usage_type: "EUW1-SpotUsage:m5.large" }, "Dynamic"],
  [{ line_item_usage_type: "EUW1-BoxUsage:m5.large" }, "Standard"],
  [{ line_item_usage_type: "X", line_item_line_item_type: "DiscountedUsage" }, "Committed"],
  [{ line_item_usage_type: "X", line_item_line_item_type: "SavingsPlanCoveredUsage" }, "Committed"],
  [{ line_item_usage_type: "X", line_item_line_item_type: "Tax" }, undefined],
  [{}, undefined],
])("how AWS priced %o is %s", (given, pricing) => {
  expect(charges({ ...CUR, ...given })[0]?.pricingCategory).toBe(pricing);
});

const AZURE = {
  billingAccountId: "b-1",
  billingPeriodStartDate: "03/01/2026",
  billingCurrency: "EUR",
  chargeType: "Usage",
  costInBillingCurrency: "12.345678901234",
  date: "03/31/2026",
  meterCategory: "Virtual Machines",
  resourceLocation: "westeurope",
  serviceFamily: "Compute",
  SubscriptionId: "s-1",
  subscriptionName: "Shop",
  tags: '"team": "shop","env": "prod"',
};

describe("Azure's cost details", () => {
  test("become a charge of their day", () => {
    expect(charges(AZURE)).toEqual([
      {
        provider: "Microsoft",
        billingAccount: "b-1",
        period: "2026-03-01",
        day: "2026-03-31",
        coveredToMs: Date.UTC(2026, 3, 1),
        service: "Virtual Machines",
        serviceCategory: "Compute",
        account: "s-1",
        accountName: "Shop",
        region: "westeurope",
        chargeCategory: "Usage",
        currency: "EUR",
        tags: { team: "shop", env: "prod" },
        billedCost: "12.345678901234",
        effectiveCost: null,
        listCost: null,
      },
    ]);
  });

  test.each([
    ["OnDemand", "Standard"],
    ["Reservation", "Committed"],
    ["SavingsPlan", "Committed"],
    ["Spot", "Dynamic"],
    ["", undefined],
  ])("how %s is priced is %s", (pricingModel, pricing) => {
    expect(charges({ ...AZURE, pricingModel })[0]?.pricingCategory).toBe(pricing);
  });

  test.each([
    ["Refund", "Adjustment"],
    ["Purchase", "Purchase"],
    ["RoundingAdjustment", "Adjustment"],
    ["UnusedReservation", "Usage"],
  ])("%s is %s", (chargeType, category) => {
    expect(charges({ ...AZURE, chargeType })[0]?.chargeCategory).toBe(category);
  });
});

const GCP = {
  billing_account_id: "01-AB",
  cost: "3.25",
  cost_type: "regular",
  credits: '[{"name":"Free tier","amount":-1.25},{"name":"CUD","amount":-0.5}]',
  currency: "USD",
  invoice: '{"month":"202603"}',
  labels: '[{"key":"team","value":"shop"}]',
  location: '{"region":"europe-west1"}',
  project: '{"id":"shop-1","name":"Shop"}',
  service: '{"id":"6F81","description":"Compute Engine"}',
  usage_end_time: "2026-03-05T11:00:00Z",
  usage_start_time: "2026-03-05T10:00:00Z",
};

describe("Google Cloud's billing export", () => {
  test("becomes a charge, and each credit one of its own", () => {
    const [own, ...credits] = charges(GCP);
    expect(own).toMatchObject({
      ...{ provider: "Google Cloud", billingAccount: "01-AB", period: "2026-03-01" },
      ...{ day: "2026-03-05", service: "Compute Engine", account: "shop-1", accountName: "Shop" },
      ...{ region: "europe-west1", chargeCategory: "Usage", tags: { team: "shop" } },
      ...{ billedCost: "3.25", effectiveCost: "3.25" },
    });
    expect(
      credits.map(({ chargeCategory, billedCost, service }) => [
        chargeCategory,
        billedCost,
        service,
      ]),
    ).toEqual([
      ["Credit", "-1.25", "Compute Engine"],
      ["Credit", "-0.5", "Compute Engine"],
    ]);
  });

  test("is rejected as a whole when its credits cannot be read", () => {
    expect(read({ ...GCP, credits: "some" })).toMatchObject([{ kind: "rejected" }]);
  });
});

test("a row that is rejected tells what it would have been, as far as that can be read", () => {
  const focus = {
    BilledCost: "7",
    BillingCurrency: "USD",
    ChargePeriodStart: "2026-03-05",
    Tags: "{",
  };
  const lost = { provider: "", billingAccount: "", period: "2026-03-01", currency: "USD" };
  expect(read(focus)).toMatchObject([{ kind: "rejected", lost: { ...lost, billedCost: "7" } }]);
  expect(read({ ...focus, BilledCost: "much" })).toMatchObject([{ kind: "rejected", lost: null }]);
});

test("any other heading is refused, and told what it lacks", () => {
  expect(() => billReader(["BilledCost", "ServiceName"])).toThrow(BillHeadingError);
  expect(() => billReader(["BilledCost"])).toThrow("BillingCurrency, ChargePeriodStart");
});
