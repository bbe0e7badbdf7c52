import { fromState, toObject, toState } from './checkpoint';
import { secret } from './secrets';

const checkpoint = {
  inputs: { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1' } },
  live: { apiVersion: 'v1', kind: 'ConfigMap', data: { a: '1', b: '2' } },
  initialApiVersion: 'v1',
  fieldManager: 'pulumi-kubernetes-1234',
};

describe('the state of a resource', () => {
  it('reads back as it was written', () => {
    expect(fromState(toState(checkpoint, {}))).toEqual(checkpoint);
  });

  it('shows the live object, and keeps its inputs beside it under the official names', () => {
    expect(toState(checkpoint, { data: { a: secret('1') } })).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: { a: secret('1'), b: '2' },
      __inputs: { apiVersion: 'v1', kind: 'ConfigMap', data: { a: secret('1') } },
      __initialApiVersion: 'v1',
      __fieldManager: 'pulumi-kubernetes-1234',
    });
  });

  it('is empty for a resource that has none', () => {
    expect(fromState({})).toEqual({
      inputs: {},
      live: {},
      initialApiVersion: '',
      fieldManager: '',
    });
  });

  it('writes the dashed fields of definitions with underscores', () => {
    const live = { spec: { 'x-kubernetes-int-or-string': true, 'x-other': 1 } };
    const state = toState({ ...checkpoint, live }, {});
    expect(state['spec']).toEqual({ x_kubernetes_int_or_string: true, 'x-other': 1 });
    expect(toObject({ spec: state['spec'] })).toEqual(live);
  });
});
