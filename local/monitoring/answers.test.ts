import type { Reply } from '../cluster/inside';
import { answers, urlOf } from './answers';

const ok = (body: object): Reply => ({ status: 200, body: JSON.stringify(body) });
const service = ok({ spec: { clusterIP: '10.96.0.7' } });

/** @param replies - by the end of what is asked. */
const asking = (replies: Readonly<Record<string, Reply>>) => {
  const answer = (asked: string): Promise<Reply> => {
    const found = Object.entries(replies).find(([end]) => asked.endsWith(end));
    return found ? Promise.resolve(found[1]) : Promise.reject(new Error('connection refused'));
  };
  return {
    api: ({ path }: { path: string }) => answer(path),
    request: ({ url }: { url: string }) => answer(url),
  };
};

test('a server is found by the address of its Service', async () => {
  const inside = asking({ '/namespaces/monitoring/services/alertmanager': service });
  expect(await urlOf(inside, 'alertmanager')).toBe('http://10.96.0.7:9093');
});

test('a server without a Service has no URL', async () => {
  const inside = asking({ '/services/receiver': { status: 404, body: '' } });
  expect(await urlOf(inside, 'receiver')).toBeUndefined();
  expect(await answers(inside, 'receiver')).toBe('it has no Service');
});

test('what a server says instead of being ready is told', async () => {
  const starting = { status: 503, body: 'Service Unavailable' };
  const inside = asking({ '/services/prometheus': service, '/-/ready': starting });
  expect(await answers(inside, 'prometheus')).toBe('503 Service Unavailable');
});

test('a server that cannot be reached is told of, not thrown', async () => {
  expect(await answers(asking({ '/services/prometheus': service }), 'prometheus')).toBe(
    'connection refused',
  );
});

test('Prometheus works only once it knows an Alertmanager', async () => {
  const knowing = (activeAlertmanagers: readonly object[]) =>
    asking({
      '/services/prometheus': service,
      '/-/ready': { status: 200, body: '' },
      '/api/v1/alertmanagers': ok({ data: { activeAlertmanagers } }),
    });
  expect(await answers(knowing([]), 'prometheus')).toBe('it knows no Alertmanager yet');
  expect(await answers(knowing([{}]), 'prometheus')).toBe(true);
});
