import { serviceJsonSchema, type FieldSchema } from './json-schema';

interface Row {
  readonly field: string;
  readonly value: string;
  readonly preset: string;
  readonly meaning: string;
}

/** Sections that describe several fields at once, under the name that stands for all of them. */
const SHARED: Readonly<Record<string, string>> = {
  'versions.v1': 'versions.v1, versions.v2 and companions.NAME',
};

/** @returns the reference page of the service file, made from the schema that checks it. */
export function renderReference(): string {
  const { properties = {}, required = [] } = serviceJsonSchema();
  const top: Row[] = [];
  const sections: string[] = [];
  for (const [name, value] of Object.entries(properties)) {
    const schema = value as FieldSchema;
    const isSection = isStructure(schema);
    top.push({ ...row(name, schema, required.includes(name)), ...(isSection ? link(name) : {}) });
    if (!isSection) continue;
    if (name === 'versions') {
      const version = schema.properties?.['v1'] as FieldSchema;
      sections.push(section(SHARED['versions.v1'] ?? '', rows(version, '')));
    } else if (name === 'companions') {
      const companion = schema.additionalProperties as FieldSchema;
      const { usedBy } = companion.properties ?? {};
      sections.push(
        section('companions.NAME, besides', [row('usedBy', usedBy as FieldSchema, false)]),
      );
    } else sections.push(section(titleOf(name, schema), rows(inner(schema), '')));
  }
  return `${[HEAD, table(top), ...sections, TAIL].join('\n\n')}\n`;
}

const HEAD = `# The service file

One file in \`services/\` describes one migrating service. \`cutover init\` writes a commented one, \`cutover validate\`
tells everything that is wrong with one, each with its line, and \`cutover smoke\` runs its checks. Editors that know
JSON Schema check it while it is written, by its first line:

\`\`\`yaml
# yaml-language-server: $schema=./service.schema.json
\`\`\`

A stack lays values over it with \`cutover:overrides\`, by the same names: mappings are merged key by key, lists and
everything else are replaced.

This page and \`services/service.schema.json\` are made from the schema in \`model/service/\` by \`npm run reference\`.`;

const TAIL = `## Rules across fields

- A companion is not called after something that every service has (v1, v2, gateway, traffic, hold, flags, …), and
  its name with the service's has 52 characters at most.
- A name stands once among \`environment\`, \`secrets\` and the flags; the flag with the percentage is not one of
  \`flags.values\`.
- Files and writable folders of a container do not overlap, neither with each other nor with \`/etc/cutover\`, \`/proc\`,
  \`/sys\`, \`/dev\` and \`/var/run/secrets\`.
- A version's \`drain\` and the \`timeoutSeconds\` of every route fit to \`gateway.longestRequestSeconds\`: the first is no
  shorter, the second no longer.
- The liveness probe takes longer to fail than the readiness probe.
- Requests for CPU and memory are no greater than the limits.
- With \`capacity\`, \`replicas.max\` of both versions carries the whole peak.
- \`gateway.port\` and \`gateway.tls.port\` differ while TLS is on. \`gateway.headers\` leaves out what NGINX sets itself.
- The header of \`forcedVersion\` begins with \`X-\` and is none that the gateway sets. Neither it nor the cookie tells clients
  or users apart.
- Names and paths of routes are unique, and so are the names of checks. A check reaches the versions that it names.
- Names of gates are unique. A gate that is not built in has a query and a bound; bounds leave something that passes; a
  comparison with V1 needs \`$version\` in the query. Queries of gates and alerts are PromQL for one number and name no other
  variables than \`$service\`, \`$namespace\`, \`$version\` and \`$window\`.
- A phase names gates that there are, each once. At every share of every plan a critical gate without a dry run is judged.
- A freeze has \`from\` and \`until\`, or \`days\`. \`monitoring.gates\` is off, or there is a \`monitoring.prometheus\`.
- The shares of a plan rise; a phase may begin at the share with which the one before it ends. \`finalise.sunset\` is
  later than \`finalise.deprecated\`.`;

const isStructure = (schema: FieldSchema): boolean =>
  Object.keys(inner(schema).properties ?? {}).length > 0;

/** What a list or a mapping by name holds; the schema itself where it is neither. */
function inner(schema: FieldSchema): FieldSchema {
  if (schema.type === 'array') return schema.items as FieldSchema;
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object' ? additionalProperties : schema;
}

function titleOf(name: string, schema: FieldSchema): string {
  if (schema.type === 'array') return `${name}[]`;
  return inner(schema) === schema ? name : `${name}.NAME`;
}

function link(name: string): Pick<Row, 'field'> {
  const anchors: Readonly<Record<string, string>> = {
    versions: 'versionsv1-versionsv2-and-companionsname',
    companions: 'companionsname-besides',
    plans: 'plansname',
  };
  return { field: `[\`${name}\`](#${anchors[name] ?? name})` };
}

function section(title: string, list: readonly Row[]): string {
  const parts = title.split(/(, | and )/);
  const heading = parts.map((part) =>
    /^[a-z][\w.[\]]*$/i.test(part) && part !== 'besides' ? `\`${part}\`` : part,
  );
  return `## ${heading.join('')}\n\n${table(list)}`;
}

function rows(schema: FieldSchema, prefix: string): Row[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, value]) => {
    const below = value as FieldSchema;
    const field = `${prefix}${name}`;
    if (!isStructure(below)) return [row(field, below, required.includes(name))];
    const self =
      below.description === undefined ? [] : [row(field, below, required.includes(name))];
    return [...self, ...rows(inner(below), `${titleOf(field, below)}.`)];
  });
}

function row(name: string, schema: FieldSchema, needed: boolean): Row {
  const preset = needed
    ? 'needed'
    : schema.default === undefined || isStructure(schema)
      ? ''
      : code(schema.default);
  return {
    field: `\`${name}\``,
    value: valueOf(schema),
    preset,
    meaning: schema.description ?? '',
  };
}

function valueOf(schema: FieldSchema): string {
  if (schema.anyOf?.every((one) => (one as FieldSchema).type === 'string')) return textOf(schema);
  if (schema.anyOf) return choices(schema.anyOf.map((one) => valueOf(one as FieldSchema)));
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return choices(schema.enum.map(code));
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'string':
      return textOf(schema);
    case 'array':
      return isStructure(schema)
        ? 'list of mappings'
        : `list; each ${valueOf(schema.items as FieldSchema)}`;
    case 'object':
      return objectOf(schema);
    default:
      return 'any value';
  }
}

function objectOf(schema: FieldSchema): string {
  const { properties = {}, additionalProperties } = schema;
  const [only, ...others] = Object.keys(properties);
  if (only !== undefined && others.length === 0) return code(`{ ${only}: … }`);
  if (isStructure(schema) || typeof additionalProperties !== 'object') return 'mapping';
  return `mapping; each ${valueOf(additionalProperties)}`;
}

function textOf({ patternErrorMessage, format, maxLength }: FieldSchema): string {
  if (format === 'date') return 'day such as 2026-12-31';
  const rule = patternErrorMessage?.replace(/^must /, '');
  if (rule === undefined)
    return maxLength === undefined ? 'text' : `text, ${maxLength} characters at most`;
  return /^be ((an?|the) )?/.test(rule)
    ? rule.replace(/^be ((an?|the) )?/, '')
    : `text; must ${rule}`;
}

function bounds({ minimum, maximum, exclusiveMinimum }: FieldSchema): string {
  const least = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  if (least === undefined && maximum === undefined) return '';
  if (least === undefined) return `, ${maximum ?? ''} at most`;
  return maximum === undefined ? `, from ${least}` : `, ${least} to ${maximum}`;
}

function choices(all: readonly string[]): string {
  const unique = [...new Set(all)];
  const last = unique.pop() ?? '';
  return unique.length === 0 ? last : `${unique.join(', ')} or ${last}`;
}

const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function table(list: readonly Row[]): string {
  // What stands in backticks is taken as it is.
  const cell = (text: string): string =>
    text
      .split('`')
      .map((part, index) => (index % 2 === 0 ? part.replace(/[*_~<|]/g, '\\$&') : part))
      .join('`');
  return [
    '| field | value | default | meaning |',
    '| --- | --- | --- | --- |',
    ...list.map(
      ({ field, value, preset, meaning }) =>
        `| ${[field, value, preset, meaning].map(cell).join(' | ')} |`,
    ),
  ].join('\n');
}
