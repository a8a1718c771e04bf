/** The instances of the gateway and their weights at the load balancer: of six requests three, two and one. */
export const GATEWAYS = [
  { instance: "gateway-1", weight: 3 },
  { instance: "gateway-2", weight: 2 },
  { instance: "gateway-3", weight: 1 },
] as const;
