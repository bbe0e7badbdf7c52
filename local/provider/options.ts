import type { JsonObject } from './json';
import type { ProviderEnvironment } from './settings';

/** The provider's configuration, with every default applied. */
export interface ProviderOptions {
  /** Contents or path of a kubeconfig; undefined means the usual places. */
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly cluster: string | undefined;
  /** Where namespaced objects without a namespace go; undefined means the context's own. */
  readonly namespace: string | undefined;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly enablePatchForce: boolean;
  readonly suppressDeprecationWarnings: boolean;
  readonly upsertExistingObjects: boolean;
  readonly deleteUnreachable: boolean;
}

/** One key of the configuration that cannot be used. */
export interface ConfigProblem {
  readonly property: string;
  readonly reason: string;
}

/** Booleans and objects reach a provider as JSON text. */
function flag(value: JsonObject[string], fallback: boolean): boolean {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? value === 'true' : fallback;
}

function text(value: JsonObject[string]): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * @returns every key that asks for something that only the official provider can do. Unknown keys
 * are passed over, as the official provider does.
 */
export function configProblems(config: JsonObject): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (text(config['renderYamlToDirectory']) !== undefined) {
    problems.push({
      property: 'renderYamlToDirectory',
      reason:
        "'renderYamlToDirectory' is not done by this stand-in; install the official " +
        'Kubernetes provider with `pulumi plugin install resource kubernetes`',
    });
  }
  if (!flag(config['enableServerSideApply'], true)) {
    problems.push({
      property: 'enableServerSideApply',
      reason:
        "'enableServerSideApply' (false) must be true for this stand-in, which knows no other " +
        'way to write; leave it out',
    });
  }
  return problems;
}

/** The options that a checked configuration and the environment give together. */
export function providerOptions(
  config: JsonObject,
  environment: ProviderEnvironment,
): ProviderOptions {
  const on = (key: keyof ProviderEnvironment): boolean =>
    flag(config[key], environment[key] === true);
  return {
    kubeconfig: text(config['kubeconfig']) ?? environment.kubeconfig,
    context: text(config['context']),
    cluster: text(config['cluster']),
    namespace: text(config['namespace']),
    enableConfigMapMutable: on('enableConfigMapMutable'),
    enableSecretMutable: on('enableSecretMutable'),
    enablePatchForce: on('enablePatchForce'),
    suppressDeprecationWarnings: on('suppressDeprecationWarnings'),
    upsertExistingObjects: on('upsertExistingObjects'),
    deleteUnreachable: on('deleteUnreachable'),
  };
}
