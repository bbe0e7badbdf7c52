import { judge, overriding } from '../support/judge';
import { container, deployment, pod } from '../support/resources';
import { imageTags } from './image-tags';
import { UNKNOWN } from '../resource';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

const withImage = (image: unknown) => [deployment(pod({ containers: [container({ image })] }))];

const found = (image: unknown, config = {}) =>
  judge(imageTags, { resources: withImage(image) }, config);

describe('image-tags', () => {
  it.each([
    'orders/orders:v1.0',
    'orders:2.0.1',
    'registry.example.com:5000/orders/orders:v2.0.1-rc.1',
    'orders:1.30.6-alpine',
    'orders:2026.11.20',
    'orders:release-2026-11-20',
    'orders:3f2a9c1',
    'orders:sha-3f2a9c1d',
    `orders@${DIGEST}`,
    `orders:latest@${DIGEST}`,
  ])('passes %s', (image) => {
    expect(found(image)).toEqual([]);
  });

  it.each([
    ['no tag', 'orders'],
    ['no tag, at a registry with a port', 'registry.example.com:5000/orders'],
    ['latest', 'orders:latest'],
    ['a moving name', 'orders:stable'],
    ['a branch', 'orders:main'],
    ['a version with a moving part', 'orders:1.2-latest'],
    ['a moving part of a version', 'orders:1.x'],
    ['one number alone, on the boundary', 'orders:1'],
    ['a word that is no commit', 'orders:defaced'],
    ['a digest that is cut short', `orders@${DIGEST.slice(0, -1)}`],
  ])('refuses %s', (_, image) => {
    expect(found(image)).toEqual([
      `mandatory: 'containers[service].image' (${JSON.stringify(image)}) must have a digest or the tag of one version, such as v1.2; name the image by what was tested`,
    ]);
  });

  it('refuses every tag where only digests are taken', () => {
    expect(found('orders:v1.0', { digestOnly: true })).toHaveLength(1);
    expect(found(`orders@${DIGEST}`, { digestOnly: true })).toEqual([]);
  });

  it('finds the one image among several that moves, in init containers too', () => {
    const good = container({});
    const bad = container({ name: 'init', image: 'orders:latest' });
    const resources = [deployment(pod({ containers: [good], initContainers: [bad] }))];
    expect(judge(imageTags, { resources })).toEqual([
      expect.stringContaining("'containers[init].image'"),
    ]);
  });

  it('waits for an image that is built by the update itself', () => {
    expect(found(UNKNOWN)).toEqual([]);
  });

  it.each(['orders-staging', 'local', 'reproduction', 'nonprod'])('lets stack %s be', (stack) => {
    expect(judge(imageTags, { stack, resources: withImage('orders') })).toEqual([]);
  });

  it.each(['production', 'orders-prod', 'prod.eu', 'eu_production'])('looks at %s', (stack) => {
    expect(judge(imageTags, { stack, resources: withImage('orders') })).toHaveLength(1);
  });

  it('takes other names for production where it is configured to', () => {
    const situation = { stack: 'live', resources: withImage('orders') };
    expect(judge(imageTags, situation, { productionStacks: '^live$' })).toHaveLength(1);
  });

  it('is exempted by an override, and says so', () => {
    const resources = withImage('orders:latest');
    expect(judge(imageTags, { resources, config: overriding('image-tags') })).toEqual([
      expect.stringMatching(/^advisory: Overridden, agreed in CHG-1234 \(ops\): .+ a digest/),
    ]);
  });
});
