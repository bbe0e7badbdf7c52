import { X509Certificate } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:tls';
import { isReady } from '../../agent/machine';
import type { PemPair } from '../../agent/material/certificate';
import { until } from '../../local/stack/until';
import type { Service } from '../../model/service/service';
import { makeCertificate, makeWeakCertificate } from '../support/agent/certificates';
import { Load } from '../support/agent/load';
import { Pods } from '../support/agent/pods';
import { WholeGateway } from '../support/agent/whole-gateway';
import { ask } from '../support/gateway/http';
import { serviceWith } from '../support/gateway/services';

const V1 = '127.0.0.11';
const V2 = '127.0.0.12';
const files = ({ certificate, key }: PemPair) => ({ 'tls.crt': certificate, 'tls.key': key });

/** The agent with the NGINX of the gateway's image, its whole configuration, and pods on loopback. */
describe('the agent in a whole gateway', () => {
  let pods: Pods;
  let gateway: WholeGateway;

  beforeEach(async () => {
    pods = new Pods();
    await pods.start('v1', V1);
    await pods.start('v2', V2);
  });
  afterEach(async () => {
    await gateway.stop();
    pods.stop();
  });

  function make(service: Service, desired: string): void {
    gateway = new WholeGateway(service, { v1: V1, v2: V2, port: pods.sharedPort });
    gateway.cluster.setDesired(desired);
    gateway.cluster.setHold('100');
    gateway.cluster.setReachable(true);
  }

  /** @returns how often each version answered requests over connections of their own. */
  async function count(requests: number): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (let sent = 0; sent < requests; sent += 1) {
      const { body } = await ask({ host: '127.0.0.1', port: gateway.port, path: '/' }, {});
      const version = body.slice(0, 2);
      found[version] = (found[version] ?? 0) + 1;
    }
    return found;
  }

  describe('with a certificate', () => {
    const secured = () => serviceWith({ gateway: { tls: { mode: 'secret', secret: 'shop-tls' } } });
    const shown = () => gateway.cluster.note?.condition;

    /** @returns the certificate that a new connection is given. */
    const served = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(
          { host: '127.0.0.1', port: gateway.httpsPort, rejectUnauthorized: false },
          () => {
            resolve(new X509Certificate(socket.getPeerCertificate().raw).fingerprint256);
            socket.destroy();
          },
        );
        socket.on('error', reject);
      });
    const isServed = async (pair: PemPair) =>
      (await served()) === new X509Certificate(pair.certificate).fingerprint256;

    it('waits for it, takes up a renewed one under load without a failed request, and cleans up', async () => {
      make(secured(), '50');
      gateway.cluster.setReady({ v1: [`${V1}:1`], v2: [`${V2}:1`] });
      await gateway.startAgent();
      await until('the want is told', () => shown()?.startsWith('certificate-missing'));
      expect(gateway.driver.state.nginx.file).toBeUndefined();
      const first = makeCertificate();
      gateway.secret.put(files(first));
      await gateway.startNginx();
      expect(await isServed(first)).toBe(true);

      const load = new Load({ port: gateway.httpsPort, secure: true, clients: 8 });
      for (let renewal = 0; renewal < 3; renewal += 1) {
        const before = load.count;
        await until('the load runs', () => load.count > before + 100);
        const renewed = makeCertificate();
        gateway.secret.put(files(renewed));
        await until('the renewed one is served', () => isServed(renewed));
        const after = load.count;
        await until('the load went on', () => load.count > after + 100);
      }
      const { failures } = await load.stop();
      expect(failures).toEqual([]);
      expect(await gateway.metric('cutover_agent_reloads_total')).toBe(3);
      const inTwoDays = Date.now() / 1_000 + 2 * 86_400;
      const expiry = await gateway.metric('cutover_certificate_expiry_seconds');
      expect(Math.abs(expiry - inTwoDays)).toBeLessThan(3_600);
      const copies = () => readdirSync(gateway.shared).filter((name) => name.startsWith('tls-'));
      await until('the copies before are gone', () => copies().length === 2);
    });

    it('keeps the one before when a bad one is mounted or NGINX refuses it, and still obeys a hold', async () => {
      make(secured(), '50');
      gateway.cluster.setReady({ v1: [`${V1}:1`], v2: [`${V2}:1`] });
      const first = makeCertificate();
      gateway.secret.put(files(first));
      await gateway.startAgent();
      await gateway.startNginx();
      gateway.secret.put(files({ ...first, key: makeCertificate().key }));
      await until('the bad one is told', () => shown()?.startsWith('certificate-invalid'));
      gateway.secret.put(files(makeWeakCertificate()));
      await until('the refusal is told', () => shown() === 'certificate-refused');
      expect(await isServed(first)).toBe(true);
      gateway.cluster.setHold('5');
      await until('the hold is served', () => gateway.cluster.note?.share === 5);
      expect([await isServed(first), isReady(gateway.driver.state)]).toEqual([true, true]);
      const mended = makeCertificate();
      gateway.secret.put(files(mended));
      await until('the mended one is served', () => isServed(mended));
      await until('nothing is amiss', () => shown() === undefined);
    });
  });

  describe('that balances pods itself', () => {
    const balanced = () => serviceWith({ gateway: { balancing: 'least_conn' } });

    it('splits exactly whatever the numbers of pods, and follows them without a failed request', async () => {
      make(balanced(), '25');
      const v1 = await pods.start('v1', '127.0.0.21');
      const v2 = await pods.start('v2', '127.0.0.31');
      gateway.cluster.setReady({ v1: [v1], v2: [v2] });
      await gateway.startAgent();
      await gateway.startNginx();
      expect(await count(100)).toEqual({ v1: 75, v2: 25 });

      const load = new Load({ port: gateway.port, secure: false, clients: 8 });
      const more = await Promise.all(
        ['127.0.0.22', '127.0.0.23', '127.0.0.24'].map((address) => pods.start('v1', address)),
      );
      gateway.cluster.setReady({ v1: [v1, ...more], v2: [v2] });
      await until(
        'they are known',
        () => gateway.driver.state.served?.parts.endpoints.pods?.v1?.length === 4,
      );
      await gateway.settled();
      // As in a cluster, a pod leaves the endpoints before it ends.
      gateway.cluster.setReady({ v1: more, v2: [v2] });
      await until(
        'it is forgotten',
        () => gateway.driver.state.served?.parts.endpoints.pods?.v1?.length === 3,
      );
      await gateway.settled();
      pods.kill(v1);
      const before = load.count;
      await until('the load went on', () => load.count > before + 500);
      const { failures, answers } = await load.stop();
      expect(failures).toEqual([]);
      expect([...answers.keys()].sort()).toEqual([
        ...['v1 127.0.0.21', 'v1 127.0.0.22', 'v1 127.0.0.23', 'v1 127.0.0.24'],
        'v2 127.0.0.31',
      ]);
      expect(await count(100)).toEqual({ v1: 75, v2: 25 });
    });

    it('makes few reloads of many changes', async () => {
      make(balanced(), '25');
      gateway.cluster.setReady({ v1: [], v2: [] });
      await gateway.startAgent();
      await gateway.startNginx();
      const all: string[] = [];
      for (let pod = 40; pod < 60; pod += 1) {
        all.push(await pods.start('v1', `127.0.0.${pod}`));
        gateway.cluster.setReady({ v1: all, v2: [] });
      }
      await until(
        'all are known',
        () => gateway.driver.state.served?.parts.endpoints.pods?.v1?.length === 20,
      );
      expect(await gateway.metric('cutover_agent_reloads_total')).toBeLessThanOrEqual(3);
      expect(gateway.errors).not.toContain('[crit]');
    });
  });

  it('lets V1 stand in for a V2 without a ready pod, but not for one of which nothing is known', async () => {
    make(serviceWith(), '100');
    await gateway.startAgent();
    await until('it goes on without endpoints', () => gateway.driver.state.waited);
    await gateway.startNginx();
    expect(await count(10)).toEqual({ v2: 10 });
    gateway.cluster.setReady({ v1: ['127.0.0.11:1'], v2: [] });
    await until('V1 stands in', () => gateway.driver.state.served?.parts.endpoints.v2Absent);
    expect(await count(10)).toEqual({ v1: 10 });
    gateway.cluster.setReady({ v1: ['127.0.0.11:1'], v2: ['127.0.0.12:1'] });
    await until('V2 is back', () => !gateway.driver.state.served?.parts.endpoints.v2Absent);
    expect(await count(10)).toEqual({ v2: 10 });
  });

  it('raises the share when V2 has the pods for it, and lowers it by a hold without asking for pods', async () => {
    make(serviceWith(), '10');
    gateway.cluster.setReady({ v1: ['127.0.0.11:1'], v2: ['127.0.0.12:1'] });
    await gateway.startAgent();
    await gateway.startNginx();
    gateway.cluster.setDesired('50', { v1Floor: '4', v2Floor: '2' });
    await until('the wait is told', () =>
      gateway.cluster.note?.condition?.includes(
        'V2 has 1 of 2 ready pods that a share of 50 needs',
      ),
    );
    expect(await count(20)).toEqual({ v1: 18, v2: 2 });
    gateway.cluster.setReady({ v1: [], v2: ['127.0.0.12:1', '127.0.0.13:1'] });
    await until('the share is served', () => gateway.cluster.observed === '50');
    expect(await count(20)).toEqual({ v1: 10, v2: 10 });
    gateway.cluster.setHold('0');
    await until('the hold is served', () => gateway.cluster.observed === '0');
    expect(await count(20)).toEqual({ v1: 20 });
  });
});
