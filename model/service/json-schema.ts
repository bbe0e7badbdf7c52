import { z } from 'zod';
import { serviceSchema } from './service';

/** What editors read of a field; `patternErrorMessage` is a word of the YAML language server. */
export type FieldSchema = z.core.JSONSchema.BaseSchema & { patternErrorMessage?: string };

/** @returns the JSON Schema of a service file. Rules that need several fields are not in it: `cutover validate` tells them. */
export function serviceJsonSchema(): FieldSchema {
  const { $schema, ...schema } = z.toJSONSchema(serviceSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const rule = patternRule(zodSchema);
      // No format that editors know; the pattern beside it says the same.
      if (jsonSchema.format?.startsWith('cidr')) delete jsonSchema.format;
      if (rule !== undefined) Object.assign(jsonSchema, { patternErrorMessage: `must ${rule}` });
    },
  });
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: 'A service that Cutover migrates',
    ...schema,
  };
}

/** The rule that a text or a choice must keep to, in the words of the schema. */
function patternRule({ _zod: { def } }: z.core.$ZodType): string | undefined {
  if (def.type === 'union' || 'format' in def) return ownMessage(def.error);
  const format = (def.checks ?? []).find((check) => check._zod.def.check === 'string_format');
  return ownMessage(format?._zod.def.error);
}

/** Messages of this schema do not depend on what was found. */
function ownMessage(error: z.core.$ZodErrorMap<never> | undefined): string | undefined {
  const message = error?.(undefined as never);
  return typeof message === 'string' ? message : undefined;
}
