import { serviceSchema, type Service } from '../../../model/service/service';

/** What a test says of its service; everything else has its default. */
export interface ServiceChanges {
  readonly gateway?: object;
  readonly routes?: readonly object[];
  readonly assignment?: object;
  readonly finalise?: object;
  readonly comparison?: object;
}

/** The least service that there is: whatever costs something is off unless a test turns it on. */
const PLAIN_GATEWAY = { workers: 1, accessLog: false, rateLimit: { enabled: false } };

/** @returns a checked service with the gateway that a test asks for. */
export function serviceWith({
  gateway,
  routes,
  assignment,
  finalise,
  comparison,
}: ServiceChanges = {}): Service {
  return serviceSchema.parse({
    name: 'shop',
    versions: { v1: { image: 'shop:1', port: 5062 }, v2: { image: 'shop:2', port: 5070 } },
    gateway: { ...PLAIN_GATEWAY, ...gateway },
    ...(routes === undefined ? {} : { routes }),
    ...(assignment === undefined ? {} : { assignment }),
    ...(comparison === undefined ? {} : { comparison }),
    plans: {
      all: {
        phases: [{ name: 'all', steps: [{ share: 0 }, { share: 100 }] }],
        ...(finalise === undefined ? {} : { finalise }),
      },
    },
    plan: 'all',
  });
}

/** A route for everything, without what costs something. */
export const PLAIN_ROUTE = { name: 'all', path: '/', fallback: 'none' } as const;
