import { inspect } from 'node:util';
import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import type { apps } from '@pulumi/kubernetes/types/output';
import * as pulumi from '@pulumi/pulumi';
import { holdData, NO_HOLD, parseHold, type Hold } from '../model/hold';
import { holdConfigMapName, trafficConfigMapName, TRAFFIC_KEYS } from '../model/names';
import { InvalidInputError } from '../model/problem';
import { decideRise } from '../model/rise';
import type { Share } from '../model/share';
import { standardLabels } from './labels';

/** The share may not be applied as the config asks for it. */
class RefusedError extends pulumi.RunError {
  constructor(refusal: string) {
    super(refusal);
    // Keeps its words: the SDK puts the name of each property before the message that it passes through.
    Object.defineProperty(this, 'message', { get: () => refusal, set: () => undefined });
  }

  /** The SDK inspects what it reports, with the whole program that hangs on it: 20 s of work for one line. */
  [inspect.custom](): string {
    return this.message;
  }
}

export interface TrafficArgs {
  /** Name of the migrating service. A plain value: it names the children. */
  readonly service: string;
  readonly namespace: pulumi.Input<string>;
  /** V2's part of the traffic that the stack config asks for. */
  readonly desired: Share;
  /** What the last update of the stack wrote; `undefined` before the first. */
  readonly previous: pulumi.Input<Share | undefined>;
  /** Name of the plan's phase in which the desired share lies. */
  readonly phase: string;
  /** V2's Deployment: the share does not rise while none of its pods is ready. */
  readonly v2: Deployment;
  /** Seconds for which an update waits until the effective share is observed. */
  readonly confirmSeconds: number;
  /** The command that releases a hold, for messages. */
  readonly releaseCommand: string;
}

/**
 * The number that everything hangs off: the desired share as the ConfigMap `<service>-traffic`, limited by the
 * hold in the ConfigMap `<service>-hold`.
 *
 * The update of the traffic ConfigMap returns only when every ready gateway pod confirms the effective share,
 * in `data.observed`. That key belongs to the agents, the hold's data to the guard and the CLI; Pulumi makes the
 * hold once and never writes it again.
 */
export class Traffic extends pulumi.ComponentResource {
  /** min(desired, hold). */
  readonly effective: pulumi.Output<Share>;

  constructor(name: string, args: TrafficArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Traffic', name, {}, opts);
    const hold = this.createHold(name, args);
    this.effective = this.decide(name, args, hold);
    this.createTraffic(name, args);
    this.registerOutputs({ effective: this.effective });
  }

  private createHold(name: string, args: TrafficArgs): ConfigMap {
    return new ConfigMap(
      `${name}-hold`,
      { metadata: metadata(args, holdConfigMapName(args.service)), data: holdData(NO_HOLD) },
      { parent: this, ignoreChanges: ['data'] },
    );
  }

  /** Reads the hold and V2 as they are now, in preview as well, and refuses a rise that they forbid. */
  private decide(name: string, args: TrafficArgs, hold: ConfigMap): pulumi.Output<Share> {
    const liveHold = ConfigMap.get(`${name}-hold-live`, hold.id, { parent: this });
    const liveV2 = Deployment.get(`${name}-v2-live`, args.v2.id, { parent: this });
    return pulumi
      .all([liveHold.data, liveV2.status, args.previous])
      .apply(([data, status, previous]) => {
        const hold = readHold(data, holdConfigMapName(args.service));
        const readyV2 = readyReplicas(status);
        const decision = decideRise(
          { desired: args.desired, previous, hold, readyV2 },
          args.releaseCommand,
        );
        if (!decision.allowed) throw new RefusedError(decision.refusal);
        return decision.effective;
      });
  }

  private createTraffic(name: string, args: TrafficArgs): void {
    const timeout = `${args.confirmSeconds}s`;
    new ConfigMap(
      `${name}-share`,
      {
        metadata: {
          ...metadata(args, trafficConfigMapName(args.service)),
          annotations: {
            'pulumi.com/waitFor': pulumi.interpolate`jsonpath={.data.${TRAFFIC_KEYS.observed}}=${this.effective}`,
          },
        },
        data: {
          [TRAFFIC_KEYS.desired]: String(args.desired),
          [TRAFFIC_KEYS.phase]: args.phase,
        },
      },
      { parent: this, customTimeouts: { create: timeout, update: timeout } },
    );
  }
}

function readHold(data: Readonly<Record<string, string>>, name: string): Hold {
  try {
    return parseHold(data, name);
  } catch (error) {
    throw error instanceof InvalidInputError ? new RefusedError(error.message) : error;
  }
}

/** The API leaves the field, and for a moment the whole status, out while there is nothing to count. */
function readyReplicas(status: Partial<apps.v1.DeploymentStatus> | undefined): number {
  return status?.readyReplicas ?? 0;
}

const metadata = (args: TrafficArgs, name: string) => ({
  name,
  namespace: args.namespace,
  labels: standardLabels({ service: args.service, component: 'traffic' }),
});
