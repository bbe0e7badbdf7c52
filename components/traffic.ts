import { Deployment } from '@pulumi/kubernetes/apps/v1/deployment';
import { ConfigMap } from '@pulumi/kubernetes/core/v1/configMap';
import type { apps } from '@pulumi/kubernetes/types/output';
import * as pulumi from '@pulumi/pulumi';
import { floors } from '../model/capacity';
import { phaseIn, refuseState, type V1State } from '../model/finalise';
import { readStored } from '../model/gates/evidence-against';
import { outlook } from '../model/gates/outlook';
import { adviseRaise } from '../model/gates/raise';
import { holdData, NO_HOLD, parseHold, type Hold } from '../model/hold';
import { holdConfigMapName, trafficConfigMapName, TRAFFIC_KEYS } from '../model/names';
import { isOverridden, type PolicyOverride } from '../model/policy-override';
import { InvalidInputError } from '../model/problem';
import { decideRise } from '../model/rise';
import { planInForce } from '../model/service/plan';
import type { Service } from '../model/service/service';
import { NO_SHARE, type Share } from '../model/share';
import { standardLabels } from './labels';
import type { LastUpdate } from './last-update';
import { RefusedError } from './refused';

export interface TrafficArgs {
  /** The migrating service. A plain value: it names the children. */
  readonly service: Service;
  readonly namespace: pulumi.Input<string>;
  /** V2's part of the traffic that the stack config asks for. */
  readonly desired: Share;
  /** What the last update of the stack wrote. */
  readonly last: pulumi.Input<LastUpdate>;
  /** What the stack config asks for V1. */
  readonly v1State: V1State;
  /** The time of this run. */
  readonly now: Date;
  /** V2's Deployment: the share does not rise while none of its pods is ready. */
  readonly v2: Deployment;
  /** Seconds for which an update waits until the effective share is observed. */
  readonly confirmSeconds: number;
  /** Id of the ConfigMap with the guard's verdict; left out where nothing is judged. */
  readonly verdict?: pulumi.Input<string> | undefined;
  /** Rules that the stack may break, each with its reason. */
  readonly overrides: readonly PolicyOverride[];
  /** Name of the stack, for the commands in messages. */
  readonly stack: string;
}

/**
 * The number that everything hangs off: the desired share as the ConfigMap `<service>-traffic`, limited by the
 * hold in the ConfigMap `<service>-hold`.
 *
 * The update of the traffic ConfigMap returns only when every ready gateway pod confirms the effective share,
 * in `data.observed`. That key belongs to the agents, the hold's data to the guard and the CLI; Pulumi makes the
 * hold once and never writes it again.
 *
 * Capacity comes first: this component depends on both versions, so that their floors are raised before the share is
 * written, and it writes the floors beside the share. The agents raise the share only when V2 has as many ready
 * pods as its floor says, and lower it only when V1 has. Until then they serve what they served, and the update waits.
 * A floor that falls is lowered in the same update, before the traffic moves; that this takes no pod away that is
 * still needed is the autoscaler's part (`workload/autoscaler.ts`).
 *
 * With a guard, a rise needs evidence: what the guard stored is read as it is now, in preview as well, printed, and a
 * rise without fresh passing evidence is refused. Lowering the share never is.
 *
 * What the config asks for V1 is decided here as well, and `v1State` is known only when it is allowed: what takes V1
 * out of the traffic waits for it.
 *
 * @example
 * const traffic = new Traffic(
 *   'traffic',
 *   {
 *     service, namespace: 'supersmartmatch', desired, last: lastUpdate('last-update'), v1State: 'serving',
 *     overrides: [], now: new Date(), v2: v2.deployment, confirmSeconds: 300, stack: 'production',
 *   },
 *   { dependsOn: [v1, v2] },
 * );
 */
export class Traffic extends pulumi.ComponentResource {
  /** min(desired, hold); 100 once V1 is removed. */
  readonly effective: pulumi.Output<Share>;
  /** The state of V1, once it is known to be allowed. */
  readonly v1State: pulumi.Output<V1State>;
  /** The phase of the plan in which the desired share lies. */
  readonly phase: string;

  constructor(name: string, args: TrafficArgs, opts?: pulumi.ComponentResourceOptions) {
    super('cutover:index:Traffic', name, {}, opts);
    this.phase = phaseIn(planInForce(args.service), args.desired, args.v1State);
    const hold = this.createHold(name, args);
    this.effective = this.judge(name, args, this.decide(name, args, hold));
    this.v1State = this.effective.apply(() => args.v1State);
    this.createTraffic(name, args);
    // The policy pack reads the last update here where it cannot ask for it before.
    this.registerOutputs({ effective: this.effective, v1State: this.v1State, last: args.last });
  }

  private createHold(name: string, args: TrafficArgs): ConfigMap {
    return new ConfigMap(
      `${name}-hold`,
      { metadata: metadata(args, holdConfigMapName(args.service.name)), data: holdData(NO_HOLD) },
      { parent: this, ignoreChanges: ['data'] },
    );
  }

  /** Reads the hold and V2 as they are now, in preview as well, and refuses what they forbid. */
  private decide(name: string, args: TrafficArgs, hold: ConfigMap): pulumi.Output<Decided> {
    const liveHold = ConfigMap.get(`${name}-hold-live`, hold.id, { parent: this });
    const liveV2 = Deployment.get(`${name}-v2-live`, args.v2.id, { parent: this });
    return pulumi.all([liveHold.data, liveV2.status, args.last]).apply(([data, status, last]) =>
      decision(args, {
        hold: readHold(data, holdConfigMapName(args.service.name)),
        readyV2: readyReplicas(status),
        last,
      }),
    );
  }

  /**
   * Reads what the guard has found, in preview as well, prints it, and refuses a rise that the gates or a freeze forbid.
   * After what is refused without it: where the verdict does not exist yet, a preview cannot know it.
   */
  private judge(
    name: string,
    args: TrafficArgs,
    decided: pulumi.Output<Decided>,
  ): pulumi.Output<Share> {
    if (args.verdict === undefined) {
      return decided.apply((found) => allowRaise(args, found, undefined, this));
    }
    const verdict = ConfigMap.get(`${name}-verdict-live`, args.verdict, { parent: this });
    return pulumi
      .all([decided, verdict.data])
      .apply(([found, data]) => allowRaise(args, found, data, this));
  }

  private createTraffic(name: string, args: TrafficArgs): void {
    const timeout = `${args.confirmSeconds}s`;
    new ConfigMap(
      `${name}-share`,
      {
        metadata: {
          ...metadata(args, trafficConfigMapName(args.service.name)),
          annotations: {
            'pulumi.com/waitFor': pulumi.interpolate`jsonpath={.data.${TRAFFIC_KEYS.observed}}=${this.effective}`,
          },
        },
        data: {
          [TRAFFIC_KEYS.desired]: String(args.desired),
          [TRAFFIC_KEYS.phase]: this.phase,
          ...floorData(args),
        },
      },
      { parent: this, customTimeouts: { create: timeout, update: timeout } },
    );
  }
}

interface Live {
  readonly hold: Hold;
  readonly readyV2: number;
  readonly last: LastUpdate;
}

/** What is known once hold and V2 let the share be. */
interface Decided {
  readonly effective: Share;
  readonly live: Live;
}

/** @throws RefusedError when V1 may not get into the state, or the share may not rise. */
function decision(args: TrafficArgs, live: Live): Decided {
  const { hold, readyV2, last } = live;
  const { service, desired, v1State, now, overrides, stack } = args;
  const sunsetWaived = isOverridden(overrides, 'v1-removal', now);
  const release = `cutover release --stack ${stack} --reason "..."`;
  const { deprecated, sunset } = planInForce(service).finalise;
  const refusal = refuseState(
    {
      requested: v1State,
      previous: last.v1State,
      desired,
      previousShare: last.desiredShare,
      hold,
      plan: service.plan,
      deprecatedDay: deprecated,
      sunsetDay: sunset,
      now,
      sunsetWaived,
    },
    { stack, release },
  );
  if (refusal !== undefined) throw new RefusedError(refusal);
  const previous = last.desiredShare;
  const rise = decideRise({ desired, previous, hold, readyV2, v1: v1State }, release);
  if (!rise.allowed) throw new RefusedError(rise.refusal);
  return { effective: rise.effective, live };
}

/**
 * @param data - of the ConfigMap with the verdict; `undefined` where nothing is judged.
 * @throws RefusedError when evidence or a freeze does not let the share rise.
 */
function allowRaise(
  args: TrafficArgs,
  { effective, live }: Decided,
  data: Readonly<Record<string, string>> | undefined,
  resource: pulumi.Resource,
): Share {
  const { service, desired, now, overrides, stack } = args;
  const { desiredShare, shareSince: since } = live.last;
  const from = desiredShare ?? NO_SHARE;
  const stored = readStored(data, service.name);
  if (data !== undefined) {
    const { readyV2 } = live;
    const facts = { service, share: from, since, desired, stored, readyV2, now };
    void pulumi.log.info(outlook(facts), resource);
  }
  const raise = { service, from, to: desired, stored, now, overrides, stack };
  const { refusals, warnings } = adviseRaise(raise);
  for (const warning of warnings) void pulumi.log.warn(warning, resource);
  if (refusals.length > 0) throw new RefusedError(refusals.join('\n'));
  return effective;
}

/** Only where the file says what they are for: else a change of the share would wait for more than it did before. */
function floorData({ service, desired, v1State }: TrafficArgs): Record<string, string> {
  if (service.capacity === undefined) return {};
  const { v1, v2 } = floors(service, desired, v1State);
  return {
    ...(v1State === 'removed' ? {} : { [TRAFFIC_KEYS.v1Floor]: String(v1) }),
    [TRAFFIC_KEYS.v2Floor]: String(v2),
  };
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
  labels: standardLabels({ service: args.service.name, component: 'traffic' }),
});
