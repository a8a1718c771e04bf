import {
  CostExplorerClient,
  CostExplorerServiceException,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
} from "@aws-sdk/client-cost-explorer";
import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import {
  BreakerOpenError,
  type CircuitBreaker,
  createCircuitBreaker,
} from "@headroom/sdk/circuit-breaker";
import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import {
  type CostExplorerSettings,
  CostSourceError,
  type CostSourceErrorKind,
} from "@/lib/domain/cost-sources.ts";

/** Cost Explorer has one endpoint for all regions of a partition; the usual variables of the SDK name another. */
const REGION = "us-east-1";
const TIMEOUT_MS = 30_000;
const ATTEMPTS_AGAIN = 3;
const BREAKER = { failuresInARow: 5, openMs: 15 * 60_000 };

export type CostExplorer = {
  /** One request, tried again while it is throttled or not answered. Throws `CostSourceError`. */
  ask: (input: GetCostAndUsageCommandInput) => Promise<unknown>;
  close: () => void;
};

export type CostExplorerOptions = {
  /** Called before each attempt; what it throws ends the asking. */
  beforeAttempt: () => Promise<void>;
  breaker: CostExplorerBreaker;
  firstDelayMs?: number;
};

export type CostExplorerBreaker = CircuitBreaker;

/** A breaker for a source: it outlives a single run, so that what fails is left alone for a while. */
export const costExplorerBreaker = (source: string, now?: () => number): CostExplorerBreaker =>
  createCircuitBreaker({
    name: `costs ${source}`,
    dependency: "aws cost explorer",
    trip: { failuresInARow: BREAKER.failuresInARow },
    openMs: BREAKER.openMs,
    trialCalls: 1,
    timeoutMs: TIMEOUT_MS,
    isFailure: (error) => !isOurMistake(error),
    ...(now ? { now } : {}),
  });

/** The client of a source, with the SDK's own chain of credentials and, if it is given, the role on top. */
export function openCostExplorer(
  settings: CostExplorerSettings,
  { beforeAttempt, breaker, firstDelayMs = 1_000 }: CostExplorerOptions,
): CostExplorer {
  // One attempt a call: each attempt is counted against the day's budget before it is sent.
  const client = new CostExplorerClient({
    region: process.env.AWS_REGION ?? REGION,
    maxAttempts: 1,
    ...credentialsOf(settings),
  });
  const again = retry(handleWhen(isPassing), {
    maxAttempts: ATTEMPTS_AGAIN,
    backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: 30 * firstDelayMs }),
  });
  const attempt = async (input: GetCostAndUsageCommandInput) => {
    try {
      return await breaker.execute(async (abortSignal) => {
        await beforeAttempt();
        return client.send(new GetCostAndUsageCommand(input), { abortSignal });
      });
    } catch (error) {
      throw toSourceError(error);
    }
  };
  return {
    ask: (input) => again.execute(() => attempt(input)),
    close: () => client.destroy(),
  };
}

function credentialsOf({ roleArn, externalId }: CostExplorerSettings) {
  if (roleArn === null) return {};
  const params = {
    RoleArn: roleArn,
    RoleSessionName: "headroom",
    ...(externalId === null ? {} : { ExternalId: externalId }),
  };
  const clientConfig = { region: process.env.AWS_REGION ?? REGION };
  return { credentials: fromTemporaryCredentials({ params, clientConfig }) };
}

const isPassing = (error: unknown): boolean =>
  error instanceof CostSourceError && (error.kind === "throttled" || error.kind === "unreachable");

const KIND_OF: Record<string, CostSourceErrorKind> = {
  AccessDeniedException: "access-denied",
  AccessDenied: "access-denied",
  ExpiredTokenException: "credentials",
  ExpiredToken: "credentials",
  UnrecognizedClientException: "credentials",
  InvalidClientTokenId: "credentials",
  InvalidSignatureException: "credentials",
  SignatureDoesNotMatch: "credentials",
  MissingAuthenticationTokenException: "credentials",
  CredentialsProviderError: "credentials",
  TokenProviderError: "credentials",
  ThrottlingException: "throttled",
  Throttling: "throttled",
  TooManyRequestsException: "throttled",
  RequestLimitExceeded: "throttled",
  LimitExceededException: "throttled",
  DataUnavailableException: "data-unavailable",
  BillExpirationException: "refused",
  RequestChangedException: "refused",
  InvalidNextTokenException: "refused",
  ValidationException: "refused",
};

const ADVICE: Partial<Record<CostSourceErrorKind, string>> = {
  "access-denied": "allow ce:GetCostAndUsage for it",
  credentials: "give it credentials that AWS takes",
  "data-unavailable": "Cost Explorer needs up to a day after it was turned on",
};

/** The request itself was wrong, or was not sent: that says nothing of the service. */
function isOurMistake(error: unknown): boolean {
  if (error instanceof CostSourceError) return true;
  return error instanceof Error && KIND_OF[error.name] === "refused";
}

function toSourceError(error: unknown): CostSourceError {
  if (error instanceof CostSourceError) return error;
  if (error instanceof BreakerOpenError) {
    return new CostSourceError("resting", "Cost Explorer failed and is left alone for a while");
  }
  const name = error instanceof Error ? error.name : "";
  const said = error instanceof Error ? error.message : String(error);
  const kind = KIND_OF[name] ?? (isAnswered(error) ? "refused" : "unreachable");
  const advice = ADVICE[kind];
  const text = `Cost Explorer: ${name === "" ? "" : `${name}: `}${said}`;
  return new CostSourceError(kind, advice ? `${text} – ${advice}` : text, { cause: error });
}

/** Whether the service answered and said that the request is at fault. */
function isAnswered(error: unknown): boolean {
  if (!(error instanceof CostExplorerServiceException)) return false;
  const status = error.$metadata.httpStatusCode ?? 500;
  return status >= 400 && status < 500;
}
