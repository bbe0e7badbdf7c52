import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isAlive, recordOf, signal, startTicks } from './process-record';

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 5 0 98765 1000 10 184467`;

test.each(['etcd', 'a b', 'odd) S 1 (name'])('reads the start of a process named %p', (name) => {
  expect(startTicks(stat(name, 'S'))).toBe(98765);
});

test.each(['Z', 'X'])('a process in state %s has ended', (state) => {
  expect(startTicks(stat('etcd', state))).toBeUndefined();
});

describe('with a running process', () => {
  let child: ChildProcess;
  beforeEach(() => {
    child = spawn('sleep', ['60']);
  });
  afterEach(() => child.kill('SIGKILL'));

  const recordOfChild = async () => {
    const record = await recordOf(child.pid ?? 0);
    if (record === undefined) throw new Error('the child does not run');
    return record;
  };

  test('its record is alive until it ends', async () => {
    const record = await recordOfChild();
    expect(await isAlive(record)).toBe(true);
    expect(await signal(record, 'SIGTERM')).toBe(true);
    await once(child, 'exit');
    expect(await isAlive(record)).toBe(false);
    expect(await signal(record, 'SIGTERM')).toBe(false);
  });

  test('a record of an earlier process with its id neither counts as alive nor lets it be signalled', async () => {
    const record = await recordOfChild();
    const earlier = { ...record, startTicks: record.startTicks - 1 };
    const otherBoot = { ...record, bootId: 'another' };
    expect([await isAlive(earlier), await isAlive(otherBoot)]).toEqual([false, false]);
    expect([await signal(earlier, 'SIGKILL'), await signal(otherBoot, 'SIGKILL')]).toEqual([
      false,
      false,
    ]);
    expect(await isAlive(record)).toBe(true);
  });
});
