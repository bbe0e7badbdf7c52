import type { AgentSettings } from './agent-settings';
import type { Share } from './share';
import { renderUpstreams } from './upstreams';

const settings: AgentSettings = {
  service: 'shop',
  namespace: 'shop',
  upstreams: {
    v1: { address: '10.96.0.10', port: 5062 },
    v2: { address: 'fd00::11', port: 5070 },
  },
  keepalive: { connections: 64, requests: 900, timeSeconds: 300, timeoutSeconds: 4 },
};
const render = (share: number) => renderUpstreams(settings, share as Share);
const servers = (share: number) =>
  render(share)
    .text.split('\n')
    .filter((line) => line.includes('weight='))
    .map((line) => line.trim());

describe('the upstreams of a share', () => {
  it('have each version with its part as the weight, and never take one out on their own', () => {
    expect(servers(25)).toEqual([
      'server 10.96.0.10:5062 weight=75 max_fails=0;',
      'server [fd00::11]:5070 weight=25 max_fails=0;',
    ]);
  });

  it('leave V2 out at 0 and V1 at 100, since NGINX refuses a weight of 0', () => {
    expect(servers(0)).toEqual(['server 10.96.0.10:5062 weight=100 max_fails=0;']);
    expect(servers(100)).toEqual(['server [fd00::11]:5070 weight=100 max_fails=0;']);
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
  });

  it('have a hash of their own for every share, whatever the socket', () => {
    const shares = Array.from({ length: 101 }, (_, share) => share);
    expect(new Set(shares.map((share) => render(share).hash)).size).toBe(101);
    const elsewhere = renderUpstreams(settings, 25 as Share, '/tmp/x.sock');
    expect(elsewhere.hash).toBe(render(25).hash);
    expect(elsewhere.text).toContain('listen unix:/tmp/x.sock;');
  });
});
