import { agentSettingsSchema, type AgentSettingsInput } from './agent-settings';
import type { Share } from './share';
import { hashIn, renderUpstreams } from './upstreams';
import type { Dynamics } from './upstreams-dynamics';

const plain: AgentSettingsInput = {
  service: 'shop',
  namespace: 'shop',
  upstreams: {
    v1: { address: '10.96.0.10', port: 5062 },
    v2: { address: 'fd00::11', port: 5070 },
  },
  keepalive: { connections: 64, requests: 900, timeSeconds: 300, timeoutSeconds: 4 },
};
const render = (
  share: number,
  more: Partial<AgentSettingsInput> = {},
  dynamics: Omit<Dynamics, 'share'> = {},
  folder?: string,
) => {
  const settings = agentSettingsSchema.parse({ ...plain, ...more });
  return renderUpstreams(settings, { share: share as Share, ...dynamics }, folder);
};

/** @returns the servers of each upstream, in order. */
function groups(text: string): Record<string, string[]> {
  const found = [...text.matchAll(/^upstream (\w+) \{\n([^}]*)\}/gm)];
  return Object.fromEntries(
    found.map(([, name = '', body = '']) => [
      name,
      [...body.matchAll(/server (.*);/g)].map(([, server = '']) => server),
    ]),
  );
}

/** @returns the lines that begin with one of the words. */
const lines = (text: string, ...words: string[]): string[] =>
  text.split('\n').filter((line) => words.some((word) => line.startsWith(word)));

/** @returns the addresses by which NGINX tells the versions. */
const served = (text: string): string[] =>
  [...text.matchAll(/^ {4}("\S+" v[12]);$/gm)].map(([, line = '']) => line);

describe('the upstreams of a share', () => {
  const split = (share: number) => groups(render(share).text)['cutover_split'];

  it('have each version with its part as the weight, and never take one out on their own', () => {
    expect(split(25)).toEqual([
      '10.96.0.10:5062 weight=75 max_fails=0',
      '[fd00::11]:5070 weight=25 max_fails=0',
    ]);
  });

  it('leave V2 out at 0 and V1 at 100, since NGINX refuses a weight of 0', () => {
    expect(split(0)).toEqual(['10.96.0.10:5062 weight=100 max_fails=0']);
    expect(split(100)).toEqual(['[fd00::11]:5070 weight=100 max_fails=0']);
  });

  it('bound the connections that are kept, in a zone that all workers share', () => {
    const { text } = render(25);
    expect(text).toContain('    zone cutover_split 256k;');
    expect(text).toContain('    keepalive 64;\n    keepalive_requests 900;');
    expect(text).toContain('    keepalive_time 300s;\n    keepalive_timeout 4s;');
  });

  it('answer their own hash and share on the unix socket', () => {
    const { text, hash } = render(25);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(text).toContain('listen unix:/run/cutover/config.sock;');
    expect(text).toContain(`return 200 '{"hash":"${hash}","share":25}';`);
    expect(hashIn(text)).toBe(hash);
    expect(hashIn('upstream other { }')).toBeUndefined();
  });

  it('have a hash of their own for every share, whatever the socket', () => {
    const shares = Array.from({ length: 101 }, (_, share) => share);
    expect(new Set(shares.map((share) => render(share).hash)).size).toBe(101);
    const elsewhere = render(25, {}, {}, '/tmp/x');
    expect(elsewhere.hash).toBe(render(25).hash);
    expect(elsewhere.text).toContain('listen unix:/tmp/x/config.sock;');
  });

  it('carry nothing that the settings do not ask for', () => {
    const { text } = render(25);
    expect(lines(text, 'js_', 'split_clients', 'ssl_')).toEqual([]);
    expect(text).not.toMatch(/cutover_(assigned|share|jwks)/);
    expect(text).not.toContain('least_conn');
    expect(text).not.toContain('backup');
  });
});

describe('the upstreams of one version', () => {
  it('lead to it alone', () => {
    expect(groups(render(25).text)).toMatchObject({
      cutover_v1: ['10.96.0.10:5062 max_fails=0'],
      cutover_v2: ['[fd00::11]:5070 max_fails=0'],
      cutover_v2_only: ['[fd00::11]:5070 max_fails=0'],
    });
  });

  it('have V1 behind V2 where a route falls back to it', () => {
    const { cutover_v2, cutover_v2_only } = groups(render(25, { fallback: true }).text);
    expect(cutover_v2).toEqual([
      '[fd00::11]:5070 max_fails=0',
      '10.96.0.10:5062 max_fails=0 backup',
    ]);
    expect(cutover_v2_only).toEqual(['[fd00::11]:5070 max_fails=0']);
  });

  it('have V1 in place of a V2 without a ready pod, but only where a route falls back', () => {
    const absent = { v2Absent: true };
    const withFallback = groups(render(25, { fallback: true }, absent).text);
    expect(withFallback['cutover_v2']).toEqual(['10.96.0.10:5062 max_fails=0']);
    expect(withFallback['cutover_v2_only']).toEqual(['[fd00::11]:5070 max_fails=0']);
    expect(render(25, {}, absent)).toEqual(render(25));
  });

  it('know V1 no more once it is removed', () => {
    const { v2 } = plain.upstreams;
    const { text } = render(100, { upstreams: { v2 }, fallback: true, script: true });
    expect(groups(text)).toEqual({
      cutover_v2: ['[fd00::11]:5070 max_fails=0'],
      cutover_v2_only: ['[fd00::11]:5070 max_fails=0'],
      cutover_split: ['[fd00::11]:5070 weight=100 max_fails=0'],
    });
    expect(text).toContain('map "" $cutover_assigned { default v2; }');
  });

  it('tell by the last address which version answered', () => {
    expect(served(render(25).text)).toEqual(['"10.96.0.10:5062" v1', '"[fd00::11]:5070" v2']);
  });
});

describe('pods that NGINX balances itself', () => {
  const leastConn = { balancing: 'least_conn', fallback: true } as const;
  const pods = { v1: ['10.0.0.1:1', '10.0.0.2:1', '10.0.0.3:1'], v2: ['10.0.0.9:2', '10.0.0.8:2'] };
  const onePod = 'max_fails=3 fail_timeout=30s';

  it('are servers of their own, taken by the fewest connections', () => {
    const { text } = render(25, leastConn, { pods });
    expect(text).toMatch(
      /upstream cutover_v2_only \{\n {4}zone cutover_v2_only 1m;\n {4}least_conn;/,
    );
    expect(groups(text)).toMatchObject({
      cutover_v1: pods.v1.map((pod) => `${pod} ${onePod}`),
      cutover_v2: [
        ...pods.v2.map((pod) => `${pod} ${onePod}`),
        '10.96.0.10:5062 max_fails=0 backup',
      ],
      cutover_v2_only: pods.v2.map((pod) => `${pod} ${onePod}`),
    });
  });

  it('are chosen within a version only: no upstream holds both', () => {
    expect(groups(render(25, leastConn, { pods }).text)).not.toHaveProperty('cutover_split');
  });

  it('are known by their addresses, and the ClusterIPs with them', () => {
    const { text } = render(25, leastConn, { pods: { v2: ['10.0.0.9:2'] } });
    expect(served(text)).toEqual([
      '"10.96.0.10:5062" v1',
      '"[fd00::11]:5070" v2',
      '"10.0.0.9:2" v2',
    ]);
  });

  it('are known once each, even where both versions are said to have an address', () => {
    const { text } = render(25, leastConn, { pods: { v1: ['10.0.0.9:2'], v2: ['10.0.0.9:2'] } });
    expect(served(text).filter((line) => line.includes('10.0.0.9:2'))).toEqual(['"10.0.0.9:2" v2']);
  });

  it('are reached by the ClusterIP while they are unknown or none is ready', () => {
    const { cutover_v1, cutover_v2_only } = groups(
      render(25, leastConn, { pods: { v2: [] } }).text,
    );
    expect(cutover_v1).toEqual(['10.96.0.10:5062 max_fails=0']);
    expect(cutover_v2_only).toEqual(['[fd00::11]:5070 max_fails=0']);
  });
});

describe('the assignment', () => {
  const assigned = (share: number, more: Partial<AgentSettingsInput>) =>
    lines(render(share, more).text, 'js_', 'split_clients', 'map ""').slice(0, 2);

  it('perRequest is counted by the script', () => {
    expect(assigned(25, { script: true })).toEqual([
      'js_set $cutover_assigned cutover.assigned;',
      'map "" $cutover_share { default 25; }',
    ]);
  });

  it('perUser is the bucket of the key, that of V2 first, without a script', () => {
    expect(assigned(25, { assignment: 'perUser' })).toEqual([
      'split_clients "$cutover_user_key" $cutover_assigned { 25% v2; * v1; }',
    ]);
    const { text } = render(25, { assignment: 'perUser' });
    expect(groups(text)).not.toHaveProperty('cutover_split');
  });

  it.each(['perRequest', 'perUser'] as const)('%s is a constant at 0 and 100', (assignment) => {
    const more = { assignment, script: true };
    expect(assigned(0, more)[0]).toBe('map "" $cutover_assigned { default v1; }');
    expect(assigned(100, more)[0]).toBe('map "" $cutover_assigned { default v2; }');
  });
});

describe('copied files', () => {
  it('are named after their content, so that another certificate or key set is another hash', () => {
    const copies = { certificate: 'c0ffee', jwks: 'beef' };
    const { text, hash } = render(25, { tls: true }, copies, '/tmp/x');
    expect(lines(text, 'ssl_', 'map "" $cutover_jwks')).toEqual([
      'ssl_certificate /tmp/x/tls-c0ffee.crt;',
      'ssl_certificate_key /tmp/x/tls-c0ffee.key;',
      'map "" $cutover_jwks { default /tmp/x/jwks-beef.json; }',
    ]);
    const renewed = render(25, { tls: true }, { ...copies, certificate: 'cafe' }, '/tmp/x');
    expect(renewed.hash).not.toBe(hash);
  });
});
