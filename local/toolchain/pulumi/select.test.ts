import { type Source, selectSource } from './select';

function source(answers: { installed?: string; downloaded?: string }): {
  source: Source<string>;
  asked: string[];
} {
  const asked: string[] = [];
  const answer = <T>(way: string, value: T): Promise<T> => {
    asked.push(way);
    return Promise.resolve(value);
  };
  return {
    asked,
    source: {
      installed: () => answer('installed', answers.installed),
      downloaded: () => answer('downloaded', answers.downloaded),
      made: () => answer('made', 'our own'),
    },
  };
}

describe('selectSource', () => {
  it('takes what is installed and asks for nothing else', async () => {
    const { source: all, asked } = source({ installed: 'theirs', downloaded: 'official' });
    expect(await selectSource(all)).toEqual({ way: 'installed', value: 'theirs' });
    expect(asked).toEqual(['installed']);
  });

  it('takes the download where nothing is installed', async () => {
    const { source: some, asked } = source({ downloaded: 'official' });
    expect(await selectSource(some)).toEqual({ way: 'downloaded', value: 'official' });
    expect(asked).toEqual(['installed', 'downloaded']);
  });

  it('makes it where the download is refused too', async () => {
    const { source: none, asked } = source({});
    expect(await selectSource(none)).toEqual({ way: 'made', value: 'our own' });
    expect(asked).toEqual(['installed', 'downloaded', 'made']);
  });
});
