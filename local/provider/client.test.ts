import { ApiError, CancelledError, NoMatchError, UnreachableError } from './api-error';
import { refOf } from './kube-object';
import { type Answer, FakeApi, configMap, refuse } from './support/fake-api';

const REF = refOf(configMap('1', {}));
const APPLY = { fieldManager: 'me', force: false, dryRun: false };

async function withApi(answer: Answer, body: (api: FakeApi) => Promise<void>): Promise<void> {
  const api = await FakeApi.start(answer);
  try {
    await body(api);
  } finally {
    await api.stop();
  }
}

describe('requests to the API server', () => {
  it('ask for the kinds of a version once', () =>
    withApi(
      (_, response) => response.end(JSON.stringify(configMap('1', {}))),
      async (api) => {
        await Promise.all([api.client.get(REF), api.client.get(REF)]);
        await api.client.get(REF);
        expect(api.requests.filter((request) => request === 'GET /api/v1')).toHaveLength(1);
      },
    ));

  it('fail with the words and the reason of the server', () =>
    withApi(
      (_, response) => {
        refuse(response, 409, 'Conflict', 'Apply failed with 1 conflict');
      },
      async (api) => {
        const failed = api.client.apply(configMap('1', {}), APPLY);
        await expect(failed).rejects.toThrow(new Error('Apply failed with 1 conflict'));
        await expect(failed).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
        await expect(failed).rejects.toBeInstanceOf(ApiError);
      },
    ));

  it('make an object by its collection, so that one that exists is refused', () =>
    withApi(
      (_, response) => {
        refuse(response, 409, 'AlreadyExists', 'configmaps "settings" already exists');
      },
      async (api) => {
        const failed = api.client.create(configMap('1', {}), { fieldManager: 'me', dryRun: true });
        await expect(failed).rejects.toMatchObject({ code: 409, reason: 'AlreadyExists' });
        expect(api.requests.at(-1)).toBe('POST /api/v1/namespaces/n/configmaps');
      },
    ));

  it('say what a proxy said that is no API server', () =>
    withApi(
      (_, response) => {
        response.statusCode = 502;
        response.end('Bad Gateway\n');
      },
      async (api) => {
        await expect(api.client.get(REF)).rejects.toThrow('HTTP 502: Bad Gateway');
      },
    ));

  it('fail for a kind that does not exist, and find it once it does', () =>
    withApi(
      (_, response, attempt) => {
        if (attempt === 1) refuse(response, 404, 'NotFound', 'not found');
        else {
          const resources = [{ name: 'things', kind: 'Thing', namespaced: false }];
          response.end(JSON.stringify({ resources }));
        }
      },
      async (api) => {
        const thing = { group: 'x.dev', version: 'v1', kind: 'Thing' };
        await expect(api.client.kind(thing)).rejects.toThrow(new NoMatchError('Thing', 'x.dev/v1'));
        expect(await api.client.kind(thing)).toEqual({ plural: 'things', namespaced: false });
      },
    ));

  it('come back when an overloaded server says when', () =>
    withApi(
      (_, response, attempt) => {
        if (attempt > 2) {
          response.end(JSON.stringify(configMap('1', {})));
          return;
        }
        response.setHeader('Retry-After', '0');
        refuse(response, 429, 'TooManyRequests', 'slow down');
      },
      async (api) => {
        expect(await api.client.get(REF)).toEqual(configMap('1', {}));
        expect(api.requests).toHaveLength(4);
      },
    ));

  it('pass on what the server warns of', () =>
    withApi(
      (_, response) => {
        response.setHeader('Warning', '299 - "old \\"v1\\""');
        response.end(JSON.stringify(configMap('1', {})));
      },
      async (api) => {
        const { warnings } = await api.client.apply(configMap('1', {}), APPLY);
        expect(warnings).toEqual(['old "v1"']);
      },
    ));

  it('name the server that does not answer', async () => {
    const api = await FakeApi.start(() => undefined);
    await api.stop();
    const failed = api.client.get(REF);
    await expect(failed).rejects.toBeInstanceOf(UnreachableError);
    await expect(failed).rejects.toThrow(
      `the Kubernetes API server at ${api.http.access.server} does not answer: connect ECONNREFUSED`,
    );
  });

  it('end when they are cancelled', () =>
    withApi(
      () => undefined,
      async (api) => {
        const abort = new AbortController();
        await api.client.kind(REF);
        const pending = api.client.get(REF, abort.signal);
        abort.abort();
        await expect(pending).rejects.toBeInstanceOf(CancelledError);
      },
    ));
});
