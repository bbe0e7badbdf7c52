import fc from 'fast-check';
import { routeOf, routes as routesSchema, type Route } from '../service/route';
import { render } from './emit';
import { locationOf, matchingOrder, refusalMaps } from './paths';

const SEGMENTS = ['a', 'B', 'v1', 'a.b', 'a+b', '(x)', 'x-y'];

const path = fc
  .tuple(fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 3 }), fc.boolean())
  .map(([segments, slash]) => `/${segments.join('/')}${slash && segments.length > 0 ? '/' : ''}`);

const anyRoutes = fc
  .uniqueArray(fc.record({ path, match: fc.constantFrom('exact', 'prefix') }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ path: own, match }) => `${match} ${own.toLowerCase()}`,
  })
  .map((list) => routesSchema.parse(list.map((one, index) => ({ name: `r${index}`, ...one }))));

/** The route that NGINX finds: the first regular expression in order, else the prefix `/`. */
function found(routes: readonly Route[], requested: string): string | undefined {
  return matchingOrder(routes).find((route) => {
    const [kind, pattern] = locationOf(route, routes);
    if (pattern === undefined) return kind === '/';
    return new RegExp(pattern, 'i').test(requested);
  })?.name;
}

describe('the locations of routes', () => {
  it('find the route that the service file means', () => {
    fc.assert(
      fc.property(anyRoutes, path, (routes, requested) => {
        const other = requested.endsWith('/') ? requested.slice(0, -1) : `${requested}/`;
        // A route for the same path but for its last slash is the matter of another test.
        fc.pre(routes.every(({ path: own }) => own !== other));
        expect(found(routes, requested)).toBe(routeOf(routes, requested)?.name);
      }),
    );
  });

  it('find it whatever the case of the path', () => {
    fc.assert(
      fc.property(anyRoutes, path, fc.infiniteStream(fc.boolean()), (routes, requested, upper) => {
        const flipped = requested
          .split('')
          .map((one) => (upper.next().value ? one.toUpperCase() : one.toLowerCase()))
          .join('');
        expect(found(routes, flipped)).toBe(found(routes, requested));
      }),
    );
  });

  it('find the same with and without a slash at the end, unless both have routes', () => {
    fc.assert(
      fc.property(anyRoutes, path, (routes, requested) => {
        const bare = requested.replace(/\/$/, '') || '/';
        const named = routes.filter(({ path: own }) => (own.replace(/\/$/, '') || '/') === bare);
        fc.pre(bare !== '/' && named.length === 1);
        expect(found(routes, `${bare}/`)).toBe(found(routes, bare));
      }),
    );
  });

  it('are plain for a route that takes everything', () => {
    const [all] = routesSchema.parse([{ name: 'all', path: '/' }]);
    expect(all && locationOf(all, [all])).toEqual(['/']);
  });
});

describe('refusalMaps', () => {
  /** The regular expressions of the map that lead to a value. */
  function patterns(routes: readonly Route[], value: string): RegExp[] {
    const text = render(refusalMaps(routes));
    return [...text.matchAll(/^ {4}"?(~\*?)(.*?)"? (\S+);$/gm)]
      .filter(([, , , to]) => to === value)
      .map(
        ([, kind, pattern = '']) =>
          new RegExp(pattern.replaceAll('\\\\', '\\'), kind === '~*' ? 'i' : ''),
      );
  }

  const hasForm = (routes: readonly Route[], requested: string): boolean => {
    const forms = patterns(routes, '1');
    expect(forms).toHaveLength(3);
    return forms.some((form) => form.test(`HTTP/1.1 ${requested}`));
  };

  const isOrdinary = (routes: readonly Route[], requested: string): boolean => {
    const [ordinary, ...others] = patterns(routes, '""');
    expect(others).toEqual([]);
    return ordinary?.test(`HTTP/1.1 ${requested}`) ?? false;
  };

  const refuses = (routes: readonly Route[], requested: string): boolean =>
    !isOrdinary(routes, requested) && hasForm(routes, requested);

  const one = routesSchema.parse([{ name: 'all', path: '/' }]);
  const two = routesSchema.parse([
    { name: 'all', path: '/' },
    { name: 'old', path: '/old', to: 'v1' },
  ]);

  it.each([
    '/',
    '/a',
    '/a/',
    '/a.b/.well-known/...',
    '/a%20b',
    '/100%25',
    '/caf%C3%A9',
    '/a?x=//../%2f;\\%00',
    '/a?b?c',
  ])('let pass %s', (requested) => {
    expect(refuses(two, requested)).toBe(false);
  });

  it('look no further where a request is ordinary, and none of those has a form that they refuse', () => {
    expect(['/', '/a', '/a/', '/v1.2/b-c_d?x=%2f//;'].every((it) => isOrdinary(two, it))).toBe(
      true,
    );
    const text = fc.string({ unit: fc.constantFrom(...Array.from('/.aB0-_~%2fF5c;?#\\ \u00e9')) });
    fc.assert(
      fc.property(text, (rest) => {
        fc.pre(isOrdinary(two, `/${rest}`));
        expect(hasForm(two, `/${rest}`)).toBe(false);
      }),
    );
  });

  it('refuse parameters in a path only where there is another route to escape to', () => {
    expect([refuses(one, '/a;b=1'), refuses(two, '/a;b=1')]).toEqual([false, true]);
  });

  it('refuse every path that has another form by RFC 3986, and what URL parsers resolve', () => {
    const piece = fc.constantFrom(
      'a',
      '/',
      '.',
      '..',
      '%2e',
      '%2E',
      '%2f',
      '\\',
      '%5C',
      'b',
      '%61',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const requested = `/${pieces.join('')}`;
        fc.pre(!refuses(two, requested));
        expect(new URL(`http://x${requested}`).pathname).toBe(requested);
        expect(decodeURIComponent(requested).split('/')).toEqual(
          requested.split('/').map(decodeURIComponent),
        );
      }),
    );
  });
});
