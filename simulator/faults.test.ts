import { FaultState } from './fault-state';
import { NO_FAULTS, parseFaults } from './faults';

test('what is left out is off', () => {
  expect(parseFaults('{"errorRate": 0.05}')).toEqual({ ...NO_FAULTS, errorRate: 0.05 });
  expect(parseFaults('{}')).toEqual(NO_FAULTS);
});

test('names every problem, with what it got', () => {
  const body = { errorRate: 1.1, addedLatencyMs: '10', crash: 'later', precison: 0.5 };
  expect(() => parseFaults(JSON.stringify(body))).toThrow(
    [
      'faults: 4 problems',
      `  'errorRate' (1.1) must be a number from 0 to 1; correct it`,
      `  'addedLatencyMs' ("10") must be a number from 0 to 60000; correct it`,
      `  'crash' ("later") must be "never", "now" or "onNextRequest"; correct it`,
      `  'precison' (0.5) must be one of errorRate, addedLatencyMs, hangRate, wrongBody, crash, precision, satisfaction, conversion, roiPerMatch, queueDepth, notReady; write 'precision', or remove it`,
    ].join('\n'),
  );
});

test.each([
  ['errors', `'body' ("errors") must be JSON; send for example {"errorRate": 0.05}`],
  ['[]', `'body' ("[]") must be an object; send for example {"errorRate": 0.05}`],
])('refuses %s', (body, message) => {
  expect(() => parseFaults(body)).toThrow(`faults: 1 problem\n  ${message}`);
});

test.each([0, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.999, 1])(
  'spreads a rate of %d evenly over the requests',
  (errorRate) => {
    const state = new FaultState();
    state.set({ ...NO_FAULTS, errorRate });
    let errors = 0;
    for (let i = 1; i <= 3_000; i++) {
      if (state.next() === 'error') errors++;
      expect(Math.abs(errors - i * errorRate)).toBeLessThan(1.001);
    }
    expect(errors).toBe(Math.round(3_000 * errorRate));
  },
);

test('an error and a hang do not fall on the same request', () => {
  const state = new FaultState();
  state.set({ ...NO_FAULTS, errorRate: 0.5, hangRate: 0.5 });
  const injuries = Array.from({ length: 8 }, () => state.next());
  expect(injuries.filter((injury) => injury === 'hang')).toHaveLength(4);
});

test('a crash comes before everything else', () => {
  const state = new FaultState();
  state.set({ ...NO_FAULTS, errorRate: 1, crash: 'onNextRequest' });
  expect(state.next()).toBe('crash');
});
