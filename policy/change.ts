import type { LastUpdate } from '../components/last-update';
import type { FinaliseRequest } from '../model/finalise-request';
import type { Stored } from '../model/gates/evidence-against';
import type { Plan } from '../model/service/plan';
import type { Service } from '../model/service/service';
import type { Share } from '../model/share';

/** What a preview or an update is about: from the last update to what the config says now. */
export interface Change {
  readonly stack: string;
  readonly now: Date;
  /** The desired share; `undefined` where the config has none that can be read, which the program itself refuses. */
  readonly desired: Share | undefined;
  readonly finalise: FinaliseRequest;
  /** The service file with the stack's overrides; `undefined` where the program itself refuses it. */
  readonly service: Service | undefined;
  /** Config of the stack by full key, without what is kept as a secret. */
  readonly plainConfig: Readonly<Record<string, string>>;
  /** What the guard has stored, where evidence is needed and somebody has asked for it. */
  readonly stored?: Stored | undefined;
  /** What the outputs of the last update say. */
  readonly last: LastUpdate;
}

/** The desired share falls: no rule may stand in its way. */
export function isRollback({ desired, last }: Change): boolean {
  return desired !== undefined && last.desiredShare !== undefined && desired < last.desiredShare;
}

/** A rise of the desired share. */
export interface Rise {
  /** 0 before the first update. */
  readonly from: Share;
  readonly to: Share;
  readonly plan: Plan;
  /** Name of the plan. */
  readonly planName: string;
}

/** @returns the rise that the change is; `undefined` when it is none. */
export function riseOf({ desired, service, last }: Change): Rise | undefined {
  const plan = service?.plans[service.plan];
  const from = last.desiredShare ?? (0 as Share);
  if (desired === undefined || service === undefined || plan === undefined) return undefined;
  return desired > from ? { from, to: desired, plan, planName: service.plan } : undefined;
}

/** @returns the command that sets the share, for messages. */
export function setShare(share: number, { stack }: Change): string {
  return `pulumi config set cutover:v2TrafficPercentage ${share} --stack ${stack}`;
}
