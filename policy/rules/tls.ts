import { seconds } from '../../model/service/fields';
import { isProduction, productionStacks, type ProductionConfig } from '../production';
import type { Finding, Rule } from '../rule';

interface Config extends ProductionConfig {
  readonly leastHstsSeconds: number;
}

export const tls: Rule<Config> = {
  name: 'tls',
  description: 'In production the gateway speaks TLS.',
  reason: 'Tokens and personal data of every client pass through it.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      productionStacks,
      leastHstsSeconds: {
        type: 'integer',
        minimum: 0,
        default: 0,
        description: 'Least time in seconds for which browsers must insist on HTTPS.',
      },
    },
  },
  change(change, config) {
    const gateway = change.service?.gateway;
    if (gateway === undefined || !isProduction(change, config)) return [];
    const { mode, hsts } = gateway.tls;
    if (mode === 'off') {
      return [finding('gateway.tls.mode', mode, 'be secret or issuer in production')];
    }
    const { leastHstsSeconds } = config;
    if (seconds(hsts.maxAge) >= leastHstsSeconds) return [];
    return [finding('gateway.tls.hsts.maxAge', hsts.maxAge, `be ${leastHstsSeconds}s at least`)];
  },
};

const finding = (field: string, got: string, rule: string): Finding => ({
  field,
  got,
  rule,
  mend: 'set it in the service file or in cutover:overrides',
});
