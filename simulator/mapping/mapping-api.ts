import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Version } from '../../model/names';
import { readJson, reply, type Api, type Handler, type Reply } from '../api';
import {
  dialectOf,
  mappingSchema,
  ruleProblems,
  sourcesOf,
  type Dialect,
  type Mapping,
} from './dialect';
import type { MappingFlags } from './mapping-flags';
import { runMapping } from './run';

const requestSchema = z.object({ mapping: mappingSchema, input: z.json().optional() });

interface Read {
  readonly mapping: Mapping;
  readonly input: unknown;
  readonly dialect: Dialect;
  readonly errors: readonly { readonly rule?: number; readonly message: string }[];
}

/**
 * Mapping DSL of requirement 004: mappings are validated, compiled or tried on an input. The same three with
 * `/v1` at the end read every mapping as V1 does.
 */
export function mappingApi(version: Version, flags: MappingFlags): Api {
  const routes: [string, (read: Read) => Reply][] = [
    ['validate', validate],
    ['compile', compile],
    ['dry-run', dryRun],
  ];
  const handler =
    (as: Version, answer: (read: Read) => Reply): Handler =>
    (body) => {
      const read = readMapping(as, flags, body);
      return 'refused' in read ? read.refused : answer(read);
    };
  return {
    healthPaths: [],
    posts: new Map(
      routes.flatMap(([name, answer]) => [
        [`/api/v1/mappings/${name}`, handler(version, answer)],
        [`/api/v1/mappings/${name}/v1`, handler('v1', answer)],
      ]),
    ),
  };
}

function readMapping(
  version: Version,
  flags: MappingFlags,
  body: string,
): Read | { readonly refused: Reply } {
  const json = readJson(body);
  if ('refused' in json) return json;
  const parsed = requestSchema.safeParse(json.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const error = `'${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not valid'}`;
    return { refused: reply(400, { error }) };
  }
  const { mapping, input } = parsed.data;
  const dialect = dialectOf(version, flags, mapping);
  if (typeof dialect === 'string') return { refused: reply(422, { error: dialect }) };
  return { mapping, input, dialect, errors: ruleProblems(dialect, mapping) };
}

const validate = ({ dialect, errors }: Read): Reply =>
  reply(200, { valid: errors.length === 0, dsl: dialect.name, errors });

function compile({ mapping, dialect, errors }: Read): Reply {
  if (errors.length > 0) return reply(422, { errors });
  const steps = mapping.rules.map((rule) =>
    `${rule.op} ${sourcesOf(rule).join(', ')} -> ${rule.target}`.replace('  ', ' '),
  );
  const id = createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 12);
  return reply(200, { id, dsl: dialect.name, steps });
}

function dryRun({ mapping, input, dialect, errors }: Read): Reply {
  if (errors.length > 0) return reply(422, { errors });
  return reply(200, { dsl: dialect.name, output: runMapping(mapping, input) });
}
