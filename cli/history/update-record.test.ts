import { historyJson } from '../pulumi/fake-pulumi';
import { parseHistory } from './update-record';

const at = '2026-11-28T08:57:35Z';

test('reads a record of a file backend, which counts no versions', () => {
  const environment = { 'git.author': 'Alice', 'git.head': '2f9913cb', 'git.dirty': 'true' };
  const text = historyJson([{ at, share: '5', message: 'Raise to 5\n\nwhy', environment }]);
  expect(parseHistory(text)).toEqual([
    {
      version: null,
      kind: 'update',
      result: 'succeeded',
      startedAt: at,
      endedAt: '2026-11-28T08:57:37Z',
      share: 5,
      finalise: '',
      by: 'Alice',
      commit: '2f9913cb',
      dirty: true,
      message: 'Raise to 5',
      changed: true,
    },
  ]);
});

test('reads the version that Pulumi Cloud counts', () => {
  expect(parseHistory(historyJson([{ at, version: 12 }]))[0]?.version).toBe(12);
});

test('an update that changed nothing is told from one that did', () => {
  const changes = { same: 50, read: 2 };
  expect(parseHistory(historyJson([{ at, changes }]))[0]?.changed).toBe(false);
});

test.each([
  ['missing', {}],
  ['a secret', { 'cutover:v2TrafficPercentage': { secret: true } }],
  ['no share', { 'cutover:v2TrafficPercentage': { value: '12.5', secret: false } }],
])('a share that is %s is not known', (_, config) => {
  expect(parseHistory(historyJson([{ at, config }]))[0]?.share).toBeNull();
});

test('reads an update that is under way', () => {
  const [record] = JSON.parse(historyJson([{ at, result: 'in-progress' }])) as object[];
  const text = JSON.stringify([{ ...record, endTime: undefined }]);
  expect(parseHistory(text)[0]).toMatchObject({ result: 'in-progress', endedAt: null });
});

test('says so when Pulumi prints something else', () => {
  expect(() => parseHistory('[{"kind":"update"}]')).toThrow(
    "'pulumi stack history --json' prints what this command does not know (0.result: Invalid input: expected string, received undefined); update one of the two",
  );
  expect(() => parseHistory('Please log in')).toThrow(
    "'pulumi stack history --json' prints what this command does not know (: Invalid input: expected array, received undefined); update one of the two",
  );
});
