import { apiFailure } from './api-failure';

const server = 'https://10.245.0.1:6443';
const told = (error: unknown): string =>
  apiFailure(error, server, 'read ConfigMap shop-hold').message;

test.each([
  [
    'refused',
    { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.245.0.1:6443' },
    'cannot read ConfigMap shop-hold: https://10.245.0.1:6443 cannot be reached (connect ECONNREFUSED 10.245.0.1:6443); check that the cluster runs and --context; the embedded one is reached from inside: npm run cluster -- exec -- COMMAND',
  ],
  [
    'no answer in time',
    { name: 'AbortError', message: 'The user aborted a request.' },
    'cannot read ConfigMap shop-hold: https://10.245.0.1:6443 cannot be reached (no answer in time); check that the cluster runs and --context; the embedded one is reached from inside: npm run cluster -- exec -- COMMAND',
  ],
  [
    'forbidden',
    {
      code: 403,
      body: {
        kind: 'Status',
        message: 'configmaps "shop-hold" is forbidden: User "dev" cannot get',
      },
    },
    'cannot read ConfigMap shop-hold: configmaps "shop-hold" is forbidden: User "dev" cannot get; ask for that right, or check --context',
  ],
  [
    'forbidden, told as text',
    { code: 403, body: '{"kind":"Status","message":"no"}' },
    'cannot read ConfigMap shop-hold: no; ask for that right, or check --context',
  ],
  [
    'unknown user',
    { code: 401, message: 'HTTP-Code: 401\nMessage: Unauthorized' },
    'cannot read ConfigMap shop-hold: https://10.245.0.1:6443 does not know you; log in again, or check --context',
  ],
  [
    'another answer',
    { code: 500, body: { message: 'etcdserver: request timed out' } },
    'cannot read ConfigMap shop-hold: https://10.245.0.1:6443 answers 500: etcdserver: request timed out',
  ],
  [
    'a certificate of somebody else',
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE_CERT', message: 'unable to verify' },
    'cannot read ConfigMap shop-hold: https://10.245.0.1:6443 is not trusted (unable to verify); check the kubeconfig',
  ],
  ['anything else', new Error('odd\nstack'), 'cannot read ConfigMap shop-hold: odd'],
])('%s is told in one line with the mend', (_, error, message) => {
  expect(told(error)).toBe(message);
});

test('keeps the cause', () => {
  const error = new Error('odd');
  expect(apiFailure(error, server, 'x').cause).toBe(error);
});
