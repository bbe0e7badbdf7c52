import { adoptionPatch, withIgnored } from './managed-fields';
import type { JsonObject } from './json';

const entry = (manager: string, operation: string, fieldsV1: JsonObject): JsonObject => ({
  manager,
  operation,
  apiVersion: 'v1',
  fieldsV1,
});

const live = (...managedFields: JsonObject[]): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', resourceVersion: '7', managedFields },
  data: { share: '7', reason: 'theirs' },
});

describe('taking over fields', () => {
  it('is not needed where others than kubectl own them', () => {
    expect(adoptionPatch(live(entry('agent', 'Update', {})), 'ours')).toEqual([]);
  });

  it('takes the fields that a create left to the same name', () => {
    const fields = { 'f:data': { 'f:share': {} } };
    const [, replace] = adoptionPatch(live(entry('ours', 'Update', fields)), 'ours');
    expect(replace).toMatchObject({
      value: [{ manager: 'ours', operation: 'Apply', fieldsV1: fields }],
    });
    expect(adoptionPatch(live(entry('ours', 'Apply', fields)), 'ours')).toEqual([]);
  });

  it('merges what kubectl owns into our own, and keeps the others', () => {
    const [test, replace] = adoptionPatch(
      live(
        entry('ours', 'Apply', { 'f:data': { 'f:a': {} } }),
        entry('kubectl-edit', 'Update', { 'f:data': { 'f:share': {} } }),
        entry('agent', 'Update', { 'f:data': { 'f:observed': {} } }),
      ),
      'ours',
    );
    expect(test).toEqual({ op: 'test', path: '/metadata/resourceVersion', value: '7' });
    expect(replace).toMatchObject({
      op: 'replace',
      path: '/metadata/managedFields',
      value: [
        { manager: 'agent' },
        {
          manager: 'ours',
          operation: 'Apply',
          fieldsV1: { 'f:data': { 'f:a': {}, 'f:share': {} } },
        },
      ],
    });
  });
});

describe('ignored changes', () => {
  const inputs = { data: { share: '100' }, kind: 'ConfigMap' };

  it('are left out where only others own the field', () => {
    const current = live(entry('guard', 'Update', { 'f:data': { 'f:share': {} } }));
    expect(withIgnored(inputs, current, 'ours', ['data'])).toEqual({ kind: 'ConfigMap' });
  });

  it('are sent as they are where we own the field', () => {
    const current = live(entry('ours', 'Apply', { 'f:data': { 'f:share': {} } }));
    expect(withIgnored(inputs, current, 'ours', ['data'])).toEqual({
      kind: 'ConfigMap',
      data: { share: '7', reason: 'theirs' },
    });
  });

  it('below lists stay with the last inputs', () => {
    const current = live(entry('guard', 'Update', { 'f:data': {} }));
    expect(withIgnored(inputs, current, 'ours', ['spec.ports[0].port'])).toBe(inputs);
  });
});
