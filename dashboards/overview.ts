import type { Sheet } from './frame';
import { figure, matrix, states, timeSeries, type Shown } from './panels';
import { answered, ofBoth, rate, ratio, select } from './queries';
import type { Subject } from './subject';
import { VERDICT_WORDS, verdictCode } from './verdicts';

const desired = `max(${select('cutover_share_desired')})`;
const effective = `min(${select('cutover_share_effective')})`;
const observed = `min(${select('cutover_share_observed')})`;

/** Where does the migration stand, and may it go on? */
export function overview(service: Subject): Sheet {
  return {
    slug: 'overview',
    title: 'migration overview',
    description: `Where the migration of ${service.name} stands, what limits it, and whether it may go on.`,
    rows: [share(service), gates(), capacity(service)],
  };
}

function share(service: Subject): Sheet['rows'][number] {
  const shown = { unit: 'percent', span: 4 };
  return {
    title: 'Share',
    panels: [
      figure({
        ...shown,
        title: 'Desired share',
        description: "V2's part of the traffic that the stack config asks for.",
        lines: [{ expr: desired, legend: 'desired' }],
      }),
      figure({
        ...shown,
        title: 'Effective share',
        description: 'The lower one of the desired share and the hold: what is to be served.',
        lines: [{ expr: effective, legend: 'effective' }],
      }),
      figure({
        ...shown,
        title: 'Observed share',
        description:
          'What all ready gateway pods confirm that they serve. Unlike the effective share for longer than seconds: a pod waits or is stuck, see the conditions below.',
        lines: [{ expr: observed, legend: 'observed' }],
      }),
      figure(
        {
          ...shown,
          title: 'Hold',
          description:
            'The upper limit that the guard or a person put in force; cutover status tells who and why.',
          lines: [{ expr: `min(${select('cutover_hold')})`, legend: 'hold' }],
        },
        { bound: { atLeast: 100 }, shown: { '100': { text: 'none', color: 'green' } } },
      ),
      figure(
        {
          ...shown,
          unit: 'none',
          title: 'Phase',
          description: 'The phase of the plan in which the desired share lies.',
          lines: [
            { expr: `max by (phase) (${select('cutover_phase')}) == 1`, legend: '{{phase}}' },
          ],
        },
        { name: true },
      ),
      figure(
        {
          ...shown,
          unit: 'dtdurations',
          title: 'Soak left',
          description: `Time for which plan '${service.plan.name}' asks at this share before the next one, less the time since the share was changed. 0: it may rise, as far as the soak goes. Known to ${SOAK_STEP_SECONDS / 60} minutes.`,
          lines: [{ expr: soakLeft(service), legend: 'soak left' }],
        },
        { bound: { atMost: 1 } },
      ),
      timeSeries({
        title: 'Share over time',
        description:
          'The three shares, and the part of the answered requests that V2 answered. The last one follows the observed share, but for fallbacks and chance.',
        unit: 'percent',
        span: 16,
        lines: [
          { expr: desired, legend: 'desired' },
          { expr: effective, legend: 'effective' },
          { expr: observed, legend: 'observed' },
          {
            expr: `100 * ${ratio(answered('v2'), `sum(${rate('cutover_requests_total', ofBoth)})`)}`,
            legend: 'answered by V2',
          },
        ],
      }),
      states(
        {
          title: 'Phases',
          description: 'Which phase of the plan the desired share lay in.',
          unit: 'none',
          span: 8,
          lines: [{ expr: `max by (phase) (${select('cutover_phase')})`, legend: '{{phase}}' }],
        },
        { '1': { text: 'in force', color: 'blue' } },
      ),
    ],
  };
}

/** How exactly the moment of the last change is looked for; a finer step costs more on every refresh. */
const SOAK_STEP_SECONDS = 300;

/**
 * Seconds of the soak that are left. The share is held against what it was a step before; where there was none, it
 * counts as changed: what nobody watched has not soaked. Looked for as far back as the longest soak goes.
 */
function soakLeft({ plan: { shares } }: Subject): string {
  const needed = shares
    .map(({ share: value, soakSeconds }) => `${soakSeconds} * (${desired} == bool ${value})`)
    .join(' + ');
  const longest = Math.max(...shares.map(({ soakSeconds }) => soakSeconds));
  const step = `${SOAK_STEP_SECONDS}s`;
  const before = `max(${select('cutover_share_desired')} offset ${step})`;
  const changed = `time() * ((${desired} != bool ${before}) or (0 * ${desired} + 1))`;
  const last = `(max_over_time((${changed})[${longest + SOAK_STEP_SECONDS}s:${step}]) or (0 * ${desired} + time()))`;
  return `clamp_min((${needed}) - (time() - ${last}), 0)`;
}

function gates(): Sheet['rows'][number] {
  return {
    title: 'Gates',
    panels: [
      states(
        {
          title: 'Verdict over all gates',
          description:
            'Only pass lets the share rise. No data and errors never pass, and never roll back.',
          unit: 'none',
          span: 8,
          lines: [{ expr: verdictCode('cutover_verdict', 'service'), legend: '{{service}}' }],
        },
        VERDICT_WORDS,
      ),
      states(
        {
          title: 'Verdict of each gate',
          description:
            'The gates of the present phase as the guard judged them; cutover gates tells the arithmetic.',
          unit: 'none',
          span: 16,
          lines: [{ expr: verdictCode('cutover_gate_verdict', 'gate'), legend: '{{gate}}' }],
        },
        VERDICT_WORDS,
      ),
      matrix(
        {
          title: 'Values that were judged',
          description:
            'What each gate read last, in the unit of the gate, for V2 and, where it compares, for V1.',
          unit: 'short',
          span: 16,
          lines: [
            {
              expr: `max by (gate, version) (${select('cutover_gate_value')})`,
              legend: '{{gate}} {{version}}',
            },
          ],
        },
        { row: 'gate', column: 'version' },
      ),
      timeSeries({
        title: 'Age of the evidence',
        description:
          'Time since the guard judged last. The program takes evidence of a minute at most, or four times the interval of the guard where that is more.',
        unit: 's',
        span: 8,
        lines: [
          {
            expr: `time() - max(${select('cutover_gate_evaluated_timestamp_seconds')})`,
            legend: 'age',
          },
        ],
      }),
    ],
  };
}

const CONDITION: Readonly<Record<string, Shown>> = {
  '0': { text: '-', color: 'transparent' },
  '1': { text: 'holds', color: 'red' },
};

function capacity({ floors }: Subject): Sheet['rows'][number] {
  return {
    title: 'Capacity',
    panels: [
      timeSeries({
        title: 'Ready pods',
        description: `Pods of each version that get traffic. The share rises only when V2 has its floor, and falls only when V1 has: at 100 % that is ${floors.v2} of V2 and ${floors.v1} of V1.`,
        unit: 'short',
        span: 8,
        lines: (['v1', 'v2'] as const).map((version) => ({
          expr: `max(${select('cutover_agent_ready_pods', `version="${version}"`)})`,
          legend: `${version.toUpperCase()} ready`,
        })),
      }),
      timeSeries({
        title: 'Gateway pods',
        description:
          'Gateway pods that Prometheus scrapes, and how many of them hear from the API server.',
        unit: 'short',
        span: 8,
        lines: [
          { expr: `count(${select('cutover_agent_api_connected')})`, legend: 'scraped' },
          { expr: `sum(${select('cutover_agent_api_connected')})`, legend: 'connected' },
        ],
      }),
      states(
        {
          title: 'Conditions of the agents',
          description:
            'Why a gateway pod does not serve what it should, or may soon not. docs/operations.md tells each.',
          unit: 'none',
          span: 8,
          lines: [
            {
              expr: `max by (condition) (${select('cutover_agent_condition')})`,
              legend: '{{condition}}',
            },
          ],
        },
        CONDITION,
      ),
    ],
  };
}
