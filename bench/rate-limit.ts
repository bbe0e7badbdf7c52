import type { Bench } from './bench';
import { withStand, type Stand } from './stand';
import { answeringVersions } from './versions';

/** A limit and a client that asks for more than it gives. */
interface Case {
  readonly requests: number;
  readonly per: '1s' | '1m' | '1h';
  readonly burst: number;
  /** What the client sends, in requests per second over all gateway pods. */
  readonly offered: number;
  readonly seconds: number;
}

const CASES: readonly Case[] = [
  { requests: 100, per: '1s', burst: 100, offered: 300, seconds: 60 },
  { requests: 1_200, per: '1m', burst: 200, offered: 60, seconds: 60 },
  // The default limit, of which this client takes the whole burst and then what comes back.
  { requests: 1_000, per: '1h', burst: 100, offered: 10, seconds: 60 },
];

const SPAN_SECONDS = { '1s': 1, '1m': 60, '1h': 3_600 } as const;
const HEADER = 'X-Client';

const overrides = ({ requests, per, burst }: Case) => ({
  gateway: { rateLimit: { enabled: true, requests, per, burst, key: { header: HEADER } } },
});

/** What a client gets through three gateway pods, against what its limit gives. */
export const rateLimit: Bench = {
  name: 'rate-limit',
  figures: ['rate-limit-error'],
  async run({ environment, say }) {
    return withStand(
      environment,
      { namespace: 'bench-rate-limit', overrides: { versions: answeringVersions } },
      async (stand) => {
        const errors: number[] = [];
        for (const limit of CASES) {
          stand.stack.override(overrides(limit));
          await stand.stack.up();
          const { admitted, given } = await measure(stand, limit);
          const { requests, per, burst, offered } = limit;
          say(
            `${requests}/${per} and ${burst} at once, ${offered}/s asked for: ` +
              `${admitted} admitted, ${given.toFixed(1)} given`,
          );
          errors.push((100 * Math.abs(admitted - given)) / given);
        }
        return [
          {
            name: 'rate-limit-error',
            value: Math.max(...errors),
            unit: '%',
            comparison: 'at most',
            bound: 2,
            runs: errors,
          },
        ];
      },
    );
  },
};

async function measure(stand: Stand, limit: Case): Promise<{ admitted: number; given: number }> {
  const load = await stand.load({
    // Enough for every gateway pod to have some.
    connections: 24,
    rate: limit.offered,
    seconds: limit.seconds,
    headers: { [HEADER]: 'bench' },
  });
  const { ok, failures, seconds, unsent } = await load.report;
  load.close();
  const { 'status-429': limited = 0, ...others } = failures;
  if (unsent > 0 || limited === 0 || Object.keys(others).length > 0) {
    throw new Error(`${limited} refused, ${unsent} never sent, others ${JSON.stringify(others)}`);
  }
  const rate = limit.requests / SPAN_SECONDS[limit.per];
  return { admitted: ok.v1 + ok.v2 + ok.none, given: rate * seconds + limit.burst };
}
