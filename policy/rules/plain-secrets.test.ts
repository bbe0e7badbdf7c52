import { UNKNOWN } from '../resource';
import { judge, overriding } from '../support/judge';
import { container, deployment, pod, resource } from '../support/resources';
import { plainSecrets } from './plain-secrets';

const withEnvironment = (...env: readonly object[]) => ({
  resources: [deployment(pod({ containers: [container({ env })] }))],
});

const withMap = (data: object) => ({ resources: [resource('core/v1:ConfigMap', 'map', { data })] });

const password = { name: 'DB_PASSWORD', value: 'hunter2' };

describe('plain-secrets', () => {
  it.each([
    ['plain environment', withEnvironment({ name: 'PORT', value: '8080' })],
    [
      'environment from a Secret',
      withEnvironment({ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db' } } }),
    ],
    ['what is not known yet', withEnvironment({ name: 'DB_PASSWORD', value: UNKNOWN })],
    ['a ConfigMap with settings', withMap({ 'app.json': '{"port": 80, "tokenUrl": "https://x"}' })],
    [
      'the data of a Secret',
      { resources: [resource('core/v1:Secret', 's', { data: { password: 'eA==' } })] },
    ],
    ['config', { config: { 'cutover:overrides': '{"gateway":{"tls":{"secret":"orders-tls"}}}' } }],
  ])('passes %s', (_, situation) => {
    expect(judge(plainSecrets, situation)).toEqual([]);
  });

  it('refuses a credential in the environment, among other variables, and does not show it', () => {
    const findings = judge(plainSecrets, withEnvironment({ name: 'PORT', value: '80' }, password));
    expect(findings).toEqual([
      "mandatory: 'containers[service].env.DB_PASSWORD' (not shown) must not hold a credential, by the name of its key; keep it in a Secret, and name that in 'secrets'",
    ]);
  });

  it.each([
    ['as a value', { password: 'hunter2' }, 'data.password'],
    [
      'within JSON',
      { 'app.json': '{\n"db": {"password": "hunter2"}}' },
      'data.app.json.db.password',
    ],
    ['within another file', { 'app.yaml': 'db:\n  password: hunter2\n' }, 'data.app.yaml'],
  ])('refuses a credential in a ConfigMap %s', (_, data, field) => {
    const findings = judge(plainSecrets, withMap({ ...data, other: 'harmless' }));
    expect(findings).toEqual([expect.stringContaining(`'${field}' (not shown) must not hold`)]);
    expect(findings.join()).not.toContain('hunter2');
  });

  it('refuses a credential in the config, within objects too, with the command that mends it', () => {
    const values = { versions: { v1: { environment: { API_TOKEN: 'hunter2' } } } };
    expect(
      judge(plainSecrets, { config: { 'cutover:overrides': JSON.stringify(values) } }),
    ).toEqual([
      "mandatory: 'cutover:overrides.versions.v1.environment.API_TOKEN' (not shown) must not hold a credential, by the name of its key; run: pulumi config set --secret 'cutover:overrides.versions.v1.environment.API_TOKEN' <value> --path --stack orders-production",
    ]);
    expect(judge(plainSecrets, { config: { 'registry:password': 'hunter2' } })).toEqual([
      expect.stringContaining(
        "run: pulumi config set --secret 'registry:password' <value> --stack",
      ),
    ]);
  });

  it('lets keys pass that are configured as none', () => {
    const allowed = ['containers[service].env.DB_PASSWORD'];
    expect(judge(plainSecrets, withEnvironment(password), { allowed })).toEqual([]);
    const other = { name: 'OTHER_PASSWORD', value: 'hunter2' };
    expect(judge(plainSecrets, withEnvironment(password, other), { allowed })).toHaveLength(1);
  });

  it('is exempted by an override, and says so', () => {
    const situation = { ...withEnvironment(password), config: overriding('plain-secrets') };
    expect(judge(plainSecrets, situation)).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ a credential/),
    ]);
  });
});
