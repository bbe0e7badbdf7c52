import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { down, up } from '../../local/cluster/cluster';
import { importImages } from '../../local/images/import';
import { localPaths, projectRoot } from '../../local/settings';
import { evidenceData, type Evidence } from '../../model/gates/evidence';
import type { Service } from '../../model/service/service';
import { readServiceFile } from '../../model/service/service-file';
import { RULE_NAMES } from '../../policy/rule-names';
import { evidenceAt } from '../support/gates/evidence-at';
import { stackConfig } from '../support/program/stacks';
import { StackUnderPolicy, type Judged } from '../support/policy/stack-under-policy';

const NAME = 'policy-itest';
/** Bounds a hang: a preview takes 6 s on an idle machine. */
const LIMIT_MS = 600_000;

const SHARE = 'cutover:v2TrafficPercentage';
const SHARE_MEND = (share: number) => `pulumi config set ${SHARE} ${share} --stack production`;
const IN_CONFIG = 'set it in the service file or in cutover:overrides';

const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** @returns the names of the rules that told something, each with its level, once. */
const rulesOf = ({ told }: Judged): string[] => [
  ...new Set(told.map((line) => line.split(':')[0] ?? '')),
];

/** The service as the production stack has it. */
function production(): Service {
  const file = join('services', 'supersmartmatch.yaml');
  const values: unknown = JSON.parse(stackConfig('production')['cutover:overrides'] ?? '{}');
  return readServiceFile(file, readFileSync(join(projectRoot, file), 'utf8'), {
    source: 'cutover:overrides',
    values,
  });
}

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'supersmartmatch' } };

const verdict = (found: Evidence | undefined): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'supersmartmatch-verdict', namespace: 'supersmartmatch' },
  data: evidenceData(found),
});

const named = (level: string, ...names: readonly string[]): string[] =>
  names.map((name) => `[${level}] ${name}`).sort();

/** Rules that look at the change, and those that look at resources or at the cluster. */
const OF_CHANGE = [
  'freeze',
  'gates-on',
  'maximum-step',
  'overrides',
  'phase-order',
  'plain-secrets',
  'rate-limit',
  'soak',
  'step-order',
  'tls',
  'v1-removal',
];
const OF_RESOURCES = [
  'autoscaled-replicas',
  'disruption-budgets',
  'evidence',
  'hold',
  'image-tags',
  'plain-secrets',
  'probes',
  'public-services',
  'resource-limits',
  'restricted-pods',
];

/** The production stack under the pack: the real engine, language host, analyzer, provider and API server. */
describe('the policy pack', () => {
  const paths = localPaths();
  let stack: StackUnderPolicy;

  beforeAll(async () => {
    const handle = await up({
      paths,
      name: NAME,
      importImages: async (socket) => {
        await importImages(paths, socket);
      },
    });
    stack = await StackUnderPolicy.open(paths, handle);
  }, LIMIT_MS);

  afterAll(async () => {
    stack.close();
    await down({ paths, name: NAME });
  }, LIMIT_MS);

  it('has every rule in this test', () => {
    expect([...new Set([...OF_CHANGE, ...OF_RESOURCES])].sort()).toEqual([...RULE_NAMES].sort());
  });

  it(
    'lets a good change pass, and has nothing to say of it',
    async () => {
      await stack.pretend({ desiredShare: 0, shareSince: LONG_AGO, v1State: 'serving' });
      await stack.set(SHARE, '5');
      // Counts for four judgements, which a preview on a busy machine outlasts where they are 15 s apart.
      stack.override({ monitoring: { every: '5m' } });
      await stack.apply(namespace, verdict(evidenceAt(production(), 0, new Date())));
      const { refused, told, output } = await stack.preview();
      expect({ refused, told }).toEqual({ refused: false, told: [] });
      expect(output).toContain('✅ cutover@v');
    },
    LIMIT_MS,
  );

  it(
    'refuses everything that is wrong with a change at once',
    async () => {
      const now = new Date().toISOString();
      await stack.pretend({ desiredShare: 0, shareSince: now, v1State: 'serving' });
      await stack.set(SHARE, '60');
      await stack.set('cutover:finalise', 'deprecate');
      stack.override({
        versions: { v1: { environment: { DB_PASSWORD: 'hunter2' } } },
        gateway: { tls: { mode: 'off' }, rateLimit: { enabled: false } },
        monitoring: { gates: 'advise' },
        freezes: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], reason: 'a test' }],
      });
      const reason = 'agreed in CHG-1234';
      stack.overrideRules([
        { rule: 'soaks', reason, owner: 'ops' },
        { rule: 'tls', reason, owner: 'ops', until: '2026-01-01' },
      ]);
      const judged = await stack.preview();
      expect(judged.refused).toBe(true);
      expect(rulesOf(judged)).toEqual(named('mandatory', ...OF_CHANGE));
      expect(judged.told).toEqual(
        expect.arrayContaining([
          `[mandatory] phase-order: '${SHARE}' (60) must not skip phase ab-tests of plan 'migration' on its way from 0; begin with 5: ${SHARE_MEND(5)}`,
          `[mandatory] step-order: '${SHARE}' (60) must not skip 5, 10, 15, 25, 50 of plan 'migration' on its way from 0; go to 5 first: ${SHARE_MEND(5)}`,
          `[mandatory] maximum-step: '${SHARE}' (60) must be at most 25, 25 points above 0; take a smaller step: ${SHARE_MEND(25)}`,
          expect.stringMatching(
            /^\[mandatory\] soak: 'cutover:v2TrafficPercentage' \(60\) must not rise before 0 has soaked for \d+d \(plan 'migration'\); wait until \d{4}-/,
          ),
          `[mandatory] v1-removal: '${SHARE}' (0) must be 100, and have been so at the last update, before V1 is given up; finish the plan first`,
          `[mandatory] tls: 'gateway.tls.mode' (off) must be secret or issuer in production; ${IN_CONFIG}`,
          `[mandatory] freeze: '${SHARE}' (60) must not rise from 0 while it is frozen: a test; wait for its end`,
          `[mandatory] gates-on: 'monitoring.gates' (advise) must be enforce in production; ${IN_CONFIG}`,
          `[mandatory] rate-limit: 'gateway.rateLimit.enabled' (false) must be true in production; ${IN_CONFIG}`,
          expect.stringMatching(
            /^\[mandatory\] plain-secrets: 'cutover:overrides\.versions\.v1\.environment\.DB_PASSWORD' \(not shown\) must not hold a credential, by the name of its key; run: pulumi config set --secret .+ --path --stack production$/,
          ),
          expect.stringMatching(
            /^\[mandatory\] overrides: 'cutover:policyOverrides\[0\]\.rule' \("soaks"\) must be one of the rules .+; write 'soak', or remove the entry$/,
          ),
          expect.stringMatching(
            /^\[mandatory\] overrides: 'cutover:policyOverrides\[1\]\.until' \(2026-01-01\) must not have passed/,
          ),
        ]),
      );
      expect(judged.output).not.toContain('hunter2');
    },
    LIMIT_MS,
  );

  it(
    'stops an update without a preview before it makes anything',
    async () => {
      const judged = await stack.up();
      expect(judged.refused).toBe(true);
      expect(rulesOf(judged)).toEqual(named('mandatory', ...OF_CHANGE));
      expect(await stack.made()).toEqual(['pulumi:pulumi:Stack']);
    },
    LIMIT_MS,
  );

  it(
    'refuses everything that is wrong with what a program makes at once',
    async () => {
      await stack.pretend({ desiredShare: 0, shareSince: LONG_AGO, v1State: 'serving' });
      await stack.set(SHARE, '5');
      await stack.set('cutover:finalise', '');
      stack.override({
        versions: { v1: { environment: { DB_PASSWORD: '' } } },
        gateway: { tls: { mode: 'issuer' }, rateLimit: { enabled: true } },
        monitoring: { gates: 'enforce' },
        freezes: [],
      });
      // As the guard's component makes it: nothing has been judged yet.
      await stack.apply(verdict(undefined));
      stack.overrideRules([]);
      copyFileSync(
        join(projectRoot, 'test', 'support', 'policy', 'bad-resources.ts'),
        join(stack.folder, 'bad-resources.ts'),
      );
      stack.edit('index.ts', (text) => `import './bad-resources';\n${text}`);
      // A program that does not look at the hold, while one is in force.
      stack.edit('components/traffic.ts', (text) => text.replace('=${this.effective}`', '=0`'));
      const judged = await stack.preview();
      expect(judged.refused).toBe(true);
      expect(rulesOf(judged)).toEqual(named('mandatory', ...OF_RESOURCES));
      const containers = 'containers[bad]';
      expect(judged.told).toEqual(
        expect.arrayContaining([
          `[mandatory] hold: '${SHARE}' (5) must not rise from 0 while a hold keeps the gateways at 0; see why with: cutover status --stack production; release it with: cutover release --stack production --reason "..."`,
          `[mandatory] evidence: '${SHARE}' (5) must not rise from 0 without fresh evidence that passes: nothing has been judged yet; see that the guard runs; look closer with: cutover gates --stack production`,
          `[mandatory] image-tags: '${containers}.image' ("registry.example.com/bad:latest") must have a digest or the tag of one version, such as v1.2; name the image by what was tested`,
          `[mandatory] resource-limits: '${containers}.resources.limits.cpu' (missing) must be more than nothing; set it`,
          `[mandatory] probes: '${containers}.livenessProbe' (missing) must ask by httpGet, tcpSocket, grpc or exec; add it`,
          `[mandatory] restricted-pods: '${containers}.securityContext.privileged' (true) must not be true; correct it`,
          `[mandatory] public-services: 'spec.type' (NodePort) must be ClusterIP for all but the gateway; let clients come through the gateway`,
          `[mandatory] autoscaled-replicas: 'spec.replicas' (2) must not be declared under an autoscaler; remove it; the floor is the autoscaler's minReplicas`,
          `[mandatory] disruption-budgets: 'PodDisruptionBudget' (missing) must select its pods; add one`,
          `[mandatory] plain-secrets: '${containers}.env.DB_PASSWORD' (not shown) must not hold a credential, by the name of its key; keep it in a Secret, and name that in 'secrets'`,
          `[mandatory] plain-secrets: 'data.app.yaml' (not shown) must not hold a credential, by the name of its key (password); keep it in a Secret`,
        ]),
      );
    },
    LIMIT_MS,
  );

  it(
    'lets all of it pass by overrides and by the config of the pack, and prints who answers',
    async () => {
      const [configured = '', ...overridden] = OF_RESOURCES;
      stack.overrideRules(
        overridden.map((rule) => ({ rule, reason: `${rule} in CHG-1234`, owner: 'ops' })),
      );
      const file = join(stack.folder, 'policy-config.json');
      writeFileSync(
        file,
        JSON.stringify({ [configured]: 'advisory', probes: { exempt: ['bad'] } }),
      );
      const judged = await stack.preview('--policy-pack-config', file);
      expect(judged.refused).toBe(false);
      expect(rulesOf(judged)).toEqual(
        named('advisory', ...OF_RESOURCES.filter((rule) => rule !== 'probes')),
      );
      expect(judged.told).toContain(
        '[advisory] image-tags: Overridden, image-tags in CHG-1234 (ops): \'containers[bad].image\' ("registry.example.com/bad:latest") must have a digest or the tag of one version, such as v1.2; name the image by what was tested',
      );
    },
    LIMIT_MS,
  );

  it(
    'never blocks a rollback, whatever else is wrong, and tells it all the same',
    async () => {
      await stack.pretend({ desiredShare: 10, shareSince: LONG_AGO, v1State: 'serving' });
      stack.overrideRules([{ rule: 'soaks', reason: 'agreed in CHG-1234', owner: 'ops' }]);
      stack.override({ gateway: { tls: { mode: 'off' }, rateLimit: { enabled: false } } });
      const judged = await stack.preview();
      expect(judged.refused).toBe(false);
      const found = OF_RESOURCES.filter((name) => name !== 'hold' && name !== 'evidence');
      expect(rulesOf(judged)).toEqual(
        named('advisory', ...found, 'overrides', 'rate-limit', 'tls'),
      );
      expect(judged.told).toContain(
        `[advisory] tls: Not enforced in a rollback from 10 to 5: 'gateway.tls.mode' (off) must be secret or issuer in production; ${IN_CONFIG}`,
      );
    },
    LIMIT_MS,
  );

  it(
    'knows a rollback even where it cannot ask for the last update itself',
    async () => {
      stack.edit('policy/last-update.ts', (text) => text.replace("run('pulumi'", "run('nowhere'"));
      const judged = await stack.preview();
      expect(judged.refused).toBe(false);
      expect(judged.told).toContain(
        `[advisory] tls: Not enforced in a rollback from 10 to 5: 'gateway.tls.mode' (off) must be secret or issuer in production; ${IN_CONFIG}`,
      );
    },
    LIMIT_MS,
  );
});
