import { builtInGates } from '../../gates/built-in';
import type { Gate } from '../../gates/gate';
import { counts, gatesAt, gatesOf, hasBound } from '../../gates/gates-of';
import { namesVersion } from '../../gates/template';
import { nearest } from '../../nearest';
import type { Share } from '../../share';
import type { WrittenGate } from '../gates';
import type { Plan } from '../plan';
import type { Service } from '../service';
import type { Tell } from './tell';

/** What gates must keep to, beyond each field by itself; queries as such are checked by `query-rules.ts`. */
export function gateRules(service: Service, tell: Tell): void {
  const { gates, monitoring, plans } = service;
  if (monitoring.prometheus === undefined && (monitoring.gates ?? 'off') !== 'off') {
    const rule = `be given, since 'monitoring.gates' is ${monitoring.gates ?? ''}`;
    tell(['monitoring', 'prometheus'], rule, "add it, or write 'gates: off'");
  }
  const builtIn = builtInGates(service).map(({ name }): string => name);
  gates.forEach((gate, index) => {
    boundRules(gate, builtIn.includes(gate.name), ['gates', index], tell);
  });
  const all = gatesOf(service);
  gates.forEach(({ name, comparedToV1 }, index) => {
    const resolved = all.find((gate) => gate.name === name);
    if (comparedToV1 === undefined || resolved === undefined || namesVersion(resolved.query))
      return;
    tell(
      ['gates', index, 'comparedToV1'],
      'be left out where the query does not name $version, or it compares V2 with itself',
      'put version="$version" into the query',
    );
  });
  for (const [name, plan] of Object.entries(plans)) phaseRules(plan, ['plans', name], all, tell);
}

type Path = readonly PropertyKey[];

function boundRules(gate: WrittenGate, isBuiltIn: boolean, path: Path, tell: Tell): void {
  if (!isBuiltIn) {
    if (gate.query === undefined)
      tell([...path, 'query'], 'be given for a gate that is not built in');
    if (!hasBound(gate)) {
      const rule = "be given, or 'atMost', or 'comparedToV1': a gate needs a bound";
      tell([...path, 'atLeast'], rule);
    }
  }
  const { atLeastTimes, atMostTimes, atLeastMore, atMostMore } = gate.comparedToV1 ?? {};
  const pairs = [
    [['atLeast'], gate.atLeast, gate.atMost, 'atMost'],
    [['comparedToV1', 'atLeastTimes'], atLeastTimes, atMostTimes, 'atMostTimes'],
    [['comparedToV1', 'atLeastMore'], atLeastMore, atMostMore, 'atMostMore'],
  ] as const;
  for (const [field, least, most, other] of pairs) {
    if (least === undefined || most === undefined || least <= most) continue;
    tell([...path, ...field], `be at most '${other}' (${most}), or nothing passes`);
  }
}

function phaseRules(plan: Plan, path: Path, all: readonly Gate[], tell: Tell): void {
  const known = all.map(({ name }) => name);
  plan.phases.forEach((phase, index) => {
    const at = [...path, 'phases', index];
    const names = phase.gates ?? [];
    names.forEach((name, place) => {
      if (!known.includes(name)) {
        const guess = nearest(name, known);
        const mend = guess === undefined ? undefined : `write '${guess}'`;
        tell([...at, 'gates', place], `be one of the gates (${known.join(', ')})`, mend);
      } else if (names.indexOf(name) < place) {
        tell([...at, 'gates', place], 'stand there once', 'remove it');
      }
    });
    // Each is told of already.
    if (phase.gates?.length === 0 || names.some((name) => !known.includes(name))) return;
    phase.steps.forEach(({ share }, step) => {
      if (gatesAt(all, plan, share as Share).some(counts)) return;
      tell(
        [...at, 'steps', step, 'share'],
        'have a critical gate without a dry run that is judged at it',
        "add one to the phase's gates; v2-up is judged at every share",
      );
    });
  });
}
