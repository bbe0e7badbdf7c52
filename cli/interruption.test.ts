import { Interruption } from './interruption';

function interruption(terminal: boolean) {
  const ends: string[] = [];
  const made = new Interruption({ terminal, end: () => ends.push('end') });
  return { made, ends };
}

test('ends the process when nothing is under way', () => {
  const { made, ends } = interruption(true);
  made.interrupt('SIGINT');
  expect([made.signal.aborted, ends]).toEqual([true, ['end']]);
});

test('leaves Ctrl-C at a terminal to Pulumi, which hears of it as well', async () => {
  const { made, ends } = interruption(true);
  await made.during(() => {
    made.interrupt('SIGINT');
    return Promise.resolve();
  });
  expect([made.signal.aborted, ends]).toEqual([false, []]);
});

test.each([
  ['SIGTERM', true],
  ['SIGINT', false],
] as const)('hands %s on where Pulumi does not hear of it (terminal: %s)', async (by, terminal) => {
  const { made, ends } = interruption(terminal);
  await made.during(() => {
    made.interrupt(by);
    return Promise.resolve();
  });
  expect([made.signal.aborted, ends]).toEqual([true, []]);
});

test('ends the process again after the work, also when that failed', async () => {
  const { made, ends } = interruption(true);
  const failing = made.during(() => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  made.interrupt('SIGINT');
  expect(ends).toEqual(['end']);
});
