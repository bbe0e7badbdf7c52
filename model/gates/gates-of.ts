import type { Plan } from '../service/plan';
import { phaseOf, planInForce } from '../service/plan';
import type { WrittenGate } from '../service/gates';
import type { Service } from '../service/service';
import { FULL_SHARE, type Share } from '../share';
import { ANSWERED, builtInGates, LEAST_SAMPLES } from './built-in';
import type { Gate } from './gate';
import { namesVersion } from './template';

type Gated = Pick<Service, 'gates' | 'objectives' | 'monitoring' | 'comparison'>;

/** @returns all gates of a service: the built-in ones, as the file changes them, then its own in its order. */
export function gatesOf(service: Gated): readonly Gate[] {
  const builtIn = builtInGates(service);
  const written = new Map(service.gates.map((gate) => [gate.name, gate]));
  return [
    ...builtIn.map((gate) => changed(gate, written.get(gate.name))),
    ...service.gates
      .filter(({ name }) => !builtIn.some((gate) => gate.name === name))
      .map((gate) => changed(blank(service, gate.name), gate)),
  ];
}

/** What a gate of the file's own is where it says nothing. */
const blank = ({ monitoring }: Gated, name: string): Gate => ({
  name,
  description: name,
  query: '',
  samples: ANSWERED,
  window: monitoring.window,
  minimumSamples: LEAST_SAMPLES,
  weight: 'critical',
  dryRun: false,
  minimumShare: 1,
  unit: 'number',
  ifV1FailsToo: 'inconclusive',
});

/** A gate that brings a bound of its own takes none of those that it changes. */
function changed(gate: Gate, over: WrittenGate | undefined): Gate {
  if (over === undefined) return gate;
  const { atLeast, atMost, comparedToV1, ...rest } = gate;
  const bounds = hasBound(over) ? {} : { atLeast, atMost, comparedToV1 };
  return defined({ ...rest, ...defined(bounds), ...defined(over) });
}

export const hasBound = ({
  atLeast,
  atMost,
  comparedToV1,
}: Pick<WrittenGate, 'atLeast' | 'atMost' | 'comparedToV1'>): boolean =>
  atLeast !== undefined || atMost !== undefined || comparedToV1 !== undefined;

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The same without fields that are not there. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Defined<T>;
}

/**
 * The gates that are judged while a share is served: those of its phase, from their least share on. At 100 V1 has no
 * traffic: bounds relative to V1 fall away, and with them the gates that have no other.
 *
 * @returns in the order of {@link gatesOf}.
 */
export function gatesInForce(
  service: Gated & Pick<Service, 'plans' | 'plan'>,
  share: Share,
): readonly Gate[] {
  return gatesAt(gatesOf(service), planInForce(service), share);
}

/** The same, of a plan that need not be the one in force. */
export function gatesAt(all: readonly Gate[], plan: Plan, share: Share): readonly Gate[] {
  const name = phaseOf(plan, share);
  const named = plan.phases.find((phase) => phase.name === name)?.gates;
  return all
    .filter((gate) => named?.includes(gate.name) ?? true)
    .filter(({ minimumShare }) => share >= minimumShare)
    .map((gate) => (share === FULL_SHARE ? withoutComparison(gate) : gate))
    .filter(hasBound);
}

function withoutComparison(gate: Gate): Gate {
  const rest = { ...gate };
  delete rest.comparedToV1;
  return rest;
}

/** @returns whether V1 is asked for its value too: to compare with, or to see whether both fail alike. */
export const asksV1 = (gate: Gate, share: Share): boolean =>
  share < FULL_SHARE && namesVersion(gate.query);

/** @returns whether a gate counts for the verdict of its phase. */
export const counts = ({ weight, dryRun }: Pick<Gate, 'weight' | 'dryRun'>): boolean =>
  weight === 'critical' && !dryRun;
