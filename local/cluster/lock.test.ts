import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPaths } from '../settings';
import { instanceOf } from './instance';
import { withLock } from './lock';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(home, { recursive: true }));

test('the second waits until the first has ended, and is told who holds the lock', async () => {
  const instance = instanceOf(localPaths({ CUTOVER_HOME: home }), 'one');
  const told: string[] = [];
  const order: string[] = [];
  let entered: () => void = () => undefined;
  const inside = new Promise<void>((done) => {
    entered = done;
  });
  let finish: () => void = () => undefined;
  const first = withLock(
    instance,
    () => undefined,
    () => {
      entered();
      return new Promise<void>((done) => {
        finish = () => {
          order.push('first ended');
          done();
        };
      });
    },
  );
  await inside;
  const second = withLock(
    instance,
    (holder) => {
      told.push(holder);
      finish();
    },
    () => Promise.resolve(order.push('second began')),
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first ended', 'second began']);
  expect(told).toEqual([String(process.pid)]);
});

test('the lock is free again after work that failed', async () => {
  const instance = instanceOf(localPaths({ CUTOVER_HOME: home }), 'one');
  const fail = () => Promise.reject(new Error('no'));
  await expect(withLock(instance, () => undefined, fail)).rejects.toThrow('no');
  const waited: string[] = [];
  await withLock(
    instance,
    (holder) => waited.push(holder),
    () => Promise.resolve(),
  );
  expect(waited).toEqual([]);
});
