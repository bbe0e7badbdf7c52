import { inputsFromLive, pruneLive, withoutReadOnly } from './prune';

describe('what the program manages of a live object', () => {
  it('has the shape of what was declared, with live values', () => {
    expect(
      pruneLive(
        { metadata: { name: 'a', uid: 'x' }, data: { share: '7', observed: '5' }, status: {} },
        { metadata: { name: 'a' }, data: { share: '5' } },
      ),
    ).toEqual({ metadata: { name: 'a' }, data: { share: '7' } });
  });

  it('leaves out what was declared and is gone', () => {
    expect(pruneLive({ data: {} }, { data: { share: '5', empty: '' } })).toEqual({ data: {} });
  });

  it('keeps empty values that the server drops because they mean the same', () => {
    expect(
      pruneLive(
        { metadata: {}, spec: { env: [{ name: 'A' }] } },
        {
          metadata: { labels: {} },
          spec: { hostNetwork: false, args: [], env: [{ name: 'A', value: '' }] },
        },
      ),
    ).toEqual({
      metadata: { labels: {} },
      spec: { hostNetwork: false, args: [], env: [{ name: 'A', value: '' }] },
    });
  });

  it('leaves out list items that others added', () => {
    expect(pruneLive({ spec: { list: [1, 2, 3] } }, { spec: { list: [1, 9] } })).toEqual({
      spec: { list: [1, 2] },
    });
  });
});

describe('inputs', () => {
  it('lose what only the server writes', () => {
    expect(
      withoutReadOnly({ metadata: { name: 'a', uid: 'x', resourceVersion: '1', generation: 2 } }),
    ).toEqual({ metadata: { name: 'a' } });
  });

  it('of an imported object are all of it but status and bookkeeping', () => {
    expect(
      inputsFromLive({
        kind: 'Deployment',
        metadata: {
          name: 'a',
          managedFields: [],
          annotations: { 'deployment.kubernetes.io/revision': '3', mine: 'yes' },
        },
        spec: { replicas: 1 },
        status: { replicas: 1 },
      }),
    ).toEqual({
      kind: 'Deployment',
      metadata: { name: 'a', annotations: { mine: 'yes' } },
      spec: { replicas: 1 },
    });
  });
});
