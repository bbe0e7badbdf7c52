import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { CoreV1Api, type V1Secret } from '@kubernetes/client-node';
import { Authority, type KeyPair } from '../local/stack/authority';
import { until } from '../local/stack/until';
import { GATEWAY_HTTPS_PORT } from '../model/gateway/ports';
import type { Bench } from './bench';
import type { Figure } from './figure';
import { withStand, type Stand } from './stand';

const NAMESPACE = 'bench-continuity';
const HOST = 'shop.example';
const SECRET = 'bench-certificate';
const RATE = 300;
/** Under load before and after each change. */
const MARGIN_MS = 5_000;
/** A Secret reaches the pods that mount it within two minutes; a rollout and its drains take as long. */
const CHANGE_MS = 300_000;

/** Requests that fail while something of the gateway is replaced under load, over TLS. */
export const continuity: Bench = {
  name: 'continuity',
  figures: ['failed-at-renewal', 'failed-at-config-roll', 'failed-at-drain'],
  async run({ environment, say }) {
    const authority = await Authority.create();
    try {
      const first = await authority.sign(HOST);
      return await withStand(
        environment,
        {
          namespace: NAMESPACE,
          overrides: { gateway: { tls: { mode: 'secret', secret: SECRET, hosts: [HOST] } } },
          tls: { ca: authority.certificate, serverName: HOST },
          furnish: async (core, namespace) => {
            await core.createNamespacedSecret({ namespace, body: secret(first) });
          },
        },
        async (stand) => {
          await stand.writeShare(50);
          const failed = async (name: string, change: () => Promise<void>): Promise<Figure> =>
            failures(stand, name, change, say);
          return [
            await failed('failed-at-renewal', async () => renew(stand, authority)),
            await failed('failed-at-config-roll', async () => roll(stand)),
            await failed('failed-at-drain', async () => drain(stand)),
          ];
        },
      );
    } finally {
      authority.remove();
    }
  },
};

async function failures(
  stand: Stand,
  name: string,
  change: () => Promise<void>,
  say: (text: string) => void,
): Promise<Figure> {
  const load = await stand.load({
    connections: 32,
    rate: RATE,
    seconds: 1_200,
    headers: { Host: HOST },
  });
  await sleep(MARGIN_MS);
  await change();
  await sleep(MARGIN_MS);
  const { failed, failures: kinds, completed, seconds } = await load.stop();
  load.close();
  say(`${name}: ${completed} requests in ${seconds} s, ${failed} failed ${JSON.stringify(kinds)}`);
  const value = completed > 0 ? failed : Number.NaN;
  return { name, value, unit: 'requests', comparison: 'exactly', bound: 0, runs: [value] };
}

/** Puts another certificate in place of the first, as cert-manager does, and waits until every pod serves it. */
async function renew(stand: Stand, authority: Authority): Promise<void> {
  const before = await serials(stand);
  const { namespace } = stand;
  await stand.kubeConfig.makeApiClient(CoreV1Api).replaceNamespacedSecret({
    namespace,
    name: SECRET,
    body: secret(await authority.sign(HOST)),
  });
  await until(
    'every gateway pod serves the new certificate',
    async () => (await serials(stand)).every((serial) => !before.includes(serial)),
    CHANGE_MS,
  );
}

/** Changes the fixed part of the configuration, by `pulumi up`, and waits until no old pod is left. */
async function roll(stand: Stand): Promise<void> {
  const before = await names(stand);
  stand.stack.override({ gateway: { headers: { 'X-Bench': 'rolled' } } });
  await stand.stack.up();
  await until(
    'every gateway pod is a new one',
    async () => (await names(stand)).every((name) => !before.includes(name)),
    CHANGE_MS,
  );
}

/** Evicts each gateway pod, one after the other, as the drain of a node does. */
async function drain(stand: Stand): Promise<void> {
  const { namespace } = stand;
  const core = stand.kubeConfig.makeApiClient(CoreV1Api);
  const before = await names(stand);
  for (const name of before) {
    await core.createNamespacedPodEviction({
      namespace,
      name,
      body: { metadata: { name, namespace } },
    });
    await until(
      `another pod is ready in place of ${name}`,
      async () => {
        const pods = await stand.gatewayPods();
        const ready = pods.filter((pod) => pod.ready && !pod.ending).length;
        return ready === before.length && pods.every((pod) => pod.name !== name);
      },
      CHANGE_MS,
    );
  }
}

async function names(stand: Stand): Promise<readonly string[]> {
  return (await stand.gatewayPods()).map(({ name }) => name);
}

/** @returns the serial number of the certificate that each gateway pod shows. */
async function serials(stand: Stand): Promise<readonly string[]> {
  const pods = await stand.gatewayPods();
  return Promise.all(pods.map(async ({ address }) => serial(address)));
}

async function serial(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // Only looks at it: the load is what checks it.
    const socket = connect(
      { host: address, port: GATEWAY_HTTPS_PORT, servername: HOST, rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });
}

function secret({ certificate, key }: KeyPair): V1Secret {
  return {
    metadata: { name: SECRET },
    type: 'kubernetes.io/tls',
    stringData: { 'tls.crt': certificate, 'tls.key': key },
  };
}
