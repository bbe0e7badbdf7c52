import { BUILT_IN_NAMES } from '../model/gates/built-in';
import type { Row, Sheet } from './frame';
import { gatePanels } from './gate-panels';
import { figure, timeSeries } from './panels';
import { answered, ofBoth, rate, ratio } from './queries';
import type { Subject } from './subject';

/** Is V2 worth it? */
export function business({ name, gates }: Subject): Sheet {
  const own = gates.filter((gate) => !(BUILT_IN_NAMES as readonly string[]).includes(gate.name));
  return {
    slug: 'business',
    title: 'business figures',
    description: `What V2 of ${name} brings to its users and its owner, beside V1 and beside the targets in the service file.`,
    from: 'now-24h',
    rows: [
      adoption(),
      ...(own.length === 0
        ? []
        : [{ title: 'Figures with their targets', panels: own.flatMap(gatePanels) }]),
    ],
  };
}

function adoption(): Row {
  const both = `sum(${rate('cutover_requests_total', ofBoth)})`;
  const line = { expr: ratio(answered('v2'), both), legend: 'V2' };
  return {
    title: 'Adoption',
    panels: [
      figure(
        {
          title: 'Adoption now',
          description: 'Part of the answered requests that V2 answers now.',
          unit: 'percentunit',
          span: 6,
          lines: [line],
        },
        { high: true },
      ),
      timeSeries({
        title: 'Adoption',
        description:
          'Part of the answered requests that V2 answered. Requirement 004 aims at 50 % at the end of the first week.',
        unit: 'percentunit',
        span: 18,
        lines: [line],
      }),
    ],
  };
}
