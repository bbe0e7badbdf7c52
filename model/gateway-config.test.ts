import { renderGatewayConfig, workerShutdownSeconds } from './gateway-config';
import { serviceSchema } from './service/service';

const { gateway } = serviceSchema.parse({
  name: 'shop',
  versions: { v1: { image: 'shop:1', port: 1 }, v2: { image: 'shop:2', port: 2 } },
  gateway: { longestRequestSeconds: 42, workers: 3 },
  plans: { all: { phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }] } },
  plan: 'all',
});

describe('renderGatewayConfig', () => {
  const directives = renderGatewayConfig(gateway)
    .split('\n')
    .map((line) => line.trim());

  it('keeps idle connections usable over a reload', () => {
    expect(directives).toContain('keepalive_min_timeout 10s;');
  });

  it('gives old workers longer than the longest request', () => {
    expect(workerShutdownSeconds(gateway)).toBe(52);
    expect(directives).toEqual(
      expect.arrayContaining(['worker_shutdown_timeout 52s;', 'proxy_read_timeout 42s;']),
    );
  });

  it('takes the upstreams from the agent, and nothing else depends on the share', () => {
    expect(directives).toContain('include /run/cutover/upstreams.conf;');
    expect(
      directives.filter((line) => line.startsWith('server ') || line.includes('weight')),
    ).toEqual(['server {']);
  });

  it('keeps connections to the versions open between requests', () => {
    expect(directives).toEqual(
      expect.arrayContaining(['proxy_http_version 1.1;', 'proxy_set_header Connection "";']),
    );
  });
});
