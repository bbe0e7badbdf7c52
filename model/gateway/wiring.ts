import type { V1State } from '../finalise';
import { planInForce, type Plan } from '../service/plan';
import type { Route } from '../service/route';
import type { GatewayShape, Service } from '../service/service';
import { gatewayNeeds, type GatewayNeeds } from './needs';
import { matchingOrder } from './paths';

/** What the gateway's fixed configuration depends on beside the service file. */
export interface GatewayFacts {
  /** Whether V1 serves, is announced to go (by the days of the plan in force), or is gone. */
  readonly v1State: V1State;
}

/** A service with everything worked out that several parts of the configuration go by. */
export interface Wiring {
  readonly service: Service;
  readonly gateway: GatewayShape;
  readonly assignment: Service['assignment'];
  readonly v1State: V1State;
  readonly finalise: Plan['finalise'];
  readonly needs: GatewayNeeds;
  /** In the order in which they are tried. */
  readonly routes: readonly Route[];
}

export function wire(service: Service, { v1State }: GatewayFacts): Wiring {
  return {
    service,
    gateway: service.gateway,
    assignment: service.assignment,
    v1State,
    finalise: planInForce(service).finalise,
    needs: gatewayNeeds(service, v1State),
    routes: matchingOrder(service.routes),
  };
}
