import { seconds } from '../../model/service/fields';
import type { Service } from '../../model/service/service';
import { isProduction, productionStacks, type ProductionConfig } from '../production';
import type { Finding, Rule } from '../rule';

interface Config extends ProductionConfig {
  readonly mostPerHour: number;
}

const HOUR = 3_600;

export const rateLimit: Rule<Config> = {
  name: 'rate-limit',
  description: 'In production the gateway limits the requests of a client.',
  reason: 'One client that runs wild would use up what all of them share, on both versions.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      productionStacks,
      mostPerHour: {
        type: 'integer',
        minimum: 1,
        // Ten a second for an hour: above that a limit per client protects nothing.
        default: 36_000,
        description: 'Most requests per client and hour that still count as a limit.',
      },
    },
  },
  change(change, config) {
    const { service } = change;
    if (service === undefined || !isProduction(change, config)) return [];
    const { enabled, requests, per } = service.gateway.rateLimit;
    if (!enabled) return [finding('enabled', 'false', 'be true in production')];
    const perHour = (requests * HOUR) / seconds(per);
    return [
      ...(perHour <= config.mostPerHour
        ? []
        : [
            finding(
              'requests',
              `${requests} per ${per}`,
              `be ${config.mostPerHour} per 1h at most`,
            ),
          ]),
      ...openNetworks(service).map((network) =>
        finding('exempt', network, 'not exempt every client'),
      ),
      ...(service.routes.some(({ rateLimit: counts }) => counts)
        ? []
        : [
            {
              ...finding('', 'false', 'be true for one route at least'),
              field: 'routes[].rateLimit',
            },
          ]),
    ];
  },
};

/** Networks that hold every address there is. */
const openNetworks = ({ gateway }: Service): readonly string[] =>
  gateway.rateLimit.exempt.filter((network) => network.endsWith('/0'));

const finding = (field: string, got: string, rule: string): Finding => ({
  field: `gateway.rateLimit.${field}`,
  got,
  rule,
  mend: 'set it in the service file or in cutover:overrides',
});
