import { targetNamed } from './targets';

describe('targetNamed', () => {
  it('finds a program by the name of its npm script', () => {
    expect(targetNamed('demo')).toEqual({
      program: 'local/demo/main.ts',
      args: [],
      knowsContext: true,
    });
    expect(targetNamed('test:provider')).toEqual({
      program: 'node_modules/jest/bin/jest.js',
      args: ['--selectProjects', 'provider', '--runInBand'],
      knowsContext: false,
    });
  });

  it.each([
    ['toString', 'toString'],
    [undefined, 'none'],
  ])('refuses %s, naming the known ones', (name, shown) => {
    expect(() => targetNamed(name)).toThrow(
      `'target' (${shown}) must be one of demo, bench, test, test:provider, test:integration, test:e2e; choose one of them.`,
    );
  });
});
