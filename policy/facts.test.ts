import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChange } from './facts';

const SERVICE = `name: orders
versions:
  v1: { image: 'orders:v1.0', port: 80 }
  v2: { image: 'orders:v2.0', port: 80 }
plan: main
plans: { main: { phases: [{ name: all, steps: [{ share: 100 }] }] } }
`;

const CONFIG = {
  'cutover:service': 'orders',
  'cutover:v2TrafficPercentage': '25',
  'cutover:finalise': 'deprecate',
  'cutover:overrides': '{"gateway":{"replicas":7}}',
  'registry:password': 'hunter2',
};

describe('readChange', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'policy-'));
    mkdirSync(join(root, 'services'));
    writeFileSync(join(root, 'services', 'orders.yaml'), SERVICE);
    const stackFile = 'config:\n  registry:password:\n    secure: v1:a:b\n';
    writeFileSync(join(root, 'Pulumi.live.yaml'), stackFile);
  });

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  const read = (config: object, stack = 'live') =>
    readChange({ stack, config: { ...CONFIG, ...config }, root, now: new Date(0) });

  it('reads the config and the service file with its overrides, and leaves secrets out', () => {
    const change = read({});
    expect(change).toMatchObject({
      stack: 'live',
      desired: 25,
      finalise: 'deprecate',
      service: { name: 'orders', plan: 'main', gateway: { replicas: 7, workers: 2 } },
    });
    expect(change.plainConfig).not.toHaveProperty('registry:password');
    expect(change.plainConfig).toHaveProperty('cutover:service', 'orders');
  });

  it.each([
    ['no service', { 'cutover:service': '' }],
    ['a service without a file', { 'cutover:service': 'invoices' }],
    ['a path in place of a service', { 'cutover:service': '../services/orders' }],
    ['overrides that the schema refuses', { 'cutover:overrides': '{"gateway":{"replicas":0}}' }],
    ['overrides that are no JSON', { 'cutover:overrides': '{' }],
  ])('knows no service from %s, which the program itself refuses', (_, config) => {
    expect(read(config).service).toBeUndefined();
  });

  it('knows no desired share from what is none', () => {
    expect(read({ 'cutover:v2TrafficPercentage': '25 %' }).desired).toBeUndefined();
  });

  it('leaves out nothing of a stack without a file', () => {
    expect(read({}, 'other').plainConfig).toHaveProperty('registry:password');
  });
});
