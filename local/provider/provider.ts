import { type CheckRequest, check } from './check';
import { type ConfigDiff, diffConfig } from './config-diff';
import { type CreateRequest, type Created, create } from './create';
import { type DiffRequest, type ResourceDiff, diffResource } from './diff-resource';
import type { EngineLog } from './engine';
import { invoke } from './invoke';
import type { JsonObject } from './json';
import { type ConfigProblem, configProblems, providerOptions } from './options';
import { type ReadRequest, type ReadResult, read } from './read';
import { type DeleteRequest, remove } from './remove';
import { revealObject } from './secrets';
import { Session } from './session';
import type { ProviderEnvironment } from './settings';
import { type UpdateRequest, update } from './update';

/** The version of the official provider whose behaviour this one keeps to. */
export const PROVIDER_VERSION = '4.34.2';

const NOTICE =
  'Kubernetes provider: this is the stand-in that comes with the project, used because the ' +
  `official pulumi-resource-kubernetes (${PROVIDER_VERSION}) is not installed`;

/**
 * A stand-in for Pulumi's Kubernetes provider, for machines that cannot download it. It does what
 * this project needs, the way the official one does it: objects of any kind by server-side apply.
 * States are interchangeable between the two.
 *
 * Not done, and refused with a word on what to do: Helm, Kustomize, charts and YAML components of
 * the second version, `renderYamlToDirectory`, client-side apply, schemas (`pulumi import` needs
 * `--generate-code=false`).
 *
 * Done otherwise: a Deployment fails as soon as its deadline for progress is over, not when the time
 * to wait is up; a Service is ready with its first ready endpoint, not ten seconds after it; a
 * CustomResourceDefinition is waited for until the server has taken it up.
 */
export class KubernetesProvider {
  #session: Session | undefined;

  constructor(
    private readonly environment: ProviderEnvironment,
    private readonly log: EngineLog,
    /** Whether this process is the one of its engine that says what it is. */
    private readonly announces: () => Promise<boolean>,
  ) {}

  checkConfig(news: JsonObject): readonly ConfigProblem[] {
    return configProblems(revealObject(news));
  }

  diffConfig(olds: JsonObject, news: JsonObject): ConfigDiff {
    return diffConfig(olds, news, this.environment);
  }

  /** @throws Error where the configuration asks for what the stand-in does not do. */
  async configure(config: JsonObject): Promise<void> {
    const [problem] = configProblems(revealObject(config));
    if (problem !== undefined) throw new Error(problem.reason);
    this.#session = new Session(providerOptions(revealObject(config), this.environment), this.log);
    if (await this.announces()) this.log.info(NOTICE);
  }

  check(request: CheckRequest): Promise<JsonObject> {
    return check(this.#configured(), request);
  }

  diff(request: DiffRequest): Promise<ResourceDiff> {
    return diffResource(this.#configured(), request);
  }

  create(request: CreateRequest): Promise<Created> {
    return create(this.#configured(), request);
  }

  read(request: ReadRequest): Promise<ReadResult> {
    return read(this.#configured(), request);
  }

  update(request: UpdateRequest): Promise<JsonObject> {
    return update(this.#configured(), request);
  }

  delete(request: DeleteRequest): Promise<void> {
    return remove(this.#configured(), request);
  }

  invoke(token: string, args: JsonObject): JsonObject {
    return invoke(token, revealObject(args));
  }

  /** Ends every wait; what was written so far is reported as it is. */
  cancel(): void {
    this.#session?.cancel();
  }

  #configured(): Session {
    if (this.#session === undefined) throw new Error('the provider was not configured yet');
    return this.#session;
  }
}
