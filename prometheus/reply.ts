import { z } from 'zod';
import type { Reading } from '../model/gates/reading';
import type { Failure, Point, RangeReading, Series } from './reading';

/** When the question was sent and the answer was there, seconds since 1970, by our clock. */
export interface Asked {
  readonly from: number;
  readonly to: number;
}

/**
 * Clocks kept by NTP differ by milliseconds; what differs by more than this is not kept at all, and then a window of
 * five minutes lies somewhere else than the share that it is to judge. Below it, a scrape that comes late explains it.
 */
export const MOST_SKEW_SECONDS = 30;

/** Sample values are texts, because JSON knows neither NaN nor infinities. */
const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());

const answered = z.object({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.object({
      resultType: z.literal('vector'),
      result: z.array(z.object({ metric: labels, value: sample })),
    }),
    z.object({
      resultType: z.literal('matrix'),
      result: z.array(z.object({ metric: labels, values: z.array(sample) })),
    }),
    z.object({ resultType: z.literal('scalar'), result: sample }),
    z.object({ resultType: z.literal('string'), result: sample }),
  ]),
  warnings: z.array(z.string()).optional(),
});

const refused = z.object({
  status: z.literal('error'),
  errorType: z.string(),
  error: z.string(),
});

type Answer = z.infer<typeof answered>['data'];

/** Prometheus 2 tells remarks about a query among its warnings; Prometheus 3 has a list of their own. */
const REMARK = /^PromQL info:/;

/** @returns the one number in the answer to an instant query. */
export function readInstant(text: string, asked: Asked): Reading {
  const answer = read(text);
  if ('kind' in answer) return answer;
  switch (answer.resultType) {
    case 'vector': {
      const [first, ...others] = answer.result;
      if (first === undefined) return { kind: 'none' };
      if (others.length > 0) return { kind: 'many', count: answer.result.length };
      return numberOf(first.value, asked);
    }
    case 'scalar':
      return numberOf(answer.result, asked);
    default:
      return failure(`the query gives a ${answer.resultType}, not a number`);
  }
}

/** @returns the series in the answer to a range query. */
export function readRange(body: string): RangeReading {
  const answer = read(body);
  if ('kind' in answer) return answer;
  if (answer.resultType !== 'matrix') {
    return failure(`the query gives a ${answer.resultType}, not series`);
  }
  const series: Series[] = [];
  for (const { metric, values } of answer.result) {
    const points: Point[] = [];
    for (const [at, text] of values) {
      const value = parse(text);
      if (value === undefined) return failure(`${quoted(text)} is not a number`);
      points.push({ at, value });
    }
    series.push({ labels: metric, points });
  }
  return { kind: 'series', series };
}

/** @returns what a refusal says; `undefined` for a text that is none of Prometheus. */
export function readRefusal(text: string): string | undefined {
  const parsed = refused.safeParse(json(text));
  return parsed.success ? oneLine(`${parsed.data.errorType}: ${parsed.data.error}`) : undefined;
}

export const failure = (message: string): Failure => ({ kind: 'error', message });

function read(text: string): Answer | Failure {
  const input = json(text);
  const refusal = readRefusal(text);
  if (refusal !== undefined) return failure(`Prometheus refused the query: ${refusal}`);
  const parsed = answered.safeParse(input);
  if (!parsed.success) {
    return failure(`not an answer of Prometheus: ${quoted(text)}`);
  }
  // Data of which a part is missing is not known to be bad, and never known to be good.
  const warning = parsed.data.warnings?.find((one) => !REMARK.test(one));
  if (warning !== undefined) return failure(`Prometheus warns: ${oneLine(warning)}`);
  return parsed.data.data;
}

function numberOf([at, text]: z.infer<typeof sample>, { from, to }: Asked): Reading {
  const value = parse(text);
  if (value === undefined) return failure(`${quoted(text)} is not a number`);
  // The time it took to answer is nobody's fault.
  const ageSeconds = Math.round(at < from ? from - at : at > to ? to - at : 0);
  if (Math.abs(ageSeconds) > MOST_SKEW_SECONDS) return { kind: 'stale', ageSeconds };
  return Number.isFinite(value) ? { kind: 'value', value } : { kind: 'nan' };
}

/** As Go writes a float64 in JSON answers: in digits, or one of three words. */
function parse(text: string): number | undefined {
  if (text === 'NaN') return NaN;
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const SHOWN = 200;

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

const quoted = (text: string): string => JSON.stringify(oneLine(text));
