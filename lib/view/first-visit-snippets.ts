/** Lines to copy into one place: a shell, or a file with its name. */
export type SnippetBlock = { title: string; text: string };

/** How one language or tool is connected. `notes` are sentences that may hold `code` in backticks. */
export type Snippet = {
  id: string;
  label: string;
  intro: string;
  blocks: SnippetBlock[];
  notes: string[];
};

/** Where to send, and as whom. */
export type SnippetTarget = {
  /** Base address of OTLP over HTTP, without a path. */
  httpUrl: string;
  keyRequired: boolean;
  service: string;
};

/** Stands where the person's own key belongs. */
export const KEY_PLACEHOLDER = "YOUR_KEY";

/** A service name as it may stand in a shell line; what a shell would read otherwise becomes "-". */
export const shellSafeName = (name: string): string =>
  name.trim().replace(/[^A-Za-z0-9._-]+/g, "-") || "my-service";

/** The lines for every way to connect, in the order of the tabs. */
export const connectSnippets = (target: SnippetTarget): Snippet[] => [
  nodeSnippet(target),
  pythonSnippet(target),
  javaSnippet(target),
  goSnippet(target),
  dotnetSnippet(target),
  rubySnippet(target),
  phpSnippet(target),
  collectorSnippet(target),
];

/** The variables that every SDK reads. SDKs that speak gRPC unless told otherwise get the protocol. */
function variables(
  { httpUrl, keyRequired, service }: SnippetTarget,
  needsProtocol: boolean,
): string[] {
  return [
    `export OTEL_SERVICE_NAME=${shellSafeName(service)}`,
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${httpUrl}`,
    ...(needsProtocol ? ["export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"] : []),
    ...(keyRequired
      ? [`export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${KEY_PLACEHOLDER}`]
      : []),
  ];
}

const shell = (...lines: string[]): SnippetBlock => ({ title: "Shell", text: lines.join("\n") });

const nodeSnippet = (target: SnippetTarget): Snippet => ({
  id: "node",
  label: "Node",
  intro:
    "No change to your code: HTTP servers and clients, databases and queues are seen by themselves.",
  blocks: [
    shell(
      "npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node",
      ...variables(target, false),
      "node --require @opentelemetry/auto-instrumentations-node/register app.js",
    ),
  ],
  notes: [
    "An app of ES modules: replace the `--require` part by `--experimental-loader=@opentelemetry/instrumentation/hook.mjs --import @opentelemetry/auto-instrumentations-node/register`.",
  ],
});

const pythonSnippet = (target: SnippetTarget): Snippet => ({
  id: "python",
  label: "Python",
  intro: "No change to your code: the second line installs what fits the packages that you use.",
  blocks: [
    shell(
      "pip install opentelemetry-distro opentelemetry-exporter-otlp",
      "opentelemetry-bootstrap -a install",
      ...variables(target, true),
      "opentelemetry-instrument python app.py",
    ),
  ],
  notes: ["The protocol is said because this exporter speaks gRPC otherwise."],
});

const javaSnippet = (target: SnippetTarget): Snippet => ({
  id: "java",
  label: "Java",
  intro: "No change to your code: the agent instruments the libraries that it knows.",
  blocks: [
    shell(
      "curl -LO https://github.com/open-telemetry/opentelemetry-java-instrumentation/releases/latest/download/opentelemetry-javaagent.jar",
      ...variables(target, false),
      "java -javaagent:./opentelemetry-javaagent.jar -jar app.jar",
    ),
  ],
  notes: ["An agent older than 2.0 also needs `OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`."],
});

const GO_SETUP = `package main

import (
	"context"

	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
)

// setUpTelemetry sends spans and metrics to where the OTEL_ variables say.
// Call what it returns before the program ends.
func setUpTelemetry(ctx context.Context) (func(context.Context) error, error) {
	spans, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, err
	}
	metrics, err := autoexport.NewMetricReader(ctx)
	if err != nil {
		return nil, err
	}
	tracing := trace.NewTracerProvider(trace.WithBatcher(spans))
	otel.SetTracerProvider(tracing)
	otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(metrics)))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return tracing.Shutdown, nil
}`;

const GO_USE = `shutdown, err := setUpTelemetry(context.Background())
if err != nil {
	log.Fatal(err)
}
defer shutdown(context.Background())
http.ListenAndServe(":8080", otelhttp.NewHandler(mux, "http"))`;

const goSnippet = (target: SnippetTarget): Snippet => ({
  id: "go",
  label: "Go",
  intro: "One file of set-up, and your handler wrapped once.",
  blocks: [
    shell(
      "go get go.opentelemetry.io/otel/sdk go.opentelemetry.io/contrib/exporters/autoexport \\",
      "  go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp",
      ...variables(target, false),
      "go run .",
    ),
    { title: "telemetry.go", text: GO_SETUP },
    { title: "main.go", text: GO_USE },
  ],
  notes: ["Routes come from the patterns of `http.ServeMux`, such as `GET /users/{id}`."],
});

const DOTNET = `using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation())
    .WithMetrics(metrics => metrics
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation())
    .WithLogging()
    .UseOtlpExporter();`;

const dotnetSnippet = (target: SnippetTarget): Snippet => ({
  id: "dotnet",
  label: ".NET",
  intro: "Four packages and one call in ASP.NET Core.",
  blocks: [
    shell(
      "dotnet add package OpenTelemetry.Extensions.Hosting",
      "dotnet add package OpenTelemetry.Exporter.OpenTelemetryProtocol",
      "dotnet add package OpenTelemetry.Instrumentation.AspNetCore",
      "dotnet add package OpenTelemetry.Instrumentation.Http",
      ...variables(target, true),
      "dotnet run",
    ),
    { title: "Program.cs, before builder.Build()", text: DOTNET },
  ],
  notes: ["The protocol is said because this exporter speaks gRPC otherwise."],
});

const RUBY = `require "opentelemetry/sdk"
require "opentelemetry/exporter/otlp"
require "opentelemetry/instrumentation/all"

OpenTelemetry::SDK.configure { |config| config.use_all }`;

const rubySnippet = (target: SnippetTarget): Snippet => ({
  id: "ruby",
  label: "Ruby",
  intro:
    "Three gems and one file: Rails, Rack, Sinatra, Sidekiq and databases are seen by themselves.",
  blocks: [
    shell(
      "bundle add opentelemetry-sdk opentelemetry-exporter-otlp opentelemetry-instrumentation-all",
      ...variables(target, false),
      "bundle exec rails server",
    ),
    { title: "config/initializers/opentelemetry.rb", text: RUBY },
  ],
  notes: ["Without Rails: `require_relative` that file before your own, after the libraries."],
});

const phpSnippet = (target: SnippetTarget): Snippet => ({
  id: "php",
  label: "PHP",
  intro: "No change to your code: the extension watches the framework whose package you add.",
  blocks: [
    shell(
      "pecl install opentelemetry",
      "composer require open-telemetry/sdk open-telemetry/exporter-otlp \\",
      "  php-http/guzzle7-adapter open-telemetry/opentelemetry-auto-laravel",
      "export OTEL_PHP_AUTOLOAD_ENABLED=true",
      ...variables(target, false),
      "php -d extension=opentelemetry artisan serve",
    ),
  ],
  notes: [
    "Composer asks whether the plugins `php-http/discovery` and `tbachert/spi` may run: both are needed.",
    "Other frameworks: `opentelemetry-auto-symfony`, `-slim`, `-wordpress` or `-psr15` in place of `-laravel`. Under PHP-FPM the variables belong into the pool's `env[…]` lines.",
  ],
});

function collectorSnippet({ httpUrl, keyRequired }: SnippetTarget): Snippet {
  const headers = keyRequired
    ? ["    headers:", `      authorization: Bearer ${KEY_PLACEHOLDER}`]
    : [];
  const pipeline = (signal: string): string[] => [
    `    ${signal}:`,
    "      receivers: [otlp]",
    "      exporters: [otlp_http/headroom]",
  ];
  const lines = [
    "exporters:",
    "  otlp_http/headroom:",
    `    endpoint: ${httpUrl}`,
    ...headers,
    "service:",
    "  pipelines:",
    ...["traces", "metrics", "logs"].flatMap(pipeline),
  ];
  return {
    id: "collector",
    label: "Collector",
    intro: "Add the exporter, and its name to the pipelines that you have.",
    blocks: [{ title: "config.yaml", text: lines.join("\n") }],
    notes: [
      "A Collector older than 0.144 knows the exporter as `otlphttp`.",
      "On this machine its own receivers need other ports than Headroom's.",
    ],
  };
}
