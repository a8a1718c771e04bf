import { makeSeries, SERIES_A_SERVICE } from "../query/seed-history.ts";
import { type CallTimes, timeCalls } from "../time-calls.ts";
import { type Contenders, startContenders } from "./contenders.ts";
import { compareWithExact, type Deviation, ExactAnswer } from "./exact.ts";
import { loadWeek } from "./load-week.ts";
import { type OurDisk, readGroups } from "./ours.ts";
import { fetchPeers, type PeerName } from "./packages.ts";
import { readMatrix } from "./peer.ts";
import { type Answer, type PeerQuestion, peerQuestions } from "./questions.ts";

const HOUR = 3_600;
const SERIES = 200;

export type Measured = { times: CallTimes; deviation: Deviation; answerBytes: number };

export type PeersReport = {
  series: number;
  /** One-minute rows of series: what the disk is counted for. */
  minuteRows: number;
  versions: Record<PeerName, string>;
  loadSeconds: number;
  /** Bytes that the peers' data takes. */
  disk: Record<PeerName, number>;
  ourDisk: OurDisk;
  questions: { question: PeerQuestion; ours: Measured; peers: Record<PeerName, Measured> }[];
};

/**
 * Loads Headroom and its peers with the same week and asks all the same. Everything that it starts ends and is removed,
 * but the packages in `cache`. Throws `PeersUnavailable` where the peers cannot be had.
 */
export async function measurePeers({
  cache,
  say,
}: {
  cache: string;
  say: (line: string) => void;
}): Promise<PeersReport> {
  const programs = await fetchPeers(cache, say);
  const end = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
  const series = makeSeries(SERIES / SERIES_A_SERVICE, end).filter(
    ({ source }) => source === "spans",
  );
  const contenders = await startContenders({ programs, series, end });
  try {
    const { ours, prometheus, victoria } = contenders;
    const exact = peerQuestions(end).map((question) => new ExactAnswer(question));
    say(`loading ${SERIES} series, 7 days at 60 s, into all three`);
    const began = performance.now();
    await loadWeek({ ours, peers: [prometheus, victoria], series, exact, end });
    const loadSeconds = (performance.now() - began) / 1000;
    say("packing ours, merging theirs");
    const ourDisk = await ours.settle(end);
    const disk = {
      prometheus: await prometheus.settle(),
      "victoria-metrics": await victoria.settle(),
    };
    return {
      series: SERIES,
      minuteRows: ours.seeder.rows,
      versions: {
        prometheus: programs.prometheus.version,
        "victoria-metrics": programs["victoria-metrics"].version,
      },
      loadSeconds,
      disk,
      ourDisk,
      questions: await askAll(contenders, exact, say),
    };
  } finally {
    await contenders.stop();
  }
}

/** One question after another, and within it one contender after another: nobody works while another is timed. */
async function askAll(
  { ours, prometheus, victoria }: Contenders,
  exact: readonly ExactAnswer[],
  say: (line: string) => void,
): Promise<PeersReport["questions"]> {
  const answered: PeersReport["questions"] = [];
  for (const { question, answer } of exact) {
    say(question.name);
    const matrix = (text: string) => readMatrix(text, question);
    answered.push({
      question,
      ours: await measure(() => ours.ask(question), readGroups, answer),
      peers: {
        prometheus: await measure(() => prometheus.ask(question), matrix, answer),
        "victoria-metrics": await measure(() => victoria.ask(question), matrix, answer),
      },
    });
  }
  return answered;
}

async function measure(
  ask: () => Promise<string>,
  read: (text: string) => Answer,
  exact: Answer,
): Promise<Measured> {
  const text = await ask();
  return {
    deviation: compareWithExact(read(text), exact),
    answerBytes: text.length,
    times: await timeCalls(ask),
  };
}
