import { parseJsonPath } from './json-path';

const object = {
  data: { observed: '25', 'a.b': 'dotted' },
  list: [
    { name: 'x', size: 1 },
    { name: 'y', size: 2 },
  ],
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
};

describe('JSONPath', () => {
  it.each([
    ['.data.observed', ['25']],
    ['$.data.observed', ['25']],
    [".data['a.b']", ['dotted']],
    ['.list[1].name', ['y']],
    ['.list[-1].name', ['y']],
    ['.list[*].name', ['x', 'y']],
    ['.list[?(@.size>=2)].name', ['y']],
    ['.list[?@.name!="y"].size', [1]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    ['.nothing.here', []],
    ['.list[9]', []],
  ])('%s', (path, found) => {
    expect(parseJsonPath(path)(object)).toEqual(found);
  });

  it.each([
    ['.data.a\\.b', 'parsing ".data.a\\.b": unexpected "\\.b"'],
    ['data', 'parsing "data": unexpected "data"'],
    ['.some-name', 'parsing ".some-name": unexpected "-name"'],
    ['.list[?(@.size>=2]', 'parsing ".list[?(@.size>=2]": unexpected "[?(@.size>=2]"'],
  ])('refuses %s', (path, message) => {
    expect(() => parseJsonPath(path)).toThrow(message);
  });
});
