import fc from 'fast-check';
import {
  anyService,
  anyServiceWithFirewall,
  anyV1State,
} from '../../test/support/gateway/any-service';
import { PLAIN_ROUTE, serviceWith } from '../../test/support/gateway/services';
import { renderGateway } from './gateway';

/** Making a whole service takes its time. */
const RUNS = { numRuns: 25 };

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());

describe('renderGateway', () => {
  const plain = renderGateway(serviceWith({ routes: [PLAIN_ROUTE] }), { v1State: 'serving' });

  it('makes one file for the least service, without modules and script, and writes nothing for people', () => {
    expect(Object.keys(plain)).toEqual(['nginx.conf']);
    const text = plain['nginx.conf'];
    expect(text).not.toMatch(/load_module|js_|modsecurity|mirror|assigned|geo |ssl_/);
    expect(text).not.toContain('stdout');
    expect(lines(text)).toContain('proxy_pass http://cutover_split;');
  });

  it('keeps idle connections usable over a reload, and connections to the versions open', () => {
    expect(lines(plain['nginx.conf'])).toEqual(
      expect.arrayContaining([
        'keepalive_min_timeout 10s;',
        'proxy_http_version 1.1;',
        'proxy_set_header Connection "";',
      ]),
    );
  });

  it('takes the upstreams from the agent, after the script and before the servers', () => {
    fc.assert(
      fc.property(anyService, anyV1State, (service, v1State) => {
        const all = lines(renderGateway(service, { v1State })['nginx.conf']);
        const included = all.indexOf('include /run/cutover/upstreams.conf;');
        expect(included).toBeGreaterThan(all.findIndex((line) => line.startsWith('js_import')));
        expect(included).toBeLessThan(all.indexOf('server {'));
        expect(all.filter((line) => line.startsWith('upstream '))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('names V1 nowhere once it is removed', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const text = renderGateway(service, { v1State: 'removed' })['nginx.conf'];
        expect(text).not.toMatch(/cutover_v1\b|cutover_split\b|cutover_v2\b|mirror/);
      }),
      RUNS,
    );
  });

  it('adds every header for a whole server, errors included', () => {
    fc.assert(
      fc.property(anyService, anyV1State, (service, v1State) => {
        const text = renderGateway(service, { v1State })['nginx.conf'];
        const added = text.split('\n').filter((line) => line.includes('add_header '));
        for (const line of added) expect(line).toMatch(/^ {8}add_header .* always;$/);
      }),
      RUNS,
    );
  });

  it('sends nothing on that NGINX has decoded', () => {
    fc.assert(
      fc.property(anyService, anyV1State, (service, v1State) => {
        const text = renderGateway(
          { ...service, gateway: { ...service.gateway, headers: {} } },
          {
            v1State,
          },
        )['nginx.conf'];
        expect(text).not.toMatch(/\$(uri|document_uri|request_filename|query_string)\b/);
      }),
      RUNS,
    );
  });

  it('tells the script and loads it, or neither', () => {
    fc.assert(
      fc.property(anyService, anyV1State, (service, v1State) => {
        const files = renderGateway(service, { v1State });
        const told = files['gateway.json'] !== undefined;
        expect(files['nginx.conf'].includes('load_module modules/ngx_http_js_module.so;')).toBe(
          told,
        );
        expect(/^\s*js_/m.test(files['nginx.conf'])).toBe(told);
        expect(files).not.toHaveProperty('modsecurity.conf');
      }),
      RUNS,
    );
  });

  it('tells the script what it has to refuse', () => {
    const jwt = {
      issuer: 'https://id.test',
      audience: 'shop',
      jwks: { secret: 'keys' },
      leewaySeconds: 5,
    };
    const rateLimit = { enabled: true, requests: 10, per: '2m', burst: 3 };
    const service = serviceWith({
      gateway: { jwt, rateLimit, replicas: 1 },
      routes: [{ ...PLAIN_ROUTE, jwt: true }],
    });
    const settings = renderGateway(service, { v1State: 'serving' })['gateway.json'] ?? '';
    expect(JSON.parse(settings)).toEqual({
      service: 'shop',
      rateLimit: { requests: 10, perSeconds: 120, burst: 3, shared: false },
      jwt: { issuer: 'https://id.test', audience: 'shop', leewaySeconds: 5 },
    });
  });

  it('writes nothing but temporary files with the firewall, and no audit log', () => {
    fc.assert(
      fc.property(anyServiceWithFirewall, (service) => {
        const rules = lines(
          renderGateway(service, { v1State: 'serving' })['modsecurity.conf'] ?? '',
        );
        expect(rules).toContain('SecAuditEngine Off');
        const folders = rules.filter((line) => /^Sec(Tmp|Data|Upload|AuditLog)/.test(line));
        expect(folders).toEqual(['SecTmpDir /tmp/', 'SecDataDir /tmp/']);
      }),
      RUNS,
    );
  });
});
