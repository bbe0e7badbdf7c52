import { fieldName } from '../../fields';
import { describeProblem } from '../../problem';
import { schemaProblems } from '../../schema-problems';
import { serviceSchema } from '../service';

const steps = [{ share: 0 }, { share: 5 }, { share: 100 }];
const query = 'avg(p{version="$version"})';
const gate = (more: object) => ({ name: 'precision', query, atLeast: 0.95, ...more });

/** What is told of a service with these parts; empty when it is accepted. */
function problems(parts: object): string[] {
  const input = {
    name: 'shop',
    versions: { v1: { image: 'shop:1', port: 1 }, v2: { image: 'shop:2', port: 2 } },
    plan: 'quick',
    plans: { quick: { phases: [{ name: 'all', steps }] } },
    ...parts,
  };
  const { error } = serviceSchema.safeParse(input);
  return (error?.issues ?? [])
    .flatMap((issue) => schemaProblems(serviceSchema, issue, input))
    .map(({ path, ...problem }) => describeProblem({ field: fieldName(path), ...problem }));
}

const phases = (...list: object[]) => ({
  plans: { quick: { phases: list.map((one, index) => ({ name: `p${index}`, steps, ...one })) } },
});

const NO_GATE = `must have a critical gate without a dry run that is judged at it; add one to the phase's gates; v2-up is judged at every share`;

describe('a service file with gates', () => {
  it.each<[string, object, string[]]>([
    [
      'a name twice',
      { gates: [gate({}), gate({})] },
      [
        `'gates[1].name' ("precision") must be unique among the gates; rename it, or remove one of the two`,
      ],
    ],
    [
      'a bound that nothing meets',
      { gates: [gate({ atLeast: 2, atMost: 1 })] },
      [`'gates[0].atLeast' (2) must be at most 'atMost' (1), or nothing passes; correct it`],
    ],
    [
      'relative bounds that nothing meets',
      {
        gates: [
          gate({
            comparedToV1: { atLeastTimes: 2, atMostTimes: 1, atLeastMore: 0, atMostMore: -0.1 },
          }),
        ],
      },
      [
        `'gates[0].comparedToV1.atLeastTimes' (2) must be at most 'atMostTimes' (1), or nothing passes; correct it`,
        `'gates[0].comparedToV1.atLeastMore' (0) must be at most 'atMostMore' (-0.1), or nothing passes; correct it`,
      ],
    ],
    [
      'a gate without a bound, without a query, and with a comparison of nothing',
      {
        gates: [
          { name: 'a', query },
          { name: 'b', atMost: 1 },
        ],
      },
      [
        `'gates[0].atLeast' (missing) must be given, or 'atMost', or 'comparedToV1': a gate needs a bound; add it`,
        `'gates[1].query' (missing) must be given for a gate that is not built in; add it`,
      ],
    ],
    [
      'an empty comparison',
      { gates: [gate({ comparedToV1: {} })] },
      [`'gates[0].comparedToV1' ({}) must hold at least one bound; correct it`],
    ],
    [
      'a comparison of V2 with itself',
      { gates: [gate({ query: 'avg(p)', comparedToV1: { atMostTimes: 2 } })] },
      [
        `'gates[0].comparedToV1' ({"atMostTimes":2}) must be left out where the query does not name $version, or it compares V2 with itself; put version="$version" into the query`,
      ],
    ],
    [
      'variables that nobody knows',
      { gates: [gate({ query: 'avg(p{version="$vesion"}[$window])', samples: 'x{a="${who}"}' })] },
      [
        `'gates[0].query' ("avg(p{version=\\"$vesion\\"}[$window])") must name only $service, $namespace, $version, $window, and names $vesion at character 16; write $version`,
        `'gates[0].samples' ("x{a=\\"\${who}\\"}") must name only $service, $namespace, $version, $window, and names $who at character 6; correct it`,
      ],
    ],
    [
      'queries that are no PromQL, or of the wrong type',
      {
        gates: [
          gate({ name: 'a', query: 'avg(p{service="$service",version=$version})' }),
          gate({ name: 'b', query: 'rate(p{service="$service"})', samples: 'p[$window]' }),
          gate({ name: 'c', query: 'sum(rate(p[$window])' }),
        ],
      },
      [
        `'gates[0].query' ("avg(p{service=\\"$service\\",version=$version})") must be PromQL for one number: unexpected "v2", at character 34 ($version); correct it`,
        `'gates[1].query' ("rate(p{service=\\"$service\\"})") must be PromQL for one number: expected type matrix in call to function "rate", got vector, at character 6 (p{service="$service"…); correct it`,
        `'gates[1].samples' ("p[$window]") must be PromQL for one number: expected a number or an instant vector, got matrix, at character 1 (p[$window]); correct it`,
        `'gates[2].query' ("sum(rate(p[$window])") must be PromQL for one number: something is missing at the end, at character 21; correct it`,
      ],
    ],
    [
      'an alert whose query is no PromQL',
      {
        monitoring: {
          alerts: {
            metrics: [
              {
                name: 'Low',
                query: 'avg(p{version="$version"}',
                below: 1,
                summary: 's',
                action: 'a',
              },
            ],
          },
        },
      },
      [
        `'monitoring.alerts.metrics[0].query' ("avg(p{version=\\"$version\\"}") must be PromQL for one number: something is missing at the end, at character 26; correct it`,
      ],
    ],
    [
      'a window that is too short, and one that is too long',
      { gates: [gate({ window: '29s' }), gate({ name: 'b', window: '31d' })] },
      [
        `'gates[0].window' ("29s") must be at least 30s; correct it`,
        `'gates[1].window' ("31d") must be at most 30d; correct it`,
      ],
    ],
    [
      'a phase that names no gate',
      phases({ gates: [] }),
      [
        `'plans.quick.phases[0].gates' ([]) must name at least one gate; left out, all count; correct it`,
      ],
    ],
    [
      'a phase with a gate that nobody knows, and one twice',
      phases({ gates: ['v2-up', 'v2up', 'v2-up'] }),
      [
        `'plans.quick.phases[0].gates[1]' ("v2up") must be one of the gates (error-rate, p95, availability, fallback-rate, v2-up); write 'v2-up'`,
        `'plans.quick.phases[0].gates[2]' ("v2-up") must stand there once; remove it`,
      ],
    ],
    [
      'a step at which no gate is judged',
      phases({ gates: ['error-rate', 'p95'] }),
      [`'plans.quick.phases[0].steps[0].share' (0) ${NO_GATE}`],
    ],
    [
      'a phase with dry runs, warnings, and comparisons where there is no V1',
      {
        gates: [
          gate({ name: 'dry', dryRun: true, minimumShare: 0 }),
          gate({ name: 'warning', weight: 'warning', minimumShare: 0 }),
          { name: 'relative', query, comparedToV1: { atMostTimes: 2 } },
        ],
        ...phases({ gates: ['dry', 'warning', 'relative'] }),
      },
      [
        `'plans.quick.phases[0].steps[0].share' (0) ${NO_GATE}`,
        `'plans.quick.phases[0].steps[2].share' (100) ${NO_GATE}`,
      ],
    ],
    [
      'gates that are enforced without a Prometheus',
      { monitoring: { gates: 'enforce' } },
      [
        `'monitoring.prometheus' (missing) must be given, since 'monitoring.gates' is enforce; add it, or write 'gates: off'`,
      ],
    ],
  ])('is refused for %s', (_case, parts, messages) => {
    expect(problems(parts)).toEqual(messages);
  });

  it.each<[string, object]>([
    ['with a gate of its own', { gates: [gate({})] }],
    ['with a built-in gate that it changes', { gates: [{ name: 'p95', window: '30s' }] }],
    [
      'with a built-in gate that it compares with V1',
      { gates: [{ name: 'error-rate', comparedToV1: { atMostTimes: 2 } }] },
    ],
    ['with a bound on both sides', { gates: [gate({ atLeast: 1, atMost: 1 })] }],
    ['with a phase of v2-up alone', phases({ gates: ['v2-up'] })],
    ['without a Prometheus, and gates off', { monitoring: { gates: 'off' } }],
  ])('is accepted %s', (_case, parts) => {
    expect(problems(parts)).toEqual([]);
  });
});
