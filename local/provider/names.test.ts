import { adoptName, assignName, gvkOfUrn, isPatch, logicalName, typeOf } from './names';

const URN = 'urn:pulumi:dev::cutover::my:comp:Gateway$kubernetes:core/v1:ConfigMap::web::traffic';
const SEED = new Uint8Array([1, 2, 3]);

describe('urns', () => {
  it('tell type, name and kind', () => {
    expect(typeOf(URN)).toBe('kubernetes:core/v1:ConfigMap');
    expect(logicalName(URN)).toBe('web::traffic');
    expect(gvkOfUrn(URN)).toEqual({ group: '', version: 'v1', kind: 'ConfigMap' });
    expect(gvkOfUrn('urn:pulumi:a::b::kubernetes:apps/v1:Deployment::c')).toEqual({
      group: 'apps',
      version: 'v1',
      kind: 'Deployment',
    });
  });

  it('of a Helm release name what to do', () => {
    expect(() => gvkOfUrn('urn:pulumi:a::b::kubernetes:helm.sh/v3:Release::c')).toThrow(
      "'kubernetes:helm.sh/v3:Release' is not done by this stand-in of the Kubernetes provider, which handles " +
        'plain Kubernetes objects; install the official one: `pulumi plugin install resource kubernetes`',
    );
  });

  it('tell a patch from a kind that is called one', () => {
    expect(isPatch('urn:pulumi:a::b::kubernetes:core/v1:ConfigMapPatch::c', 'ConfigMap')).toBe(
      true,
    );
    expect(isPatch('urn:pulumi:a::b::kubernetes:x.dev/v1:EnvoyPatch::c', 'EnvoyPatch')).toBe(false);
  });
});

describe('names', () => {
  it('are made of the logical name and eight digits, the same for the same seed', () => {
    const urn = 'urn:pulumi:a::b::kubernetes:core/v1:ConfigMap::traffic';
    const made = assignName({ kind: 'ConfigMap' }, urn, SEED);
    expect(made).toEqual({
      kind: 'ConfigMap',
      metadata: {
        name: expect.stringMatching(/^traffic-[0-9a-f]{8}$/) as string,
        annotations: { 'pulumi.com/autonamed': 'true' },
      },
    });
    expect(assignName({ kind: 'ConfigMap' }, urn, SEED)).toEqual(made);
    expect(assignName({ kind: 'ConfigMap' }, urn, new Uint8Array())).not.toEqual(made);
  });

  it('that are declared stay', () => {
    const object = { metadata: { name: 'mine' } };
    expect(assignName(object, URN, SEED)).toBe(object);
  });

  it('never exceed what Kubernetes allows', () => {
    const urn = `urn:pulumi:a::b::kubernetes:core/v1:ConfigMap::${'x'.repeat(300)}`;
    const { name } = assignName({}, urn, SEED)['metadata'] as { name: string };
    expect(name).toHaveLength(253);
  });

  it('follow what the engine is configured to do', () => {
    const proposed = assignName({}, URN, SEED, { mode: 'propose', proposedName: 'web-1' });
    expect(proposed['metadata']).toMatchObject({ name: 'web-1' });
    expect(() => assignName({}, URN, SEED, { mode: 'disable', proposedName: '' })).toThrow(
      "'metadata.name' must be set, because pulumi:autonaming is disabled",
    );
  });

  it('that were made are kept, and declared ones of old are not', () => {
    const auto = { metadata: { name: 'a-1', annotations: { 'pulumi.com/autonamed': 'true' } } };
    expect(adoptName({}, auto)).toEqual(auto);
    expect(adoptName({}, { metadata: { name: 'fixed' } })).toEqual({});
  });
});
