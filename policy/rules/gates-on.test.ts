import { judge, overriding } from '../support/judge';
import { gatesOn } from './gates-on';

const prometheus = 'http://prometheus.monitoring:9090';
const watched = (monitoring: object) => ({ service: { monitoring } });

describe('gates-on', () => {
  it.each([
    ['gates that are enforced', watched({ prometheus, gates: 'enforce' })],
    ['a Prometheus alone, with which they are', watched({ prometheus })],
    ['none outside of production', { stack: 'orders-staging' }],
  ])('passes %s', (_, situation) => {
    expect(judge(gatesOn, situation)).toEqual([]);
  });

  it.each(['advise', 'off'])('refuses gates that are %s', (gates) => {
    expect(judge(gatesOn, watched({ prometheus, gates }))).toEqual([
      `mandatory: 'monitoring.gates' (${gates}) must be enforce in production; set it in the service file or in cutover:overrides`,
    ]);
  });

  it('refuses a service without a Prometheus', () => {
    expect(judge(gatesOn, {})).toEqual([
      "mandatory: 'monitoring.prometheus' (missing) must be given in production, for gates to be judged by; set it in the service file or in cutover:overrides",
    ]);
  });

  it('knows production by the names that it is told', () => {
    expect(judge(gatesOn, { stack: 'live-eu' }, { productionStacks: '^live-' })).toHaveLength(1);
    expect(judge(gatesOn, {}, { productionStacks: '^live-' })).toEqual([]);
  });

  it('is exempted by an override, and says so', () => {
    expect(judge(gatesOn, { config: overriding('gates-on') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ in production/),
    ]);
  });
});
