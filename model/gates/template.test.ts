import fc from 'fast-check';
import { isVariable, placeInTemplate, renderQuery, variablesOf } from './template';

const values = {
  service: 'shop',
  namespace: 'shop-staging',
  version: 'v2',
  window: '5m',
} as const;

describe('a template', () => {
  it.each([
    ['rate(x{service="$service"}[$window])', 'rate(x{service="shop"}[5m])'],
    ['x{version="${version}_a",n="$namespace"}', 'x{version="v2_a",n="shop-staging"}'],
    [
      'label_replace(x{c=~"5..$"}, "a", "$1${2}", "b", "")',
      'label_replace(x{c=~"5..$"}, "a", "$1${2}", "b", "")',
    ],
    ['x{a="$versions"}', 'x{a="$versions"}'],
  ])('%s is asked as %s', (template, query) => {
    expect(renderQuery(template, values)).toBe(query);
  });

  it('tells the names in it', () => {
    expect(variablesOf('a{b="$version"}[${windw}]')).toEqual([
      { name: 'version', from: 5, to: 13 },
      { name: 'windw', from: 16, to: 24 },
    ]);
  });

  it('knows where each character of the query comes from', () => {
    const part = fc.constantFrom('$service', '${namespace}', '$window', '$other', ' x ', '{"', '$');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const template = parts.join(' ');
        const query = renderQuery(template, values);
        const starts = variablesOf(template)
          .filter(({ name }) => isVariable(name))
          .map(({ from }) => from);
        const strays = Array.from(query).filter((letter, place) => {
          const from = placeInTemplate(template, values, place);
          return !starts.includes(from) && template[from] !== letter;
        });
        expect(strays).toEqual([]);
        expect(placeInTemplate(template, values, query.length)).toBe(template.length);
      }),
    );
  });
});
