import { X509Certificate } from 'node:crypto';
import { localIssuer } from '../../local/cluster/certificates';
import { down, up } from '../../local/cluster/cluster';
import { importImages } from '../../local/images/import';
import { images } from '../../local/images/list';
import { localPaths } from '../../local/settings';
import { until } from '../../local/stack/until';
import { InsideCluster } from '../support/agent/inside';

const NAME = 'certificates';
const SETUP_LIMIT_MS = 300_000;
const ISSUE_LIMIT_MS = 60_000;
const paths = localPaths();

interface Secret {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

interface Issued {
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
  readonly key: string;
  readonly type: string;
}

/** cert-manager, as it stands in every embedded cluster, in one of the test's own. */
describe('the cert-manager of the embedded cluster', () => {
  let cluster: InsideCluster;

  beforeAll(async () => {
    const own = images.filter(({ name }) => /\/(pause|coredns)$/.test(name));
    const handle = await up({
      paths,
      name: NAME,
      importImages: async (socket) => {
        await importImages(paths, socket, own);
      },
    });
    cluster = new InsideCluster(paths, handle);
  }, SETUP_LIMIT_MS);

  afterAll(() => down({ paths, name: NAME }), SETUP_LIMIT_MS);

  async function ask(name: string, spec: object = {}): Promise<Issued> {
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name },
      spec: {
        secretName: name,
        dnsNames: [`${name}.example.com`],
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: localIssuer },
        ...spec,
      },
    };
    await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(certificate));
    return until('the certificate is issued', () => read(name), ISSUE_LIMIT_MS);
  }

  async function read(name: string): Promise<Issued | undefined> {
    const secret = await cluster.get<Secret>(['secret', name]).catch(() => undefined);
    const { 'tls.crt': leaf, 'tls.key': key, 'ca.crt': authority } = secret?.data ?? {};
    if (secret === undefined || !leaf || !key || !authority) return undefined;
    const decoded = (text: string) => Buffer.from(text, 'base64');
    return {
      certificate: new X509Certificate(decoded(leaf)),
      authority: new X509Certificate(decoded(authority)),
      key: decoded(key).toString(),
      type: secret.type,
    };
  }

  const renewed = (name: string, { certificate: { serialNumber } }: Issued) =>
    until(
      'the certificate is renewed',
      async () => {
        const now = await read(name);
        return now?.certificate.serialNumber === serialNumber ? undefined : now;
      },
      ISSUE_LIMIT_MS,
    );

  it('gives a Certificate its Secret, signed by the local issuer', async () => {
    const { certificate, authority, type } = await ask('shop');
    expect(certificate.subjectAltName).toBe('DNS:shop.example.com');
    expect(certificate.checkIssued(authority)).toBe(true);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(authority.subject).toBe('CN=cutover-workload-ca');
    expect(type).toBe('kubernetes.io/tls');
  });

  it('renews one that is asked for as `cmctl renew` does, with a new key', async () => {
    const before = await ask('renewed');
    const condition = { type: 'Issuing', status: 'True', reason: 'ManuallyTriggered' };
    const status = { conditions: [{ ...condition, lastTransitionTime: new Date().toISOString() }] };
    const patch = ['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })];
    await cluster.kubectl(['wait', 'certificate/renewed', '--for=condition=Ready']);
    await cluster.kubectl(['patch', 'certificate', 'renewed', ...patch]);
    const after = await renewed('renewed', before);
    expect(after.key).not.toBe(before.key);
    expect(after.authority.fingerprint256).toBe(before.authority.fingerprint256);
  });

  it('renews by itself what comes near its end', async () => {
    // Due 5 s after it was issued.
    const spec = { duration: '1h', renewBefore: '59m55s' };
    const before = await ask('short', spec);
    const after = await renewed('short', before);
    expect(after.certificate.checkIssued(before.authority)).toBe(true);
  });

  it('keeps its authority over a new start of the cluster', async () => {
    const { authority } = await ask('kept');
    await down({ paths, name: NAME });
    cluster = new InsideCluster(paths, await up({ paths, name: NAME }));
    const again = await ask('kept');
    expect(again.authority.fingerprint256).toBe(authority.fingerprint256);
  });
});
