import { ApiError, type ApiRequest, type KubeClient, type StreamOptions } from './client';
import { listWatch, type WatchTiming } from './list-watch';

type Stream = (options: StreamOptions) => Promise<void> | void;

/** An API server that plays what the test says: one entry a request. */
class PlayedServer implements KubeClient {
  readonly asked: string[] = [];

  constructor(
    private readonly lists: (object | Error)[],
    private readonly streams: Stream[],
    private readonly atEnd: () => void,
  ) {}

  request({ query }: ApiRequest): Promise<unknown> {
    this.asked.push(`list ${query?.['fieldSelector'] ?? ''}`);
    const answer = this.lists.shift() ?? new Error('unexpected list');
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  async stream({ query }: ApiRequest, options: StreamOptions): Promise<void> {
    this.asked.push(`watch from ${query?.['resourceVersion'] ?? ''}`);
    const play = this.streams.shift();
    if (play === undefined) {
      this.atEnd();
      throw new Error('the test is over');
    }
    await play(options);
  }
}

const timing: WatchTiming = {
  random: () => 0.5,
  retryFirstMs: 1,
  retryLongestMs: 4,
  watchSeconds: 20,
};
const item = (name: string, version: string, value: string) => ({
  metadata: { name, resourceVersion: version },
  value,
});
const list = (version: string, ...items: object[]) => ({
  metadata: { resourceVersion: version },
  items,
});
const event = (type: string, object: object): string => JSON.stringify({ type, object });
const events =
  (...lines: string[]): Stream =>
  ({ onOpen, onLine }) => {
    onOpen();
    lines.forEach(onLine);
  };

/** @returns what the server was asked, what was seen after each change, and the connection's states. */
async function play(lists: (object | Error)[], streams: Stream[]) {
  const stopping = new AbortController();
  const server = new PlayedServer(lists, streams, () => {
    stopping.abort();
  });
  const seen: string[] = [];
  const connected: boolean[] = [];
  await listWatch(
    server,
    {
      path: '/api/v1/namespaces/shop/configmaps',
      selector: { fieldSelector: 'metadata.name=a' },
      parse: (object) => (object as { value: string }).value,
    },
    {
      onObjects: (objects) => {
        seen.push([...objects].map(([name, value]) => `${name}=${value}`).join(' '));
      },
      onConnected: (is) => connected.push(is),
    },
    stopping.signal,
    timing,
  );
  return { asked: server.asked, seen, connected };
}

describe('list and watch', () => {
  it('shows the list, then every change, and resumes an orderly ended watch where it stopped', async () => {
    const { asked, seen, connected } = await play(
      [list('5', item('a', '4', 'x'))],
      [
        events(event('MODIFIED', item('a', '6', 'y')), event('ADDED', item('b', '7', 'z'))),
        events(event('DELETED', item('a', '8', 'y'))),
      ],
    );
    expect(asked).toEqual(['list metadata.name=a', 'watch from 5', 'watch from 7', 'watch from 8']);
    expect(seen).toEqual(['a=x', 'a=y', 'a=y b=z', 'b=z']);
    expect(connected).toEqual([true, true]);
  });

  it('takes the version of a bookmark, so that a quiet collection does not grow too old', async () => {
    const bookmark = event('BOOKMARK', { metadata: { resourceVersion: '90' } });
    const { asked, seen } = await play([list('5')], [events(bookmark)]);
    expect(asked.at(-1)).toBe('watch from 90');
    expect(seen).toEqual(['']);
  });

  it('lists anew without telling a loss when its version is too old', async () => {
    const tooOld = event('ERROR', { kind: 'Status', code: 410, message: 'too old' });
    const { asked, connected } = await play(
      [list('5'), list('50', item('a', '49', 'x'))],
      [events(tooOld), events()],
    );
    expect(asked.slice(0, 4)).toEqual([
      'list metadata.name=a',
      'watch from 5',
      'list metadata.name=a',
      'watch from 50',
    ]);
    expect(connected).toEqual([true, true]);
  });

  it.each<[string, Stream]>([
    ['the connection breaks', () => Promise.reject(new Error('ECONNRESET'))],
    ['the server refuses', () => Promise.reject(new ApiError(403, 'forbidden'))],
    ['an event is not JSON', events('{"type":"MODI')],
    ['an event has no version', events(event('ADDED', { metadata: { name: 'a' } }))],
    ['the server reports an error', events(event('ERROR', { code: 500, message: 'no' }))],
  ])('tells the loss and lists anew when %s', async (_, breaks) => {
    const { asked, connected } = await play([list('5'), list('50')], [breaks, events()]);
    expect(asked.slice(2, 4)).toEqual(['list metadata.name=a', 'watch from 50']);
    expect(connected.slice(-2)).toEqual([false, true]);
  });

  it('keeps trying while the list fails, and forgets what is gone by then', async () => {
    const down = new Error('ECONNREFUSED');
    const { seen, connected } = await play(
      [list('5', item('a', '4', 'x')), down, down, down, down, list('3', item('b', '2', 'y'))],
      [() => Promise.reject(down), events()],
    );
    expect(seen).toEqual(['a=x', 'b=y']);
    expect(connected).toEqual([false, false, false, false, false, true]);
  });
});
