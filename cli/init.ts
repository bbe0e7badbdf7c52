import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { image, objectName, oneLine, port, urlPath } from '../model/service/fields';
import { readServiceFile } from '../model/service/service-file';
import { CommandFailure, EXIT } from './failure';
import type { Questions } from './questions';
import { starterFile, type StarterAnswers } from './starter-file';

/** What the options of the command say; what is missing is asked. */
export interface InitOptions {
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly v1Image?: string | undefined;
  readonly v1Port?: string | undefined;
  readonly v2Image?: string | undefined;
  readonly v2Port?: string | undefined;
  readonly healthPath?: string | undefined;
  /** By default services/NAME.yaml where there is such a folder, else NAME.yaml. */
  readonly file?: string | undefined;
  /** Whether a file that is there is replaced. */
  readonly force?: boolean | undefined;
}

export interface InitResult {
  /** From the folder in which the command runs. */
  readonly file: string;
  readonly service: string;
}

/**
 * Writes a starter file.
 *
 * @param questions - who is asked for what the options leave out; undefined: it must all be there.
 * @param from - folder in which the command runs.
 * @throws CommandFailure (usage) for an answer that is missing or wrong, (refused) when the file is there already.
 */
export async function init(
  options: InitOptions,
  questions: Questions | undefined,
  from: string,
): Promise<InitResult> {
  if (options.file !== undefined) refuseExisting(resolve(from, options.file), options, from);
  const answers = await gather(options, questions);
  const path = resolve(from, options.file ?? defaultFile(answers.name, from));
  const file = relative(from, path);
  refuseExisting(path, options, from);
  const text = starterFile(answers, existsSync(join(dirname(path), 'service.schema.json')));
  // A starter that is refused would be our own fault: better told here than by the user's first preview.
  readServiceFile(file, text);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: options.force ? 'w' : 'wx' });
  return { file, service: answers.name };
}

function refuseExisting(path: string, { force }: InitOptions, from: string): void {
  if (force || !existsSync(path)) return;
  const message = `${relative(from, path)} is there already; name another file, or replace it with --force`;
  throw new CommandFailure(EXIT.refused, message);
}

function defaultFile(name: string, from: string): string {
  const folder = join(from, 'services');
  return join(existsSync(folder) ? folder : from, `${name}.yaml`);
}

async function gather(
  options: InitOptions,
  questions: Questions | undefined,
): Promise<StarterAnswers> {
  const answers = new Answers(questions);
  const { owner } = options;
  const name = await answers.text('--name', options.name, objectName, 'Name of the service');
  const v1Image = await answers.text(
    '--v1-image',
    options.v1Image,
    image,
    'Image of V1, with its tag',
  );
  const v1Port = await answers.text('--v1-port', options.v1Port, port, 'Port of V1', '8080');
  const v2Image = await answers.text(
    '--v2-image',
    options.v2Image,
    image,
    'Image of V2, with its tag',
  );
  const v2Port = await answers.text('--v2-port', options.v2Port, port, 'Port of V2', v1Port);
  const healthPath = await answers.text(
    '--health-path',
    options.healthPath,
    urlPath,
    'Path that answers 200 when a pod may get traffic',
    '/health',
  );
  if (owner !== undefined) await answers.text('--owner', owner, oneLine(200), '');
  answers.refuse();
  return {
    name,
    owner,
    v1: { image: v1Image, port: Number(v1Port) },
    v2: { image: v2Image, port: Number(v2Port) },
    healthPath,
  };
}

/** Takes answers from options or from a user, and gathers what is wrong with the options. */
class Answers {
  readonly #problems: string[] = [];

  constructor(private readonly questions: Questions | undefined) {}

  /** @param preset - taken where the option is missing and there is nobody to ask, or nothing is typed. */
  async text(
    option: string,
    given: string | undefined,
    schema: z.ZodType,
    message: string,
    preset?: string,
  ): Promise<string> {
    const check = (answer: string): string | undefined => {
      const value = /^\d+$/.test(answer) && schema === port ? Number(answer) : answer;
      const [issue] = schema.safeParse(value).error?.issues ?? [];
      if (!issue) return undefined;
      return `must ${schema === port ? 'be a port, 1 to 65535' : issue.message}`;
    };
    if (given !== undefined) {
      const wrong = check(given);
      if (wrong !== undefined)
        this.#problems.push(`'${option}' (${JSON.stringify(given)}) ${wrong}`);
      return given;
    }
    // What is wrong with the options is told before anything is asked.
    if (this.questions && this.#problems.length === 0) {
      const answer = await this.questions.ask({ message, preset, check });
      if (answer === undefined) throw new CommandFailure(EXIT.fail, 'stopped; nothing was written');
      return answer;
    }
    if (preset === undefined) this.#problems.push(`'${option}' (missing) must be given`);
    return preset ?? '';
  }

  refuse(): void {
    if (this.#problems.length === 0) return;
    throw new CommandFailure(EXIT.usage, this.#problems.join('\n  '));
  }
}
