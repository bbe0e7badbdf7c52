import type { Change } from '../change';
import { credentialIn } from '../credentials';
import { containerField, kindOf, podsOf } from '../pods';
import { entriesAt, listAt, textAt, type Resource } from '../resource';
import type { Finding, Rule } from '../rule';

interface Config {
  readonly allowed: readonly string[];
}

export const plainSecrets: Rule<Config> = {
  name: 'plain-secrets',
  description:
    'Nothing that looks like a credential stands in plain config, environment or ConfigMaps.',
  reason: 'All three are read by many, stay in the history, and are not rotated.',
  enforcementLevel: 'mandatory',
  configSchema: {
    properties: {
      allowed: {
        type: 'array',
        items: { type: 'string' },
        default: [],
        description: 'Keys that are looked at and are no credential, as the message names them.',
      },
    },
  },
  change(change, config) {
    return configValues(change).flatMap(([key, value]) =>
      judge(key, key, value, config, setSecret(key, change)),
    );
  },
  resource(resource, config) {
    return [...environment(resource, config), ...configMap(resource, config)];
  },
};

/** A key below another one is reached by a path. */
function setSecret(key: string, { stack, plainConfig }: Change): string {
  const path = Object.hasOwn(plainConfig, key) ? '' : ' --path';
  return `run: pulumi config set --secret '${key}' <value>${path} --stack ${stack}`;
}

/** @returns the texts in the stack's config, those within objects by their path. */
function configValues({ plainConfig }: Change): readonly (readonly [string, string])[] {
  return Object.entries(plainConfig).flatMap(([key, text]) => texts(key, parsed(text)));
}

function texts(path: string, value: unknown): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => texts(`${path}.${key}`, inner));
}

/** Config that is an object or a list arrives as JSON, and files are often JSON. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function environment(resource: Resource, config: Config): Finding[] {
  return (podsOf(resource)?.containers ?? []).flatMap((container) =>
    listAt(container.spec, 'env').flatMap((variable) => {
      const name = textAt(variable, 'name') ?? '';
      const field = containerField(container, `env.${name}`);
      const value = textAt(variable, 'value') ?? '';
      return judge(field, name, value, config, "keep it in a Secret, and name that in 'secrets'");
    }),
  );
}

function configMap(resource: Resource, config: Config): Finding[] {
  if (kindOf(resource) !== 'ConfigMap') return [];
  return entriesAt(resource.props, 'data').flatMap(([name, value]) =>
    texts(`data.${name}`, typeof value === 'string' ? parsed(value) : undefined).flatMap(
      ([key, text]) => judge(key, key, text, config, 'keep it in a Secret'),
    ),
  );
}

function judge(
  field: string,
  key: string,
  value: string,
  { allowed }: Config,
  mend: string,
): Finding[] {
  const looksLike = allowed.includes(field) ? undefined : credentialIn(key, value);
  if (looksLike === undefined) return [];
  return [{ field, got: 'not shown', rule: `not hold ${looksLike}`, mend }];
}
