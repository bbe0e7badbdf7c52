import { decodeYaml, invoke } from './invoke';

const TEXT = `
kind: ConfigMap
metadata: { name: a }
---
kind: List
items:
  - { kind: Secret, metadata: { name: b, namespace: own } }
---
`;

describe('yaml:decode', () => {
  it('gives all objects of a text, with lists taken apart', () => {
    expect(decodeYaml(TEXT).map((object) => object['kind'])).toEqual(['ConfigMap', 'Secret']);
  });

  it('puts those without a namespace into the default one', () => {
    const { result } = invoke('kubernetes:yaml:decode', { text: TEXT, defaultNamespace: 'given' });
    expect(result).toMatchObject([
      { metadata: { namespace: 'given' } },
      { metadata: { namespace: 'own' } },
    ]);
  });

  it('says where a text is no YAML', () => {
    expect(() => decodeYaml('a: [1')).toThrow(/line 1/);
  });
});

test('other functions need the official provider', () => {
  expect(() => invoke('kubernetes:helm:template', {})).toThrow(
    "'kubernetes:helm:template' is not done by this stand-in of the Kubernetes provider; install the " +
      'official one: `pulumi plugin install resource kubernetes`',
  );
});
