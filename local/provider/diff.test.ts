import { diffObjects } from './diff';
import { forceNewPaths } from './force-new';
import type { JsonObject } from './json';
import { formatPath } from './property-path';
import { UNKNOWN } from './secrets';

const REPLACING = { enableConfigMapMutable: false, enableSecretMutable: false };
const IN_PLACE = { enableConfigMapMutable: true, enableSecretMutable: true };

function diff(old: JsonObject, news: JsonObject, options = IN_PLACE): string[] {
  const rules = { forceNew: forceNewPaths(news, options), builtIn: true };
  return diffObjects(old, news, rules).map(
    ({ path, kind, replace }) => `${kind}${replace ? '-replace' : ''} ${formatPath(path)}`,
  );
}

const map = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'b' },
  data,
  ...more,
});

describe('the difference between what is there and what is declared', () => {
  it('names just the keys that changed', () => {
    expect(diff(map({ a: '1', b: '2', c: '3' }), map({ a: '1', b: '4', d: '5' }))).toEqual([
      'update data.b',
      'delete data.c',
      'add data.d',
    ]);
  });

  it('is empty for equal objects', () => {
    expect(diff(map({ a: '1' }), map({ a: '1' }))).toEqual([]);
  });

  it('replaces a ConfigMap whose data changes, unless the provider changes it in place', () => {
    const [old, news] = [map({ a: '1' }), map({ a: '2' })];
    expect(diff(old, news, REPLACING)).toEqual(['update-replace data.a']);
    expect(diff(old, news, IN_PLACE)).toEqual(['update data.a']);
  });

  it('replaces an immutable ConfigMap whatever the provider may change in place', () => {
    const more = { immutable: true };
    expect(diff(map({ a: '1' }, more), map({ a: '2' }, more))).toEqual(['update-replace data.a']);
  });

  it('changes labels in place and identity never', () => {
    const news = { ...map({}), metadata: { name: 'other', namespace: 'b', labels: { x: 'y' } } };
    expect(diff(map({}), news, REPLACING)).toEqual([
      'update-replace metadata.name',
      'add metadata.labels',
    ]);
  });

  it('replaces a Deployment whose selector changes below or is brought in by its parent', () => {
    const deployment = (spec: JsonObject): JsonObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec,
    });
    expect(
      diff(
        deployment({ selector: { matchLabels: { app: 'a' } }, replicas: 1 }),
        deployment({ selector: { matchLabels: { app: 'b' } }, replicas: 2 }),
      ),
    ).toEqual(['update-replace spec.selector.matchLabels.app', 'update spec.replicas']);
    expect(
      diff({ apiVersion: 'apps/v1', kind: 'Deployment' }, deployment({ selector: {} })),
    ).toEqual(['add-replace spec']);
    expect(
      diff(deployment({ selector: {} }), { apiVersion: 'apps/v1', kind: 'Deployment' }),
    ).toEqual(['delete spec']);
  });

  it('follows lists by index', () => {
    const pod = (...images: string[]): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { containers: images.map((image) => ({ image })) },
    });
    expect(diff(pod('a', 'b'), pod('a', 'c'))).toEqual(['update-replace spec.containers[1].image']);
    expect(diff(pod('a', 'b'), pod('a'))).toEqual(['delete spec.containers[1]']);
    expect(diff(pod('a'), pod('a', 'b'))).toEqual(['add-replace spec.containers[1]']);
  });

  it('takes values that are not known yet for changed', () => {
    expect(diff(map({ a: '1' }), map({ a: UNKNOWN }))).toEqual(['update data.a']);
  });

  it('takes amounts that are written in two ways for equal, and texts not', () => {
    const limits = (cpu: string): JsonObject => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { template: { spec: { containers: [{ resources: { limits: { cpu } } }] } } },
    });
    expect(diff(limits('1'), limits('1000m'))).toEqual([]);
    expect(diff(limits('1'), limits('999m'))).toHaveLength(1);
    expect(diff(map({ cpu: '1' }), map({ cpu: '1000m' }))).toEqual(['update data.cpu']);
  });
});
