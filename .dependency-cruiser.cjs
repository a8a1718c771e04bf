// Data flows one way (docs/architecture.md). Each layer names what it may import of ours; everything else is an error.

/** Layer → the layers that it may import besides itself. */
const MAY_IMPORT = {
  domain: [],
  decode: ["domain"],
  aggregate: ["decode", "domain"],
  contract: ["domain"],
  view: ["contract", "domain"],
  client: ["contract", "domain"],
  platform: ["domain", "contract"],
  store: ["domain", "platform", "aggregate", "decode"],
  notify: ["domain", "platform"],
  ingest: ["decode", "aggregate", "store", "platform", "domain", "contract"],
  query: ["store", "aggregate", "decode", "contract", "domain", "platform"],
  web: ["store", "platform", "contract", "decode", "domain"],
  jobs: ["query", "store", "domain", "notify", "aggregate", "platform"],
};

/** Layers that may use the kit of sdk/, as they may use any package. */
const USES_KIT = ["platform", "web"];

const PURE = "^lib/(domain|decode|aggregate|contract|view)/";
const TEST = ["\\.test\\.tsx?$", "/testing[a-z-]*\\.tsx?$", "/test(data|-support)/"];
const OURS = "^(lib|app|components|sdk|demo|e2e|scripts|bench|instrumentation|proxy)";

const layers = Object.entries(MAY_IMPORT).map(([layer, allowed]) => ({
  name: `lib/${layer} imports only ${["itself", ...allowed].join(", ")}`,
  severity: "error",
  from: { path: `^lib/${layer}/`, pathNot: TEST },
  to: {
    path: OURS,
    pathNot: [
      `^lib/(${[layer, ...allowed].join("|")})/`,
      ...(USES_KIT.includes(layer) ? ["^sdk/src/"] : []),
    ],
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    {
      name: "pure layers know no framework, database or machine",
      severity: "error",
      from: { path: PURE, pathNot: TEST },
      to: {
        path: [
          "^(node:)?(fs|http|http2|https|net|tls|dgram|dns|child_process|worker_threads|cluster|os|process|timers)(/|$)",
          "node_modules/(next|react|react-dom|pg|pg-copy-streams|ioredis|better-auth|bentocache)/",
          "node_modules/@(prisma|grpc|opentelemetry|tanstack)/",
          "^(next|react|react-dom|pg|pg-copy-streams|ioredis|better-auth|bentocache)(/|$)",
          "^@(prisma|grpc|opentelemetry|tanstack)/",
          "^lib/store/generated/",
        ],
      },
    },
    {
      name: "components draw what they are given",
      severity: "error",
      from: { path: "^components/", pathNot: TEST },
      to: { path: OURS, pathNot: "^(components|lib/(view|client|contract|domain))/" },
    },
    {
      name: "pages and routes reach data through lib/query",
      severity: "error",
      from: { path: "^app/", pathNot: TEST },
      to: {
        path: OURS,
        pathNot: "^(app|components|lib/(view|client|contract|domain|query|platform|ingest|web))/",
      },
    },
    {
      name: "browser code reaches no server code",
      severity: "error",
      from: { path: "/_components/", pathNot: TEST },
      to: { path: "^lib/(query|store|ingest|jobs|notify|web)/" },
    },
    {
      name: "the sdk stands alone",
      severity: "error",
      from: { path: "^sdk/", pathNot: TEST },
      to: { path: OURS, pathNot: "^sdk/" },
    },
    {
      name: "the demo knows only the sdk, as any user's system",
      severity: "error",
      from: { path: "^demo/", pathNot: TEST },
      to: { path: OURS, pathNot: "^(demo|sdk)/" },
    },
    {
      name: "nothing knows the demo",
      severity: "error",
      from: { pathNot: "^(demo|e2e|scripts)/" },
      to: { path: "^demo/" },
    },
    { name: "no import cycle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "every import resolves",
      severity: "error",
      from: { pathNot: "^demo/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Without these two the rules see neither our alias nor type imports, and are green whatever is imported.
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: {
      path: "(^|/)(\\.next|dist|coverage|test-results|playwright-report)/|^lib/store/generated/",
    },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"],
    },
  },
};
