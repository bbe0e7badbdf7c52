import { KubeConfig, type CoreV1Api } from '@kubernetes/client-node';
import { Authority, type KeyPair } from '../local/stack/authority';
import { removeNamespace, removeNamespaceAtOnce } from '../local/stack/namespace';
import type { Bench } from './bench';
import { quantile } from './figure';
import { pacedLatencies, type Aim, type PacedLatencies } from './paced-load';
import { requestsPerSecond } from './saturation';
import { withStand } from './stand';
import { ThroughputPods } from './throughput-pods';
import { issueToken, type IssuedToken } from './token';
import { answeringVersions } from './versions';

const MINIMAL_NAMESPACE = 'bench-minimal';
const HOST = 'shop.example';
const ISSUER = 'https://login.example/';
const AUDIENCE = 'bench';
const SECRETS = { certificate: 'bench-certificate', keys: 'bench-keys' } as const;

/** Pairs of runs, in turn, so that a change of the machine's speed meets both. */
const PAIRS = 7;
const SECONDS = 6;
const CONNECTIONS = 32;
/** Requests per second at which the firewall's cost is told: far from saturation, so that nothing waits. */
const WAF_RATE = 50;

/** Everything that a gateway can do for a request but the firewall, on one worker. */
const OVERRIDES = {
  versions: answeringVersions,
  // Those of the service file ask its own routes.
  checks: [],
  routes: [{ name: 'match', path: '/match', fallback: 'safe', jwt: true }],
  gateway: {
    replicas: 1,
    workers: 1,
    resources: { limits: { cpu: '2', memory: '512Mi' } },
    tls: { mode: 'secret', secret: SECRETS.certificate, hosts: [HOST] },
    jwt: { issuer: ISSUER, audience: AUDIENCE, jwks: { secret: SECRETS.keys } },
    // Counted for each request, and never reached.
    rateLimit: { enabled: true, requests: 1_000_000, per: '1s', burst: 1_000_000 },
  },
};

/** What the gateway adds to a reply, against a minimal proxy by the same NGINX, in the same run. */
export const addedLatency: Bench = {
  name: 'added-latency',
  figures: ['added-p99', 'waf-cost', 'waf-requests-per-second'],
  async run({ environment, say }) {
    const authority = await Authority.create();
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    await removeNamespace(kubeConfig, MINIMAL_NAMESPACE);
    try {
      const certificate = await authority.sign(HOST);
      const issued = issueToken(ISSUER, AUDIENCE);
      const stand = {
        namespace: 'bench-added-latency',
        overrides: OVERRIDES,
        furnish: furnish(certificate, issued),
      };
      return await withStand(environment, stand, async (gateway) => {
        await gateway.writeShare(50);
        const { minimal } = await new ThroughputPods(kubeConfig, MINIMAL_NAMESPACE).createMinimal();
        const headers = { Host: HOST, Authorization: `Bearer ${issued.token}` };
        const url = `${gateway.gatewayUrl}/match`;
        const whole = { url, headers, ca: authority.certificate };
        const latencies = async (aim: Aim, rate: number): Promise<PacedLatencies> =>
          pacedLatencies(aim, { rate, seconds: SECONDS, connections: CONNECTIONS }, environment);
        const saturation = async (): Promise<number> =>
          requestsPerSecond(url, SECONDS, environment, lines(headers));
        await saturation();
        const rate = Math.floor((await saturation()) / 2);
        say(`half of the gateway's saturation: ${rate} requests per second`);
        const added: number[] = [];
        for (let pair = 0; pair < PAIRS; pair += 1) {
          const without = await latencies({ url: minimal }, rate);
          const with_ = await latencies(whole, rate);
          say(`p99 ${with_.p99.toFixed(2)} ms, minimal ${without.p99.toFixed(2)} ms`);
          added.push(with_.p99 - without.p99);
        }
        const before = await latencies(whole, WAF_RATE);
        gateway.stack.override({ gateway: { waf: { mode: 'block' } } });
        await gateway.stack.up();
        const after = await latencies(whole, WAF_RATE);
        const cost = after.mean - before.mean;
        const carried = await saturation();
        say(`with the firewall: ${cost.toFixed(2)} ms more in the mean, ${carried}/s at most`);
        return [
          {
            name: 'added-p99',
            value: quantile(added, 0.5),
            unit: 'ms',
            comparison: 'at most',
            bound: 0.5,
            runs: added,
          },
          {
            name: 'waf-cost',
            value: cost,
            unit: 'ms a request',
            comparison: 'stated',
            bound: null,
            runs: [before.mean, after.mean],
          },
          {
            name: 'waf-requests-per-second',
            value: carried,
            unit: 'requests/s of one worker',
            comparison: 'stated',
            bound: null,
            runs: [carried],
          },
        ];
      });
    } finally {
      authority.remove();
      await removeNamespaceAtOnce(kubeConfig, MINIMAL_NAMESPACE);
    }
  },
};

const lines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

const furnish =
  ({ certificate, key }: KeyPair, { jwks }: IssuedToken) =>
  async (core: CoreV1Api, namespace: string): Promise<void> => {
    await core.createNamespacedSecret({
      namespace,
      body: {
        metadata: { name: SECRETS.certificate },
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': certificate, 'tls.key': key },
      },
    });
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: SECRETS.keys }, stringData: { 'jwks.json': jwks } },
    });
  };
