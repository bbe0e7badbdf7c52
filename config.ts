import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { fieldName } from './model/fields';
import { FINALISE_REQUESTS, type FinaliseRequest } from './model/finalise-request';
import { nearest } from './model/nearest';
import { policyOverridesSchema, type PolicyOverride } from './model/policy-override';
import { InvalidInputError, type Problem } from './model/problem';
import { schemaProblems } from './model/schema-problems';
import type { Service } from './model/service/service';
import { readServiceFile } from './model/service/service-file';
import type { Share } from './model/share';
import { readShareConfig, SHARE_KEY } from './model/share-config';

/** How the gateway's Service is reached from outside of the cluster. */
const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;
type GatewayServiceType = (typeof SERVICE_TYPES)[number];

/** Everything that the program is told: the stack's config and the service file it names. */
export interface ProgramConfig {
  readonly service: Service;
  /** Namespace of everything that is made. */
  readonly namespace: string;
  readonly desiredShare: Share;
  /** Image with the in-cluster programs of Cutover, and with NGINX; `undefined`: built by this program. */
  readonly images: {
    readonly cutover: string | undefined;
    readonly gateway: string;
    /** Where images are pushed when they are built by this program; else empty. */
    readonly repository: string;
  };
  readonly gatewayServiceType: GatewayServiceType;
  /** Seconds for which `pulumi up` waits until the effective share is observed. */
  readonly confirmSeconds: number;
  /** What is asked for V1: nothing, its deprecation, or, a step later, its removal. */
  readonly finalise: FinaliseRequest;
  /** Rules of the policy pack that this stack may break, each with its reason. */
  readonly policyOverrides: readonly PolicyOverride[];
  /** Context of the kubeconfig; `undefined`: the current one. */
  readonly kubeContext: string | undefined;
}

const KEYS = [
  'service',
  'namespace',
  'v2TrafficPercentage',
  'overrides',
  'image',
  'gatewayImage',
  'buildImages',
  'imageRepository',
  'gatewayServiceType',
  'confirmSeconds',
  'finalise',
  'policyOverrides',
] as const;

/**
 * Reads and checks the whole configuration of the stack.
 *
 * @param root - the project's folder, with its stack files and `services/`.
 * @throws pulumi.RunError with every problem at once, each with the command that mends it.
 */
export function loadConfig(root: string): ProgramConfig {
  try {
    return new ConfigReader(pulumi.getStack(), root).read();
  } catch (error) {
    if (error instanceof InvalidInputError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** Exported by the SDK but left out of its typings: the only way to see that a plain `get` read a secret. */
function isSecret(key: string): boolean {
  const runtime = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return runtime.isConfigSecret?.(key) ?? false;
}

/** Gathers problems while it reads, so that all of them can be told at once. */
class ConfigReader {
  private readonly config = new pulumi.Config('cutover');
  private readonly problems: Problem[] = [];

  constructor(
    private readonly stack: string,
    private readonly root: string,
  ) {}

  read(): ProgramConfig {
    this.checkKeys();
    const desiredShare = this.share();
    const serviceName = this.serviceName();
    const buildImages = this.flag('buildImages');
    const settings = {
      images: {
        cutover: buildImages ? undefined : this.text('image', 'name the cutover image'),
        gateway: this.text('gatewayImage', 'name an image with NGINX 1.27.4 or newer'),
        repository: buildImages
          ? this.text('imageRepository', 'name the repository that images are pushed to')
          : '',
      },
      gatewayServiceType: this.oneOf('gatewayServiceType', SERVICE_TYPES, 'ClusterIP'),
      confirmSeconds: this.confirmSeconds(),
      finalise: this.oneOf('finalise', FINALISE_REQUESTS, ''),
      policyOverrides: this.policyOverrides(),
    };
    const overrides = this.structure('overrides', 'be a mapping of fields of the service file');
    this.throwProblems();
    const service = this.service(serviceName, overrides);
    return {
      ...settings,
      service,
      namespace: this.get('namespace') ?? service.name,
      desiredShare: desiredShare as Share,
      kubeContext: new pulumi.Config('kubernetes').get('context'),
    };
  }

  /** @returns the value of a key; an empty text, the default in Pulumi.yaml, means that it is not set. */
  private get(key: (typeof KEYS)[number]): string | undefined {
    const value = this.config.get(key);
    return value === '' ? undefined : value;
  }

  private checkKeys(): void {
    for (const key of Object.keys(pulumi.runtime.allConfig())) {
      const [namespace, name = ''] = key.split(/:(.*)/, 2);
      if (namespace !== 'cutover' || KEYS.some((known) => known === name)) continue;
      const guess = nearest(name, KEYS);
      this.problems.push({
        field: key,
        got: 'an unknown key',
        rule: `be one of ${KEYS.map((known) => `cutover:${known}`).join(', ')}`,
        mend:
          (guess === undefined ? '' : `if you meant cutover:${guess}, set that, and `) +
          `run: pulumi config rm ${key} --stack ${this.stack}`,
      });
    }
  }

  private share(): Share | undefined {
    const stackFile = join(this.root, `Pulumi.${this.stack}.yaml`);
    const share = readShareConfig({
      value: this.get('v2TrafficPercentage'),
      secret: isSecret(SHARE_KEY),
      stackFile: existsSync(stackFile) ? readFileSync(stackFile, 'utf8') : undefined,
      stack: this.stack,
    });
    if (typeof share === 'number') return share;
    this.problems.push(share);
    return undefined;
  }

  private serviceName(): string {
    const known = readdirSync(join(this.root, 'services'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => basename(file, '.yaml'));
    const name = this.get('service');
    if (name !== undefined && known.includes(name)) return name;
    const guess = name === undefined ? undefined : nearest(name, known);
    this.problem(
      'service',
      name,
      `be one of services/*.yaml (${known.join(', ')})`,
      guess ?? '<name>',
    );
    return '';
  }

  private service(name: string, overrides: unknown): Service {
    const file = join('services', `${name}.yaml`);
    const service = readServiceFile(file, readFileSync(join(this.root, file), 'utf8'), {
      source: 'cutover:overrides',
      values: overrides,
    });
    if (service.name !== name) {
      const rule = `be the name of its file, '${name}'`;
      throw new InvalidInputError(file, [
        { field: 'name', got: JSON.stringify(service.name), rule, mend: 'rename one of the two' },
      ]);
    }
    return service;
  }

  private flag(key: 'buildImages'): boolean {
    const value = this.get(key) ?? 'false';
    if (value !== 'true' && value !== 'false') {
      this.problem(key, value, 'be true or false', 'false');
    }
    return value === 'true';
  }

  private text(key: (typeof KEYS)[number], rule: string): string {
    const value = this.get(key);
    if (value !== undefined && value.trim() === value) return value;
    this.problem(key, value, rule, '<value>');
    return '';
  }

  private oneOf<const T extends string>(
    key: (typeof KEYS)[number],
    choices: readonly T[],
    preset: T,
  ): T {
    const value = this.get(key);
    if (value === undefined) return preset;
    const known = choices.find((choice) => choice === value);
    if (known === undefined) {
      const named = choices.filter((choice) => choice !== '');
      this.problem(key, value, `be one of ${named.join(', ')}`, named[0] ?? '');
    }
    return known ?? preset;
  }

  /** @returns a value that the stack file writes as a list or mapping. */
  private structure(key: (typeof KEYS)[number], rule: string): unknown {
    try {
      return this.config.getObject(key);
    } catch {
      this.problems.push({
        field: `cutover:${key}`,
        got: JSON.stringify(this.get(key)),
        rule,
        mend: `write it so in Pulumi.${this.stack}.yaml`,
      });
      return undefined;
    }
  }

  private policyOverrides(): readonly PolicyOverride[] {
    const input = this.structure('policyOverrides', 'be a list') ?? [];
    const parsed = policyOverridesSchema.safeParse(input);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      for (const { path, ...problem } of schemaProblems(policyOverridesSchema, issue, input)) {
        this.problems.push({ field: fieldName(['cutover:policyOverrides', ...path]), ...problem });
      }
    }
    return [];
  }

  private confirmSeconds(): number {
    const value = this.get('confirmSeconds') ?? '300';
    const seconds = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    if (seconds < 10 || seconds > 3_600) {
      this.problem('confirmSeconds', value, 'be a whole number of seconds from 10 to 3600', '300');
    }
    return seconds;
  }

  private problem(key: string, value: string | undefined, rule: string, example: string): void {
    this.problems.push({
      field: `cutover:${key}`,
      got: value === undefined ? undefined : JSON.stringify(value),
      rule,
      mend: `run: pulumi config set cutover:${key} ${example} --stack ${this.stack}`,
    });
  }

  private throwProblems(): void {
    if (this.problems.length > 0) {
      throw new InvalidInputError(`config of stack ${this.stack}`, this.problems);
    }
  }
}
