import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';

/** What is told of an operation while it is under way. */
const DOING: Readonly<Record<string, string>> = {
  create: 'creating',
  update: 'updating',
  delete: 'deleting',
  replace: 'replacing',
  'create-replacement': 'creating',
  'delete-replaced': 'deleting',
};

/** Turns the events of Pulumi's engine into lines for people. */
export class UpdateProgress {
  /** What went wrong, a line each. */
  readonly errors: string[] = [];
  readonly #started = new Map<string, number>();
  #last = '';

  constructor(
    private readonly tell: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  take(event: EngineEvent): void {
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } = event;
    const { diagnosticEvent, policyEvent } = event;
    if (resourcePreEvent) this.begin(resourcePreEvent.metadata);
    if (resOutputsEvent) this.end(resOutputsEvent.metadata, 'done');
    if (resOpFailedEvent) this.end(resOpFailedEvent.metadata, 'failed');
    if (policyEvent && policyEvent.enforcementLevel === 'mandatory') {
      this.errors.push(`${policyEvent.policyName}: ${plain(policyEvent.message).trim()}`);
    }
    if (diagnosticEvent) {
      const text = plain(diagnosticEvent.message).trim();
      if (diagnosticEvent.severity === 'error') {
        if (text !== '' && !this.errors.includes(text)) this.errors.push(text);
      } else if (diagnosticEvent.ephemeral === true && text !== '') this.line(`  ${text}`);
    }
  }

  private begin({ op, urn }: Operation): void {
    const doing = DOING[op];
    if (doing === undefined) return;
    this.#started.set(urn, this.now());
    this.line(`${doing} ${nameOf(urn)}`);
  }

  private end({ op, urn }: Operation, how: string): void {
    const started = this.#started.get(urn);
    if (DOING[op] === undefined || started === undefined) return;
    this.#started.delete(urn);
    const seconds = ((this.now() - started) / 1_000).toFixed(1);
    this.line(`${DOING[op]} ${nameOf(urn)}: ${how} (${seconds} s)`);
  }

  /** A resource that waits says the same again and again. */
  private line(text: string): void {
    if (text !== this.#last) this.tell(text);
    this.#last = text;
  }
}

interface Operation {
  readonly op: string;
  readonly urn: string;
}

/** @returns for example `ConfigMap traffic-share`. */
function nameOf(urn: string): string {
  const [, , types = '', name = ''] = urn.split('::');
  const type = types.split('$').at(-1)?.split(':').at(-1) ?? types;
  return `${type} ${name}`;
}

/** Without the marks by which Pulumi colours its text. */
const plain = (text: string): string => text.replace(/<\{%[^%]*%\}>/g, '');
