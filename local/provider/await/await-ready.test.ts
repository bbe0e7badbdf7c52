import type { ServerResponse } from 'node:http';
import { type Answer, FakeApi, configMap, refuse } from '../support/fake-api';
import { awaitGone } from './await-gone';
import { NotReadyError, awaitReady } from './await-ready';
import { waitForRule } from './wait-for';
import { refOf } from '../kube-object';

const OBJECT = configMap('1', {});

function event(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

/** Serves the object at its path, and `watch` at the path of its kind. */
function serving(get: Answer, watch: Answer): Answer {
  return (request, response, attempt) => {
    (request.url?.includes('watch=true') === true ? watch : get)(request, response, attempt);
  };
}

const found: Answer = (_, response) => response.end(JSON.stringify(OBJECT));
const missing: Answer = (_, response) => {
  refuse(response, 404, 'NotFound', 'configmaps "a" not found');
};

async function ready(answer: Answer, seconds = 30, signal = new AbortController().signal) {
  const api = await FakeApi.start(answer);
  const statuses: string[] = [];
  try {
    return await awaitReady(api.client, api.observer, {
      object: OBJECT,
      previous: undefined,
      rule: waitForRule('jsonpath={.data.observed}=25'),
      timeoutSeconds: seconds,
      signal,
      onStatus: (message) => statuses.push(message),
    });
  } finally {
    await api.stop();
  }
}

describe('waiting for an object', () => {
  it('ends with the change that meets the condition', async () => {
    const done = configMap('3', { observed: '25' });
    const live = await ready(
      serving(found, (_, response) => {
        event(response, 'MODIFIED', configMap('2', { observed: '5' }));
        event(response, 'MODIFIED', done);
      }),
    );
    expect(live).toEqual(done);
  });

  it('goes on where the server ends the watch or has forgotten the version', async () => {
    const done = configMap('9', { observed: '25' });
    const live = await ready(
      serving(
        (_, response, attempt) => response.end(JSON.stringify(attempt < 3 ? OBJECT : done)),
        (_, response, attempt) => {
          if (attempt === 1) event(response, 'ERROR', { kind: 'Status', code: 410 });
          response.end();
        },
      ),
    );
    expect(live).toEqual(done);
  });

  it('goes on where the connection breaks', async () => {
    const done = configMap('9', { observed: '25' });
    const live = await ready(
      serving(
        (_, response, attempt) => response.end(JSON.stringify(attempt < 2 ? OBJECT : done)),
        (_, response) => {
          event(response, 'MODIFIED', configMap('2', {}));
          setImmediate(() => response.destroy());
        },
      ),
    );
    expect(live).toEqual(done);
  });

  it('fails with the last state when the time is up', async () => {
    const last = configMap('2', { observed: '5' });
    const late = ready(
      serving(found, (_, response) => {
        event(response, 'MODIFIED', last);
      }),
      0.2,
    );
    await expect(late).rejects.toThrow(
      'timed out after 0.2 s: Waiting for {.data.observed}=25 (found "5")',
    );
    await expect(late).rejects.toMatchObject({ object: last });
  });

  it('fails when the object is deleted', async () => {
    await expect(
      ready(
        serving(found, (_, response) => {
          event(response, 'DELETED', OBJECT);
        }),
      ),
    ).rejects.toThrow("ConfigMap 'a' was deleted");
  });

  it('ends when the user cancels, with the state as it is', async () => {
    const abort = new AbortController();
    const cancelled = ready(
      serving(found, () => {
        abort.abort();
      }),
      30,
      abort.signal,
    );
    await expect(cancelled).rejects.toThrow('the update was cancelled while waiting');
    await expect(cancelled).rejects.toBeInstanceOf(NotReadyError);
  });

  it('fails at once where the object may not be watched', async () => {
    await expect(
      ready(
        serving(found, (_, response) => {
          refuse(response, 403, 'Forbidden', 'configmaps is forbidden');
        }),
      ),
    ).rejects.toThrow('configmaps is forbidden');
  });
});

describe('waiting for an object to be gone', () => {
  const HELD = { ...OBJECT, metadata: { ...OBJECT.metadata, finalizers: ['x.dev/hold'] } };

  async function gone(answer: Answer, seconds = 30): Promise<void> {
    const api = await FakeApi.start(answer);
    try {
      await awaitGone(api.observer, {
        ref: refOf(OBJECT),
        object: HELD,
        timeoutSeconds: seconds,
        signal: new AbortController().signal,
        onStatus: () => undefined,
      });
    } finally {
      await api.stop();
    }
  }

  it('ends where it is gone already, and when it goes', async () => {
    await expect(gone(serving(missing, () => undefined))).resolves.toBeUndefined();
    const going = serving(found, (_, response) => {
      event(response, 'DELETED', OBJECT);
    });
    await expect(gone(going)).resolves.toBeUndefined();
  });

  it('does not take another object of the same name for it', async () => {
    const other = { ...OBJECT, metadata: { ...OBJECT.metadata, uid: 'another' } };
    const replaced: Answer = (_, response) => response.end(JSON.stringify(other));
    await expect(gone(serving(replaced, () => undefined))).resolves.toBeUndefined();
  });

  it('names the finalizers that hold it when the time is up', async () => {
    const held: Answer = (_, response) => response.end(JSON.stringify(HELD));
    const late = gone(
      serving(held, () => undefined),
      0.2,
    );
    await expect(late).rejects.toThrow('timed out after 0.2 s waiting for the deletion');
    await expect(late).rejects.toMatchObject({
      reasons: ["Waiting for ConfigMap 'a' to be gone; finalizers hold it: x.dev/hold"],
    });
  });
});
