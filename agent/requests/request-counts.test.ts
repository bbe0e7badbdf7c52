import { appendFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestCounts } from './request-counts';

const V1 = '10.0.0.1:80';
const line = `all||200|${V1}|200|0.001|0.001|1795000000.123\n`;
/** As many as make the log long enough to be put aside. */
const MANY = Math.ceil((2 * 1_024 * 1_024) / line.length);

describe('the counts of requests', () => {
  let folder: string;
  let log: string;
  let now: number;
  let due: (() => void) | undefined;
  let reopened: number;
  let warnings: string[];
  const opened: RequestCounts[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cutover-counts-'));
    log = join(folder, 'log');
    now = 0;
    reopened = 0;
    warnings = [];
  });
  afterEach(async () => {
    for (const counts of opened.splice(0)) await counts.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<RequestCounts> {
    const counts = await RequestCounts.open({
      service: 'shop',
      versions: ['v1', 'v2'],
      routes: ['all'],
      paths: { requestLog: log, requestCounts: join(folder, 'counts.json') },
      total: () => Promise.reject(new Error('no NGINX')),
      reopen: () => {
        reopened += 1;
        return true;
      },
      clock: {
        now: () => now,
        after: (_, call) => {
          due = call;
          return () => undefined;
        },
      },
      date: () => now,
      log: { warn: (...said: unknown[]) => warnings.push(String(said[1])) },
    });
    opened.push(counts);
    counts.learn(new Map([[V1, 'v1']]));
    counts.start();
    return counts;
  }

  async function total(counts: RequestCounts): Promise<number> {
    const text = await counts.text();
    const found = /^cutover_requests_total\{.*version="v1".*code="200"\} (\d+)$/m.exec(text)?.[1];
    return Number(found);
  }

  /** A second passes. */
  async function look(counts: RequestCounts): Promise<void> {
    now += 1_000;
    due?.();
    await counts.text();
  }

  const exists = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );

  it('follow the log, from before it is there, and wait for the end of a line', async () => {
    const counts = await start();
    expect(await total(counts)).toBe(0);
    await appendFile(log, line.repeat(3) + line.slice(0, 10));
    expect(await total(counts)).toBe(3);
    await appendFile(log, line.slice(10));
    expect(await total(counts)).toBe(4);
    expect(warnings).toEqual([]);
  });

  it('go on over a new agent, by the log alone', async () => {
    await appendFile(log, line.repeat(5));
    expect(await total(await start())).toBe(5);
    await appendFile(log, line.repeat(5));
    expect(await total(await start())).toBe(10);
  });

  it('put a long log aside, and lose none of what a worker still writes to it', async () => {
    const counts = await start();
    await appendFile(log, line.repeat(MANY));
    await look(counts);
    expect(reopened).toBe(1);
    expect(await exists(log)).toBe(false);
    await appendFile(`${log}.aside`, line.repeat(2));
    await appendFile(log, line);
    expect(await total(counts)).toBe(MANY + 3);
    // A second log that is long at once has to wait until every worker has left the first.
    await appendFile(log, line.repeat(MANY));
    await look(counts);
    expect(reopened).toBe(1);
    now += 3_000;
    await look(counts);
    expect(reopened).toBe(2);
    expect(await total(counts)).toBe(2 * MANY + 3);
  });

  it('tell NGINX again while there is no new log', async () => {
    const counts = await start();
    await appendFile(log, line.repeat(MANY));
    await look(counts);
    await look(counts);
    await look(counts);
    expect(reopened).toBe(3);
  });

  it.each(['before the rename', 'after the rename', 'after the first new line', 'later'])(
    'neither miss nor repeat a line when the agent is killed at the change of logs: %s',
    async (when) => {
      const first = await start();
      await appendFile(log, line.repeat(MANY));
      await look(first);
      await appendFile(log, line.repeat(MANY));
      now += 3_000;
      await look(first);
      expect(reopened).toBe(2);
      // The checkpoint is now as of just before the second change.
      await appendFile(`${log}.aside`, line);
      if (when === 'before the rename') {
        await rename(`${log}.aside`, log);
        // What was put aside before still lies there: read to its end, as the checkpoint says.
        await writeFile(`${log}.aside`, line.repeat(MANY));
      }
      if (when === 'after the first new line') await appendFile(log, line);
      if (when === 'later') {
        await appendFile(log, line);
        await look(first);
      }
      const more = when === 'after the first new line' || when === 'later' ? 2 : 1;
      expect(await total(await start())).toBe(2 * MANY + more);
    },
  );

  it('begin anew by the log where the checkpoint cannot be read', async () => {
    await writeFile(join(folder, 'counts.json'), '{"format":2}');
    await appendFile(log, line.repeat(5));
    expect(await total(await start())).toBe(5);
  });

  it('keep the addresses of pods for the next agent', async () => {
    const counts = await start();
    counts.learn(new Map([['10.0.0.9:80', 'v1']]));
    await look(counts);
    expect(await readFile(join(folder, 'counts.json'), 'utf8')).toContain('"10.0.0.9:80":"v1"');
    await appendFile(log, line.replace(V1, '10.0.0.9:80'));
    expect(await total(await start())).toBe(1);
  });

  it('say once that they cannot be taken, and go on', async () => {
    const counts = await start();
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await look(counts);
    await look(counts);
    expect(warnings).toEqual(['requests are not counted']);
    await rm(folder);
  });
});
