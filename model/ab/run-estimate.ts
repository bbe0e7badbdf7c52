import { shortestRun } from '../judge/power';
import { planInForce } from '../service/plan';
import type { Service } from '../service/service';

/** The error rates by which {@link estimateRuns} states how long it takes to see a bad V2. */
const FAULTY = [0.01, 0.05] as const;

/** As everywhere here: one healthy run of a thousand gives an alarm, one faulty one of twenty does not. */
const FALSE_ALARM = 0.001;
const POWER = 0.95;

/** How long V2 must serve to have shown something, at one step of the plan. */
interface RunEstimate {
  readonly phase: string;
  readonly share: number;
  /** Soak of the step as the plan has it, for example `48h`. */
  readonly soak: string;
  /** Seconds until so many requests have come to V2; null where they never do. */
  readonly errorsToOnePercent: number | null;
  readonly errorsToFivePercent: number | null;
  readonly abSamples: number | null;
}

export interface RunEstimates {
  /** Requests per second to both versions together. */
  readonly requestsPerSecond: number;
  /** Requests of V2 behind each of the times. */
  readonly requests: {
    readonly errorsToOnePercent: number | null;
    readonly errorsToFivePercent: number | null;
    readonly abSamples: number;
  };
  readonly steps: readonly RunEstimate[];
}

/**
 * How long each step of the plan in force takes to tell anything: before it begins, so that a soak is not shorter than what
 * it is for. The healthy rate is the service's objective.
 */
export function estimateRuns(service: Service, requestsPerSecond: number): RunEstimates {
  const plan = planInForce(service);
  const [errorsToOnePercent, errorsToFivePercent] = FAULTY.map((faulty) => {
    const detection = { faulty, falseAlarm: FALSE_ALARM, power: POWER };
    const run = shortestRun({ ...detection, healthy: service.objectives.errorRate });
    return run?.requests ?? null;
  }) as [number | null, number | null];
  const requests = { errorsToOnePercent, errorsToFivePercent, abSamples: plan.abSamples ?? 0 };
  const steps = plan.phases.flatMap((phase) =>
    phase.steps.map((step): RunEstimate => {
      const perSecond = (requestsPerSecond * step.share) / 100;
      const time = (count: number | null): number | null =>
        count === null || perSecond === 0 ? null : Math.ceil(count / perSecond);
      return {
        phase: phase.name,
        share: step.share,
        soak: step.soak,
        errorsToOnePercent: time(errorsToOnePercent),
        errorsToFivePercent: time(errorsToFivePercent),
        abSamples: time(requests.abSamples),
      };
    }),
  );
  return { requestsPerSecond, requests, steps };
}
