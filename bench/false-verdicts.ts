import { clopperPearson } from '../model/judge/clopper-pearson';
import { judgeSet } from '../model/judge/judge-set';
import { Seeded } from '../test/support/judge/seeded';
import type { Bench } from './bench';
import type { Figure } from './figure';
import { CONFIDENCE, latency, simulations, type Health, type Simulated } from './simulated-windows';

const WINDOWS = 1_000;
/** One a day for the two weeks of an A/B phase. */
const LOOKS = 14;
/** Metrics that are judged together. */
const SET = 12;
/** Wrong verdicts that the judge promises at most, as part of all. */
const STATED = Number((1 - CONFIDENCE).toFixed(6));
const INTERVAL = 0.95;

type Say = (text: string) => void;

/** How often the judge errs, over simulated windows that are the same at every run. Needs no cluster. */
export const falseVerdicts: Bench = {
  name: 'false-verdicts',
  figures: [
    'false-verdicts',
    'false-verdicts-at-the-limit',
    'false-passes-at-the-limit',
    'missed-faults',
    'false-verdicts-of-12',
    'false-verdicts-in-14-looks',
    'missed-faults-in-14-looks',
  ],
  run({ say }) {
    const each = (
      what: string,
      simulated: readonly Simulated[],
      happens: (simulation: Simulated, random: Seeded) => boolean,
    ): number[] =>
      simulated.map((simulation, index) =>
        share(`${what}: ${simulation.name}`, say, (random) => happens(simulation, random), index),
      );
    const judged = (health: Health, verdict: string) => (simulation: Simulated, random: Seeded) =>
      simulation.start(random, health, 'one')().verdict === verdict;
    const proving = simulations.filter(({ proves }) => proves);
    const found = [
      ['false-verdicts', each('clean, and failed', simulations, judged('clean', 'fail'))],
      [
        'false-verdicts-at-the-limit',
        each('allowed, and failed', simulations, judged('limit', 'fail')),
      ],
      [
        'false-passes-at-the-limit',
        each('at the limit, and passed', proving, judged('limit', 'pass')),
      ],
      [
        'missed-faults',
        each('faulty, and not failed', simulations, (simulation, random) => {
          return !judged('faulty', 'fail')(simulation, random);
        }),
      ],
      ['false-verdicts-of-12', [share(`clean sets of ${SET}, and failed`, say, failsInSet)]],
      [
        'false-verdicts-in-14-looks',
        each(`clean, and failed at one of ${LOOKS} looks`, simulations, ({ start }, random) => {
          return failsAtAnyLook(start(random, 'clean', 'any'));
        }),
      ],
      [
        'missed-faults-in-14-looks',
        each(`faulty, and not failed in ${LOOKS} looks`, simulations, ({ start }, random) => {
          return !failsAtAnyLook(start(random, 'faulty', 'any'));
        }),
      ],
    ] as const;
    // Why `looks: any` is there: the same looks, each as if it were the only one.
    each(`clean, and failed at one of ${LOOKS} single looks`, [latency], ({ start }, random) => {
      return failsAtAnyLook(start(random, 'clean', 'one'));
    });
    return Promise.resolve(found.flatMap(([name, runs]) => figures(name, runs)));
  },
};

/**
 * @param series - windows of another series have other seeds.
 * @returns the part of windows in which something happens; each window has its own seed.
 */
function share(what: string, say: Say, happens: (random: Seeded) => boolean, series = 0): number {
  let count = 0;
  for (let window = 0; window < WINDOWS; window += 1) {
    if (happens(new Seeded(series * WINDOWS + window))) count += 1;
  }
  const { low, high } = interval(count);
  const percent = (part: number): string => (part * 100).toFixed(2);
  say(
    `${what}: ${percent(count / WINDOWS)} % (${count} of ${WINDOWS}), ${INTERVAL * 100} % interval ${percent(low)} to ${percent(high)} %`,
  );
  return count / WINDOWS;
}

const interval = (count: number) => clopperPearson({ count, total: WINDOWS }, (1 - INTERVAL) / 2);

function failsAtAnyLook(look: () => { readonly verdict: string }): boolean {
  for (let day = 0; day < LOOKS; day += 1) {
    if (look().verdict === 'fail') return true;
  }
  return false;
}

/** Three clean services of each kind, judged as one set. */
function failsInSet(random: Seeded): boolean {
  const judgements = Array.from({ length: SET }, (_, index) => {
    const simulation = simulations[index % simulations.length];
    if (!simulation) throw new Error('there are simulations');
    return [String(index), simulation.start(random, 'clean', 'one')()] as const;
  });
  return [...judgeSet(new Map(judgements), CONFIDENCE).values()].some(
    ({ verdict }) => verdict === 'fail',
  );
}

/** The worst of some parts, and where the truth behind it may lie. */
function figures(name: string, runs: readonly number[]): Figure[] {
  const value = Math.max(...runs);
  const { low, high } = interval(Math.round(value * WINDOWS));
  const unit = 'of windows';
  return [
    { name, value, unit, comparison: 'at most', bound: STATED, runs },
    {
      name: `${name}-interval`,
      value: high,
      unit,
      comparison: 'stated',
      bound: null,
      runs: [low, high],
    },
  ];
}
