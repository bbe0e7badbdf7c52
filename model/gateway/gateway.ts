import type { Service } from '../service/service';
import { WAF_FILE } from './names';
import { nginxConf } from './nginx-conf';
import { scriptSettings } from './script';
import { wafRules } from './waf';
import { wire, type GatewayFacts } from './wiring';

/** The files of the gateway's ConfigMap that NGINX and its script read, by their names. */
export interface GatewayFiles {
  readonly 'nginx.conf': string;
  /** What the gateway script is told; left out where nothing needs the script. */
  readonly 'gateway.json'?: string;
  /** The rules of the firewall; left out without one. */
  readonly 'modsecurity.conf'?: string;
}

/**
 * Renders the fixed part of the gateway's configuration. The agent's part, with the share, the addresses and the
 * certificate, is included by it (`model/upstreams.ts`).
 */
export function renderGateway(service: Service, facts: GatewayFacts): GatewayFiles {
  const wiring = wire(service, facts);
  const settings = scriptSettings(wiring);
  const rules = wafRules(wiring);
  return {
    'nginx.conf': nginxConf(wiring),
    ...(settings ? { 'gateway.json': `${JSON.stringify(settings, null, 2)}\n` } : {}),
    ...(rules === undefined ? {} : { [WAF_FILE]: rules }),
  };
}
